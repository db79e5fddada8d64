"""What must not be taken together, and what could not be checked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from knowledge.interactions.ages import ages_of, may_be, may_hold
from knowledge.interactions.carried import Carried
from knowledge.interactions.cautions import cautions_for
from knowledge.interactions.high_alert import high_alert
from knowledge.interactions.interaction_rules import findings_among, twice
from knowledge.interactions.leaflet_rules import class_findings, leaflet_findings, members_of
from knowledge.interactions.notes import partly_carried, without_topical
from knowledge.interactions.rules import Rules
from knowledge.interactions.verdicts import (
    OFFICIAL_CAUTIONS,
    SEVERITY,
    WORST_FIRST,
    Allergen,
    Care,
    Caution,
    CautionKind,
    Finding,
    Note,
    Obstacle,
    Pair,
    Profile,
    Report,
    Unchecked,
    Verdict,
)
from knowledge.products import Product, ProductId

__all__ = [
    "Allergen",
    "Care",
    "Caution",
    "CautionKind",
    "Finding",
    "Note",
    "Obstacle",
    "Pair",
    "Profile",
    "Report",
    "Rules",
    "Unchecked",
    "Verdict",
    "check",
]

FERTILE = (10.0, 60.0)  # years of age in which pregnancy and nursing are asked about, wide on purpose
PAIR_TABLES = (Verdict.CONTRAINDICATED, Verdict.DUPLICATE_EFFECT)
UNNAMED = frozenset({Verdict.NONE_LISTED, Verdict.NOT_COVERED, Verdict.NOT_CHECKABLE})


def check(
    products: Sequence[Product],
    rules: Rules,
    profile: Profile | None,
    on: date,
    *,
    unknown: Collection[ProductId] = (),
) -> Report:
    """Tell what the rules and leaflets say of these products taken together, by this person, on this day.

    `unknown` are codes that no product has: nothing about them can be checked, and the report says so. A
    product that stands twice in the list doubles its own ingredients. The order of the list never matters
    and one more product never takes a finding away.
    """
    times = Counter(product.id for product in products)
    known = {product.id: product for product in products}
    carried = [Carried.of(known[id_]) for id_ in sorted(known)]
    findings, notes = without_topical(findings_among(carried, rules), carried)
    findings.update(found for one in carried if times[one.product.id] > 1 for found in twice(one))
    person = profile or Profile()
    findings = {found for found in findings if may_hold(found.condition, person, on)}
    findings |= _unofficial(carried, rules, findings)
    strangers = sorted(set(unknown) - known.keys())
    pairs = _pairs(carried, strangers, findings, rules)
    cautions = cautions_for(carried, rules, person, on)
    named = {
        *(part.name for one in carried for part in one.ingredients),
        *(caution.substance for caution in cautions),
        *(substance for found in findings for substance in found.substances),
    }
    return Report(
        findings=tuple(sorted(findings, key=_finding_order)),
        cautions=cautions,
        unchecked=_unchecked(carried, strangers, rules, _by_age(person, on)),
        pairs=pairs,
        sources=rules.sources(),
        on=on,
        care=tuple(_care(carried, pairs)),
        notes=_noted((*notes, *partly_carried(carried, rules)), pairs),
        english={**rules.in_english(named), **{a.name: a.english for a in person.allergies if a.english}},
    )


def _unofficial(carried: Sequence[Carried], rules: Rules, official: Collection[Finding]) -> set[Finding]:
    """Return what leaflets, and then our own list, say beside the official rules."""
    told: dict[tuple[ProductId, ProductId], set[Verdict]] = defaultdict(set)
    for found in official:
        told[found.first, found.second].add(found.verdict)
    members = members_of(carried)
    return {*leaflet_findings(carried, members, rules, told), *class_findings(members, rules, told)}


def _noted(notes: Iterable[Note], pairs: Sequence[Pair]) -> tuple[Note, ...]:
    """Return the notes on pairs that no official rule decides, each once."""
    official = {(p.first, p.second) for p in pairs if p.verdict is Verdict.CONTRAINDICATED}
    kept = {note for note in notes if (note.first, note.second) not in official}
    return tuple(sorted(kept, key=lambda note: (note.kind, note.first, note.second, note.substances)))


def _care(carried: Sequence[Carried], pairs: Sequence[Pair]) -> Iterator[Care]:
    """Yield the products of high alert that no rule names beside another one."""
    unnamed = {id_ for p in pairs if p.verdict in UNNAMED for id_ in (p.first, p.second)}
    for one in carried:
        if one.product.id in unnamed and (alert := high_alert(one.product)):
            yield Care(one.product.id, alert.substance, alert.source)


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
        found.leaflet.product if found.leaflet else "",
    )


def _pairs(
    carried: Sequence[Carried], strangers: Sequence[ProductId], findings: Collection[Finding], rules: Rules
) -> tuple[Pair, ...]:
    worst: dict[tuple[ProductId, ProductId], Verdict] = {}
    for found in findings:
        key = (found.first, found.second)
        worst[key] = min(worst.get(key, Verdict.NONE_LISTED), found.verdict, key=SEVERITY.__getitem__)
    unnamed = {id_: SEVERITY[verdict] for id_, verdict in _without_findings(carried, rules).items()}
    unknown = SEVERITY[Verdict.NOT_CHECKABLE]
    pairs = [pair for pair in worst if pair[0] == pair[1]]  # a product that stands in the list twice
    pairs += combinations(sorted([*(one.product.id for one in carried), *strangers]), 2)
    verdicts = []
    for pair in sorted(pairs):
        least = min(unnamed.get(pair[0], unknown), unnamed.get(pair[1], unknown))
        verdicts.append(Pair(*pair, worst.get(pair) or WORST_FIRST[least]))
    return tuple(verdicts)


def _without_findings(carried: Sequence[Carried], rules: Rules) -> dict[ProductId, Verdict]:
    """Return what each product alone allows to be said of a pair in which no rule names it."""
    if not rules.covers.issuperset(PAIR_TABLES):
        return {}
    return {
        one.product.id: Verdict.NONE_LISTED
        if one.complete
        else Verdict.NOT_COVERED
        if one.recognised
        else Verdict.NOT_CHECKABLE
        for one in carried
    }


def _unchecked(
    carried: Sequence[Carried], strangers: Sequence[ProductId], rules: Rules, person: Profile
) -> tuple[Unchecked, ...]:
    if not (carried or strangers):
        return ()
    of_products = [Unchecked(Obstacle.UNKNOWN_PRODUCT, id_) for id_ in strangers]
    loaded = rules.covers.issuperset(PAIR_TABLES)  # without rules nothing is known of what they leave out
    for one in carried:
        if one.complete:
            continue
        if not one.ingredients:
            of_products.append(Unchecked(Obstacle.NO_INGREDIENTS, one.product.id))
        without = sorted({(part.name, part.recognised) for part in one.ingredients if not part.code})
        of_products.extend(
            Unchecked(
                Obstacle.NOT_COVERED if recognised and loaded else Obstacle.NO_CODE, one.product.id, name
            )
            for name, recognised in without
        )
    return (*of_products, *_untold(rules, person), *_unloaded(rules, person))


def _by_age(person: Profile, on: date) -> Profile:
    """Return the profile without the questions that do not concern somebody of this age."""
    ages = ages_of(person, on)
    if ages is None or may_be(ages, *FERTILE):
        return person
    return replace(person, pregnant=bool(person.pregnant), nursing=bool(person.nursing))


def _untold(rules: Rules, person: Profile) -> list[Unchecked]:
    """Return the questions whose answers the loaded rules need, and the answers that no list has."""
    questions = [
        (person.birth_year, "age", {CautionKind.AGE, CautionKind.ELDERLY}),
        (person.pregnant, "pregnancy", {CautionKind.PREGNANCY}),
        (person.nursing, "nursing", {CautionKind.NURSING}),
    ]
    untold = [
        Unchecked(Obstacle.NO_PROFILE, detail=name)
        for answer, name, kinds in questions
        if answer is None and rules.covers & kinds
    ]
    nameless = [one.told for one in person.allergies if not one.name]
    return [*untold, *(Unchecked(Obstacle.UNKNOWN_ALLERGEN, detail=told) for told in nameless)]


def _unloaded(rules: Rules, person: Profile) -> list[Unchecked]:
    """Return the tables that were not loaded, but for those that don't concern this person."""
    beside = {CautionKind.PREGNANCY: person.pregnant, CautionKind.NURSING: person.nursing}
    tables = [*PAIR_TABLES, *(kind for kind in OFFICIAL_CAUTIONS if beside.get(kind) is not False)]
    return [Unchecked(Obstacle.NO_RULES, detail=table.value) for table in tables if table not in rules.covers]
