"""The officials' rules, indexed by the codes that a product carries: pure values."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.products import IngredientCode, ProductId, Source

Codes = frozenset[IngredientCode]
LEAST_BASE = 3  # syllables of a salt's base: fewer begin too many names


@dataclass(frozen=True, slots=True)
class PairRule:
    """병용금기: who takes all codes of one side must not take all codes of the other."""

    first: Codes
    second: Codes
    names: tuple[str, str]  # how the officials call the two sides
    reason: str
    source: Source
    condition: str = ""

    def __post_init__(self) -> None:
        if not (self.first and self.second):
            raise ValueError(f"expected a code on both sides, got {self}")


@dataclass(frozen=True, slots=True)
class ProductPairRule:
    """병용금기 that names two products, whatever is known of their ingredients."""

    first: ProductId
    second: ProductId
    names: tuple[str, ...]
    reason: str
    source: Source
    condition: str = ""


@dataclass(frozen=True, slots=True)
class EffectRule:
    """효능군 중복: who carries all these codes belongs to a series; two of one series double an effect."""

    code: IngredientCode  # the substance that has the effect
    codes: Codes  # it and those that it must come with
    series: str
    area: str  # the wider group of effects, such as 혈압강하작용의약품
    source: Source
    joint: bool = False  # several series that count as one: adds something only across them
    note: str = ""
    condition: str = ""
    above_mg: Decimal | None = None  # belongs to the series only with more than this in one tablet
    route: str = ""  # belongs to it only by this route

    def __post_init__(self) -> None:
        if self.code not in self.codes:
            raise ValueError(f"expected {self.code} among the codes, got {sorted(self.codes)}")


@dataclass(frozen=True, slots=True)
class CautionRule:
    """A rule about who takes all these codes, or one named product, and is of an age, pregnant or nursing."""

    kind: CautionKind
    substance: str
    reason: str
    source: Source
    codes: Codes = frozenset()
    product: ProductId | None = None
    condition: str = ""
    routes: tuple[str, ...] = ()  # holds only by these; () is any
    forms: tuple[str, ...] = ()  # holds only for these (제형); () is any
    grade: int | None = None
    limit: str = ""  # the ages, the amount a day or the days, as published
    from_years: float | None = None  # from <= age < below
    below_years: float | None = None

    def __post_init__(self) -> None:
        if bool(self.codes) == (self.product is not None):
            raise ValueError(f"expected either codes or a product, got {self}")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a leaflet says of a class of medicines or a substance; the sentence is quoted."""

    level: Verdict  # LEAFLET_DO_NOT or LEAFLET_ASK
    group: str
    words: str  # by which the sentence names the group
    sentence: str


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A pair of classes of our own short list; both the same: two substances of one class."""

    first: str  # groups
    second: str
    reason: str
    english: str
    literature: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a region. `tables` are those that were loaded; what it lacks is not checked."""

    pairs: tuple[PairRule, ...] = ()
    product_pairs: tuple[ProductPairRule, ...] = ()
    effects: tuple[EffectRule, ...] = ()
    cautions: tuple[CautionRule, ...] = ()
    tables: tuple[tuple[Verdict | CautionKind, Source], ...] = ()  # of one kind, the largest first
    english: Mapping[str, str] = field(default_factory=dict)  # of substances, by their names here
    statements: Mapping[int, tuple[Statement, ...]] = field(default_factory=dict)  # by the text of a leaflet
    classes: tuple[ClassRule, ...] = ()
    members: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # the substances of a class, by its id
    leaflets_from: Source | None = None  # the newest list of leaflets that was read for statements
    _index: "_Index" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _Index.of(self))

    @property
    def covers(self) -> frozenset[Verdict | CautionKind]:
        """The kinds of rules that were loaded."""
        return frozenset(kind for kind, _ in self.tables)

    def sources(self) -> tuple[Source, ...]:
        """Return where the rules come from."""
        leaflets = (self.leaflets_from,) if self.leaflets_from else ()
        return tuple(dict.fromkeys((*(source for _, source in self.tables), *leaflets)))

    def main_sources(self, kinds: Iterable[Verdict | CautionKind]) -> tuple[Source, ...]:
        """Return the largest table of each of these kinds."""
        largest = dict(reversed(self.tables))
        return tuple(dict.fromkeys(largest[kind] for kind in kinds if kind in largest))

    def in_english(self, names: Iterable[str]) -> dict[str, str]:
        """Return what these substances are called in English, those that a name joins by " + " one by one.

        A salt of which only the base is known is called by it: 케토롤락트로메타민 -> ketorolac.
        """
        parts = {part for name in names for part in name.split(" + ")}
        return {part: english for part in parts if (english := self._english_of(part))}

    def _english_of(self, name: str) -> str:
        begun = (self.english.get(name[:end]) for end in range(len(name), LEAST_BASE - 1, -1))
        return self.english.get(name) or next(filter(None, begun), "")

    def sides_of(self, codes: Codes) -> list[Codes]:
        """Return every side of a 병용금기 all of whose codes are among these."""
        sides = self._index.sides
        return [side for code in codes for side in sides.get(code, ()) if side <= codes]

    def sides_partly_in(self, codes: Codes) -> list[Codes]:
        """Return every side of a combination of which some codes, and not all, are among these."""
        sides = self._index.combinations
        found = dict.fromkeys(side for code in codes for side in sides.get(code, ()))
        return [side for side in found if not side <= codes]

    def partners_of(self, side: Codes) -> Mapping[Codes, tuple[PairRule, ...]]:
        """Return the sides that must not be taken with this one, and the rules that say so."""
        return self._index.partners.get(side, {})

    def naming(self, products: Collection[ProductId]) -> list[ProductPairRule]:
        """Return the rules that name two of these products."""
        named = self._index.named
        return [rule for one in products for rule in named.get(one, ()) if rule.second in products]

    def named_beside(self, product: ProductId) -> list[str]:
        """Return what must not be taken with a product by the rules that name it itself."""
        beside = [rule.names[-1] for rule in self.product_pairs if rule.first == product]
        return beside + [rule.names[0] for rule in self.product_pairs if rule.second == product]

    def effects_of(self, codes: Codes) -> list[EffectRule]:
        """Return the memberships in series of whoever carries these codes."""
        return _matching(self._index.effects, codes)

    def meet(self, one: IngredientCode, two: IngredientCode) -> bool:
        """Tell whether two substances are of one series by itself, not only of one joint series."""
        return not self._index.series.get(one, frozenset()).isdisjoint(self._index.series.get(two, ()))

    def cautions_of(self, product: ProductId, codes: Codes) -> list[CautionRule]:
        """Return the rules about this product, which carries these codes."""
        return [*self._index.of_product.get(product, ()), *_matching(self._index.cautions, codes)]


@dataclass(frozen=True, slots=True)
class _Index:
    sides: dict[IngredientCode, tuple[Codes, ...]]
    combinations: dict[IngredientCode, tuple[Codes, ...]]  # sides of several codes, by each of them
    partners: dict[Codes, dict[Codes, tuple[PairRule, ...]]]
    named: dict[ProductId, tuple[ProductPairRule, ...]]  # by the first of the two
    effects: dict[IngredientCode, tuple[EffectRule, ...]]
    series: dict[IngredientCode, frozenset[tuple[str, str]]]
    cautions: dict[IngredientCode, tuple[CautionRule, ...]]
    of_product: dict[ProductId, tuple[CautionRule, ...]]

    @classmethod
    def of(cls, rules: Rules) -> "_Index":
        partners = _partners(rules.pairs)
        return cls(
            sides=_by_rarest_code((side, side) for side in partners),
            combinations=_grouped((code, side) for side in partners if len(side) > 1 for code in side),
            partners=partners,
            named=_grouped((rule.first, rule) for rule in rules.product_pairs),
            effects=_by_rarest_code((rule.codes, rule) for rule in rules.effects),
            series=_series(rules.effects),
            cautions=_by_rarest_code((rule.codes, rule) for rule in rules.cautions if rule.codes),
            of_product=_grouped((rule.product, rule) for rule in rules.cautions if rule.product is not None),
        )


class _Coded(Protocol):
    @property
    def codes(self) -> Codes: ...


K = TypeVar("K")
V = TypeVar("V")
C = TypeVar("C", bound=_Coded)


def _matching(index: Mapping[IngredientCode, tuple[C, ...]], codes: Codes) -> list[C]:
    return [rule for code in codes for rule in index.get(code, ()) if rule.codes <= codes]


def _grouped(items: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in items:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _series(effects: Iterable[EffectRule]) -> dict[IngredientCode, frozenset[tuple[str, str]]]:
    names = _grouped((rule.code, (rule.area, rule.series)) for rule in effects if not rule.joint)
    return {code: frozenset(series) for code, series in names.items()}


def _partners(pairs: Iterable[PairRule]) -> dict[Codes, dict[Codes, tuple[PairRule, ...]]]:
    found: dict[Codes, dict[Codes, list[PairRule]]] = defaultdict(lambda: defaultdict(list))
    for rule in pairs:
        found[rule.first][rule.second].append(rule)
        if rule.first != rule.second:
            found[rule.second][rule.first].append(rule)
    return {side: {other: tuple(same) for other, same in others.items()} for side, others in found.items()}


def _by_rarest_code(items: Iterable[tuple[Codes, V]]) -> dict[IngredientCode, tuple[V, ...]]:
    """Index each value by that of its codes which the fewest share, so that a look-up reads little."""
    values = tuple(items)
    shared = Counter(code for codes, _ in values for code in codes)
    return _grouped((min(codes, key=lambda code: (shared[code], code)), value) for codes, value in values)
