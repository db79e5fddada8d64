"""What each product contains: the best source that tells, the codes of ingredients, and their strengths."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.build.benefits import Benefits
from knowledge.build.name_labels import brand_ingredient, ingredients_in, parted
from knowledge.build.substances import Substances
from knowledge.names.substance_names import key
from knowledge.products import Ingredient, IngredientCode, ProductId, Source
from knowledge.sources.reading.amounts import amounts_in
from knowledge.sources.records import (
    CompositionRecord,
    GenericRecord,
    IngredientRecord,
    ProductRecord,
    Route,
)

NAME_SOURCE = "품목명의 성분 표시"
BRAND_SOURCE = "품목명에 적힌 성분"
CERTAIN, TWICE = 10, 2  # weights of pairs of names
STATED_OFTEN = 3  # products that state one name: no slip of the pen

Recognised = frozenset[str]  # names of ingredients


@dataclass(frozen=True, slots=True)
class Composition:
    """The ingredients of one product, and who says so."""

    ingredients: tuple[Ingredient, ...]
    source: Source

    def recognising(self, names: Recognised) -> "Composition":
        """Return it with the ingredients of these names marked as substances without rules."""
        marked = (replace(one, recognised=one.code is None and one.name in names) for one in self.ingredients)
        return replace(self, ingredients=tuple(marked))


class Dictionary:
    """Names of one substance in Korean and in English, as officials' lists pair them; the usual one wins."""

    def __init__(self, pairs: Iterable[IngredientRecord] = ()) -> None:
        self._english: dict[str, Counter[str]] = defaultdict(Counter)
        self._korean: dict[str, Counter[str]] = defaultdict(Counter)
        for one in pairs:
            self.add(one.name, one.english)

    def add(self, korean: str, english: str, weight: int = 1) -> None:
        """Note once more that these two name one substance."""
        if korean and english and korean != english:
            self._english[key(korean)][english] += weight
            self._korean[key(english)][korean] += weight

    def english(self, korean: str) -> str:
        return _usual(self._english.get(key(korean)))

    def korean(self, english: str) -> str:
        return _usual(self._korean.get(key(english)))


def _usual(names: "Counter[str] | None") -> str:
    best = max(names, key=lambda name: (names[name], name)) if names else ""
    return best if names and names[best] >= TWICE else ""  # a single pair may be out of step


class Composer:
    """Decides what products contain. Sources of compositions are given best first."""

    def __init__(
        self,
        compositions: Sequence[CompositionRecord],
        benefits: Benefits,
        substances: Substances,
        *,
        by_name: bool,
    ) -> None:
        """`by_name` tells whether products' names state their ingredients in brackets, as Korean ones do."""
        self._by_name = by_name
        self._best: dict[ProductId, CompositionRecord] = {}
        self._substances = substances
        self._benefits = benefits
        self._listed: set[str] = set()
        for record in compositions:
            self._best.setdefault(record.product, record)
            self._listed.update(key(one.name) for one in record.ingredients)
        self._words = Dictionary(one for record in compositions for one in record.ingredients)
        spelled = substances.table.spellings
        self._brand_names = frozenset((*spelled, *(key(name) for name, _ in substances.known.values())))

    def learn(self, products: Iterable[ProductRecord]) -> None:
        """Learn names in two languages from products of one ingredient that two sources name differently."""
        for product in products:
            generic = self._benefits.of(product)
            names = next((names for names, _ in self._candidates(product, None) if names), ())
            if generic is not None and len(names) == len(generic.ingredients) == 1:
                self._words.add(names[0].name, generic.ingredients[0].english, CERTAIN)

    def of(self, product: ProductRecord) -> Composition | None:
        """The ingredients of a product: as listed, else as its name says, else as HIRA's lists say."""
        generic = self._benefits.of(product)
        for names, source in self._candidates(product, generic):
            whole = tuple(part for one in names for part in self._parted(one))
            if whole:
                coded = self._coded(whole)
                return Composition(self._strong(coded, product, generic), source)
        return None

    def _parted(self, one: IngredientRecord) -> tuple[IngredientRecord, ...]:
        return (one,) if self._substances.codes(one) else parted(one, self.knows)

    def recognising(self, compositions: Iterable[Composition]) -> Recognised:
        """Return which ingredients without a code are substances that the rules do not deal with.

        That takes an official list with the very name, or three products that state it, and no likeness to a name
        that has rules.
        """
        stated = Counter(
            one.name for composition in compositions for one in composition.ingredients if not one.code
        )
        doubtful = self._substances.resembling(stated)
        certain = (
            name
            for name, times in stated.items()
            if name not in doubtful and (times >= STATED_OFTEN or key(name) in self._listed)
        )
        return frozenset(certain)

    def knows(self, name: str) -> bool:
        """Tell whether a list or a rule knows a substance by this name."""
        return key(name) in self._listed or bool(self._substances.codes(IngredientRecord(name)))

    def _candidates(
        self, product: ProductRecord, generic: GenericRecord | None
    ) -> Iterable[tuple[tuple[IngredientRecord, ...], Source]]:
        if listed := self._best.get(product.id):
            yield listed.ingredients, listed.source
        if self._by_name:
            yield ingredients_in(product.name, self.knows), Source(NAME_SOURCE, product.source.published)
        if generic is not None:
            yield tuple(map(self._translated, generic.ingredients)), self._benefits.source or generic.source
        if self._by_name:
            found = brand_ingredient(product.name, self._brand_names)
            yield found, Source(BRAND_SOURCE, product.source.published)

    def _translated(self, one: IngredientRecord) -> IngredientRecord:
        return replace(one, name=self._words.korean(one.english) or one.english)

    def _coded(self, records: Iterable[IngredientRecord]) -> tuple[Ingredient, ...]:
        found: dict[str, Ingredient] = {}
        for one in records:
            codes = self._substances.codes(one) or self._foreign_codes(one)
            first, also = (codes[0], codes[1:]) if codes else (None, ())
            name = one.name or one.english
            english = one.english or self._substances.english(name, codes)
            found.setdefault(key(name), Ingredient(name, english, first, one.amount, one.unit, also))
        return tuple(found.values())

    def _foreign_codes(self, one: IngredientRecord) -> tuple[IngredientCode, ...]:
        english = self._words.english(one.name)
        return self._substances.codes(IngredientRecord(english)) if english else ()

    def _strong(
        self, ingredients: tuple[Ingredient, ...], product: ProductRecord, generic: GenericRecord | None
    ) -> tuple[Ingredient, ...]:
        """Add the strengths that HIRA's master knows, then those that the product's name states."""
        if generic is not None and generic.route in (Route.ORAL, None):
            strengths = self._coded(map(self._translated, generic.ingredients))
            ingredients = with_strengths(ingredients, strengths)
        if any(one.amount is None for one in ingredients):
            ingredients = _named_strengths(ingredients, product.name)
        return ingredients


def with_strengths(ingredients: Sequence[Ingredient], known: Sequence[Ingredient]) -> tuple[Ingredient, ...]:
    """Give each ingredient the strength of the only one of `known` that shares a code or a name with it.

    Where just one is left on either side and the numbers agree, they belong together.
    """
    open_ones = {index for index, one in enumerate(ingredients) if one.amount is None}
    left = list(known)
    result = list(ingredients)
    for index in sorted(open_ones):
        same = [one for one in left if _same(one, ingredients[index])]
        if len(same) == 1:
            left.remove(same[0])
            open_ones.discard(index)
            result[index] = replace(ingredients[index], amount=same[0].amount, unit=same[0].unit)
    if len(ingredients) == len(known) and len(open_ones) == len(left) == 1:
        index = open_ones.pop()
        result[index] = replace(ingredients[index], amount=left[0].amount, unit=left[0].unit)
    return tuple(result)


def _same(one: Ingredient, other: Ingredient) -> bool:
    return bool(set(one.codes) & set(other.codes)) or key(one.name) == key(other.name)


def _named_strengths(ingredients: tuple[Ingredient, ...], name: str) -> tuple[Ingredient, ...]:
    stated = amounts_in(name, len(ingredients))
    if not stated:
        return ingredients
    return tuple(
        one if one.amount is not None else replace(one, amount=amount, unit=unit)
        for one, (amount, unit) in zip(ingredients, stated, strict=True)
    )
