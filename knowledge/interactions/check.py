"""What must not be taken together, and what could not be checked."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations

from knowledge.interactions.cautions import cautions_for
from knowledge.interactions.high_alert import SOURCE, high_alert
from knowledge.interactions.interaction_rules import Carried, findings_among, twice
from knowledge.interactions.rules import Rules
from knowledge.interactions.verdicts import (
    Care,
    Caution,
    CautionKind,
    Finding,
    Obstacle,
    Pair,
    Profile,
    Report,
    Unchecked,
    Verdict,
)
from knowledge.products import Product, ProductId

__all__ = [
    "Care",
    "Caution",
    "CautionKind",
    "Finding",
    "Obstacle",
    "Pair",
    "Profile",
    "Report",
    "Rules",
    "Unchecked",
    "Verdict",
    "check",
]

PAIR_TABLES = (Verdict.CONTRAINDICATED, Verdict.DUPLICATE_EFFECT)
WORST_FIRST = (
    Verdict.CONTRAINDICATED,
    Verdict.DUPLICATE_INGREDIENT,
    Verdict.DUPLICATE_EFFECT,
    Verdict.NOT_CHECKABLE,
    Verdict.NONE_LISTED,
)
UNNAMED = frozenset({Verdict.NONE_LISTED, Verdict.NOT_CHECKABLE})
SEVERITY = {verdict: rank for rank, verdict in enumerate(WORST_FIRST)}


def check(
    products: Sequence[Product],
    rules: Rules,
    profile: Profile | None,
    on: date,
    *,
    unknown: Collection[ProductId] = (),
) -> Report:
    """Tell what the rules say of these products taken together, by this person, on this day.

    `unknown` are codes that no product has: nothing about them can be checked, and the report says so. A
    product that stands twice in the list doubles its own ingredients. The order of the list never matters
    and one more product never takes a finding away.
    """
    times = Counter(product.id for product in products)
    known = {product.id: product for product in products}
    carried = [Carried.of(known[id_]) for id_ in sorted(known)]
    findings = set(findings_among(carried, rules))
    findings.update(found for one in carried if times[one.product.id] > 1 for found in twice(one))
    strangers = sorted(set(unknown) - known.keys())
    person = profile or Profile()
    pairs = _pairs(carried, strangers, findings, rules)
    cautions = cautions_for(carried, rules, person, on)
    named = {*(caution.substance for caution in cautions), *(s for f in findings for s in f.substances)}
    return Report(
        findings=tuple(sorted(findings, key=_finding_order)),
        cautions=cautions,
        unchecked=_unchecked(carried, strangers, rules, person),
        pairs=pairs,
        sources=rules.sources(),
        on=on,
        care=tuple(_care(carried, pairs)),
        english=rules.in_english(named),
    )


def _care(carried: Sequence[Carried], pairs: Sequence[Pair]) -> Iterator[Care]:
    """Yield the products of high alert that no rule names beside another one."""
    unnamed = {id_ for p in pairs if p.verdict in UNNAMED for id_ in (p.first, p.second)}
    for one in carried:
        if one.product.id in unnamed and (substance := high_alert(one.product)):
            yield Care(one.product.id, substance, SOURCE)


def _finding_order(found: Finding) -> tuple[object, ...]:
    return (
        SEVERITY[found.verdict],
        bool(found.condition),
        found.first,
        found.second,
        found.substances,
        found.condition,
        found.reason,
        found.amount,
    )


def _pairs(
    carried: Sequence[Carried], strangers: Sequence[ProductId], findings: Collection[Finding], rules: Rules
) -> tuple[Pair, ...]:
    worst: dict[tuple[ProductId, ProductId], Verdict] = {}
    for found in findings:
        key = (found.first, found.second)
        worst[key] = min(worst.get(key, Verdict.NONE_LISTED), found.verdict, key=SEVERITY.__getitem__)
    loaded = rules.covers.issuperset(PAIR_TABLES)
    checkable = {one.product.id for one in carried if one.complete} if loaded else set()
    pairs = [pair for pair in worst if pair[0] == pair[1]]  # a product that stands in the list twice
    pairs += combinations(sorted([*(one.product.id for one in carried), *strangers]), 2)
    verdicts = []
    for one, two in sorted(pairs):
        clear = Verdict.NONE_LISTED if one in checkable and two in checkable else Verdict.NOT_CHECKABLE
        verdicts.append(Pair(one, two, worst.get((one, two), clear)))
    return tuple(verdicts)


def _unchecked(
    carried: Sequence[Carried], strangers: Sequence[ProductId], rules: Rules, person: Profile
) -> tuple[Unchecked, ...]:
    if not (carried or strangers):
        return ()
    of_products = [Unchecked(Obstacle.UNKNOWN_PRODUCT, id_) for id_ in strangers]
    for one in carried:
        if one.complete:
            continue
        if not one.ingredients:
            of_products.append(Unchecked(Obstacle.NO_INGREDIENTS, one.product.id))
        without = sorted({ingredient.name for ingredient in one.ingredients if not ingredient.code})
        of_products.extend(Unchecked(Obstacle.NO_CODE, one.product.id, name) for name in without)
    return (*of_products, *_untold(rules, person), *_unloaded(rules, person))


def _untold(rules: Rules, person: Profile) -> list[Unchecked]:
    """Return the questions whose answers the loaded rules need."""
    questions = [
        (person.birth_year, "age", {CautionKind.AGE, CautionKind.ELDERLY}),
        (person.pregnant, "pregnancy", {CautionKind.PREGNANCY}),
        (person.nursing, "nursing", {CautionKind.NURSING}),
    ]
    return [
        Unchecked(Obstacle.NO_PROFILE, detail=name)
        for answer, name, kinds in questions
        if answer is None and rules.covers & kinds
    ]


def _unloaded(rules: Rules, person: Profile) -> list[Unchecked]:
    """Return the tables that were not loaded, but for those that don't concern this person."""
    beside = {CautionKind.PREGNANCY: person.pregnant, CautionKind.NURSING: person.nursing}
    tables = [*PAIR_TABLES, *(kind for kind in CautionKind if beside.get(kind) is not False)]
    return [Unchecked(Obstacle.NO_RULES, detail=table.value) for table in tables if table not in rules.covers]
