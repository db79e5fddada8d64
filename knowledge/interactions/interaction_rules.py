"""Which official rules name two products of a list."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from itertools import product as every

from knowledge.interactions.carried import Carried
from knowledge.interactions.rules import Codes, EffectRule, PairRule, Rules
from knowledge.interactions.verdicts import Finding, Verdict
from knowledge.names.substance_names import keys
from knowledge.products import Ingredient, ProductId, Source

IN_MG = {"g": Decimal(1000), "mg": Decimal(1), "µg": Decimal("0.001"), "μg": Decimal("0.001")}
SAME_INGREDIENT = "동일성분 중복"
CATALOGUE = Source("품목 목록", None)


@dataclass(frozen=True, slots=True)
class SeriesMember:
    """A product's place in a series: for sure, or on a condition that its strength does not settle."""

    rule: EffectRule
    ingredient: Ingredient
    condition: str


def findings_among(carried: Sequence[Carried], rules: Rules) -> Iterator[Finding]:
    """Yield what the rules say of every two of these products, sorted by id; a finding may come twice."""
    yield from _contraindicated(carried, rules)
    yield from _named(carried, rules)
    yield from _same_ingredient(carried)
    yield from _same_effect(carried, rules)


def twice(one: Carried) -> Iterator[Finding]:
    """Yield what a product that stands in a list twice doubles: itself, if no ingredient is known."""
    for ingredient in one.ingredients or (Ingredient(one.product.name),):
        yield _doubled(one, one, ingredient, ingredient)


def _contraindicated(carried: Sequence[Carried], rules: Rules) -> Iterator[Finding]:
    takers: dict[Codes, list[ProductId]] = defaultdict(list)
    for one in carried:
        for side in rules.sides_of(one.codes):
            takers[side].append(one.product.id)
    for side in takers:
        partners = rules.partners_of(side)
        for other in partners.keys() & takers.keys():
            for first, second in every(takers[side], takers[other]):
                if first < second:
                    yield from (_listed(first, second, rule, rule.first != side) for rule in partners[other])


def _listed(one: ProductId, two: ProductId, rule: PairRule, turned: bool) -> Finding:
    names = rule.names[::-1] if turned else rule.names
    return Finding(Verdict.CONTRAINDICATED, one, two, names, rule.reason, rule.source, rule.condition)


def _named(carried: Sequence[Carried], rules: Rules) -> Iterator[Finding]:
    for rule in rules.naming({one.product.id for one in carried}):
        turned = rule.first > rule.second
        names = rule.names[::-1] if turned else rule.names
        one, two = sorted((rule.first, rule.second))
        yield Finding(Verdict.CONTRAINDICATED, one, two, names, rule.reason, rule.source, rule.condition)


def _same_ingredient(carried: Sequence[Carried]) -> Iterator[Finding]:
    takers: dict[str, list[tuple[Carried, Ingredient]]] = defaultdict(list)
    for one in carried:
        for ingredient in one.ingredients:
            for place in {*ingredient.codes, *_names(ingredient)}:
                takers[place].append((one, ingredient))
    for same in takers.values():
        for (one, left), (two, right) in combinations(same, 2):
            if one is not two:
                yield _doubled(one, two, left, right)


def _names(ingredient: Ingredient) -> set[str]:
    """Return the names that mean an ingredient; without a code its salts and hydrates are known by their base."""
    plain = _plain(ingredient.name)
    return {plain} if ingredient.code else {plain, *keys(ingredient.name)}


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _doubled(one: Carried, two: Carried, left: Ingredient, right: Ingredient) -> Finding:
    source = one.product.ingredients_from or CATALOGUE
    verdict, first, second = Verdict.DUPLICATE_INGREDIENT, one.product.id, two.product.id
    salts = not (left.code or right.code) and _plain(left.name) != _plain(
        right.name
    )  # of one base: both are named
    names = (left.name, right.name) if salts else (left.name,)
    return Finding(verdict, first, second, names, SAME_INGREDIENT, source, amount=_sum(left, right))


def _sum(left: Ingredient, right: Ingredient) -> str:
    if left.amount is None or right.amount is None or left.unit != right.unit:
        return ""
    return f"{(left.amount + right.amount).normalize():f} {left.unit}".strip()


def _same_effect(carried: Sequence[Carried], rules: Rules) -> Iterator[Finding]:
    members: dict[tuple[str, str], list[tuple[Carried, SeriesMember]]] = defaultdict(list)
    for one in carried:
        for member in _memberships(one, rules):
            members[member.rule.area, member.rule.series].append((one, member))
    for same in members.values():
        for (one, left), (two, right) in combinations(same, 2):
            if one is not two and _doubles(left, right, rules):
                yield _same_series(one, two, left, right)


def _doubles(left: SeriesMember, right: SeriesMember, rules: Rules) -> bool:
    """Tell whether two members of a series double its effect; one substance twice is said elsewhere."""
    if not {*left.ingredient.codes}.isdisjoint(right.ingredient.codes):
        return False
    return not (left.rule.joint and rules.meet(left.rule.code, right.rule.code))


def _memberships(one: Carried, rules: Rules) -> Iterator[SeriesMember]:
    for rule in rules.effects_of(one.codes):
        ingredient = one.by_code[rule.code]
        holds = _holds(rule, ingredient, one.product.route)
        if holds is not False:
            yield SeriesMember(rule, ingredient, "" if holds else rule.condition)


def _holds(rule: EffectRule, ingredient: Ingredient, route: str) -> bool | None:
    """Return whether the condition of a membership holds; None where that can't be told."""
    parts: list[bool | None] = []
    if rule.route:
        parts.append(rule.route == route if route else None)
    if rule.above_mg is not None:
        strength = _milligrams(ingredient)
        parts.append(None if strength is None else strength > rule.above_mg)
    if False in parts:
        return False
    return True if parts and None not in parts else None


def _milligrams(ingredient: Ingredient) -> Decimal | None:
    factor = IN_MG.get(ingredient.unit)
    return None if factor is None or ingredient.amount is None else ingredient.amount * factor


def _same_series(one: Carried, two: Carried, left: SeriesMember, right: SeriesMember) -> Finding:
    rule = left.rule
    names = ", ".join((left.ingredient.name, right.ingredient.name))
    return Finding(
        Verdict.DUPLICATE_EFFECT,
        one.product.id,
        two.product.id,
        (rule.series,),
        f"{rule.area}: {names}" + (f" ({rule.note})" if rule.note else ""),
        rule.source,
        " / ".join(dict.fromkeys(c for c in (left.condition, right.condition) if c)),
    )
