"""Which products belong to which class of medicines (knowledge/build/groups.csv), by ingredient, ATC class or kind.

A member is `atc:` a prefix of an ATC code that products of this one ingredient have, `name:` a substance, `class:` a
약효분류 of the product itself, `group:` another group, or `all:` groups that different ingredients must belong to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from pathlib import Path

from knowledge.build.composition import Composition
from knowledge.build.substances import Substances
from knowledge.names.substance_names import key, keys
from knowledge.products import Ingredient, Membership, ProductId
from knowledge.sources.reading.tables import csv_rows
from knowledge.sources.records import ProductRecord, Route

FILE = Path(__file__).parent / "groups.csv"
ALONE = "="  # before the name of a substance that is a group of its own
SHARE = 0.2  # of the products of an ingredient that must have an ATC code, so that no slip counts


@dataclass(frozen=True, slots=True)
class Group:
    """A class of medicines, or a substance."""

    id: str
    korean: str
    english: str
    members: tuple[tuple[str, str], ...]

    def of_kind(self, kind: str) -> tuple[str, ...]:
        return tuple(value for own, value in self.members if own == kind)


def load_groups(path: Path = FILE) -> dict[str, Group]:
    """Read the groups. Raises SourceChanged for a damaged file."""
    groups: dict[str, Group] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        id_, korean, english = row.need("group"), row.need("korean"), row.need("english")
        parts = [part.partition(":") for part in row.need("members").split("|")]
        row.done()
        if id_ in groups:
            row.fail("group", f"{id_} stands twice")
        groups[id_] = Group(id_, korean, english, tuple((kind, value) for kind, _, value in parts))
    return groups


def substance_group(id_: str) -> Group:
    """Return the group that is one substance: =프로베네시드."""
    name = id_.removeprefix(ALONE)
    return Group(id_, name, "", (("name", name),))


class Classifier:
    """Tells the groups of a product; learns the ATC codes of ingredients from products of one ingredient."""

    def __init__(
        self,
        groups: Iterable[Group],
        products: Iterable[ProductRecord],
        compositions: Mapping[ProductId, Composition],
        substances: Substances,
    ) -> None:
        self._groups = {group.id: group for group in groups}
        self._substances = substances
        self._atc = _atc_of_ingredients(products, compositions)
        self._known: dict[tuple[object, ...], frozenset[str]] = {}

    def of(self, product: ProductRecord, composition: Composition | None) -> tuple[Membership, ...]:
        """Return the groups of a product, each once; what acts where it is put belongs to none."""
        if product.route is Route.TOPICAL:
            return ()
        found: dict[str, str] = {}
        ingredients = composition.ingredients if composition else ()
        each = [(one, self._of_ingredient(one)) for one in ingredients]
        for one, groups in each:
            for group in groups:
                found.setdefault(group, one.name)
        for group in self._by_class.get(product.class_code, ()):
            found.setdefault(group, "")
        for group, parts in self._combined:
            if _taken_apart(parts, [groups for _, groups in each]):
                found.setdefault(group, "")
        return tuple(Membership(group, found[group]) for group in sorted(found))

    def _of_ingredient(self, one: Ingredient) -> frozenset[str]:
        place = (one.name, *one.codes)
        if place not in self._known:
            direct = {*self._by_name(one), *self._by_atc(one)}
            self._known[place] = frozenset(direct | self._wider(direct))
        return self._known[place]

    def _by_name(self, one: Ingredient) -> Iterator[str]:
        for code in one.codes:
            yield from self._names.get(code, ())
        for known in keys(one.name or one.english):
            yield from self._names.get(known, ())

    def _by_atc(self, one: Ingredient) -> Iterator[str]:
        codes = {atc for place in _places(one) for atc in self._atc.get(place, ())}
        for prefix, group in self._prefixes:
            if any(atc.startswith(prefix) for atc in codes):
                yield group

    def _wider(self, groups: set[str]) -> set[str]:
        wider = {group.id for group in self._groups.values() if not groups.isdisjoint(group.of_kind("group"))}
        return wider | self._wider(wider) if wider - groups else wider

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """Groups by the code of a substance that they name; by its key where no rule names it."""
        found: dict[str, list[str]] = defaultdict(list)
        for group in self._groups.values():
            for name in group.of_kind("name"):
                for place in self._substances.names.get(key(name)) or {key(name)}:
                    found[place].append(group.id)
        return found

    @cached_property
    def _prefixes(self) -> list[tuple[str, str]]:
        return [(prefix, group.id) for group in self._groups.values() for prefix in group.of_kind("atc")]

    @cached_property
    def _by_class(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for group in self._groups.values():
            for code in group.of_kind("class"):
                found[code].append(group.id)
        return found

    @cached_property
    def _combined(self) -> list[tuple[str, tuple[str, ...]]]:
        return [
            (group.id, tuple(value.split("+")))
            for group in self._groups.values()
            for value in group.of_kind("all")
        ]


def _taken_apart(parts: tuple[str, ...], groups: list[frozenset[str]]) -> bool:
    """Tell whether different ingredients belong to the parts, one to each."""
    return any(
        all(part in own for part, own in zip(parts, chosen, strict=True))
        for chosen in permutations([one for one in groups if not one.isdisjoint(parts)], len(parts))
    )


def _places(one: Ingredient) -> tuple[str, ...]:
    return one.codes or (key(one.name),)


def _atc_of_ingredients(
    products: Iterable[ProductRecord], compositions: Mapping[ProductId, Composition]
) -> dict[str, frozenset[str]]:
    """Return the ATC codes of each ingredient, by its codes or its name."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for product in products:
        composition = compositions.get(product.id)
        if product.atc and composition and len(composition.ingredients) == 1:
            for place in _places(composition.ingredients[0])[:1]:
                told[place][product.atc] += 1
    return {
        place: frozenset(atc for atc, times in codes.items() if times >= SHARE * codes.total())
        for place, codes in told.items()
    }
