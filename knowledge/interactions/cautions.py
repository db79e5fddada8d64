"""Which rules about one medicine concern this person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.interactions.carried import Carried
from knowledge.interactions.conditions import left_open
from knowledge.interactions.rules import CautionRule, Rules
from knowledge.interactions.verdicts import Caution, CautionKind, Profile
from knowledge.products import Product

ELDERLY_FROM = 65.0
DAYS_A_YEAR = 365.25
WORST_FIRST = {kind: rank for rank, kind in enumerate(CautionKind)}


def cautions_for(carried: Sequence[Carried], rules: Rules, person: Profile, on: date) -> tuple[Caution, ...]:
    """Return the rules about these products that hold for this person on this day, worst first."""
    ages = _ages(person, on)
    found = {
        caution
        for one in carried
        for rule in rules.cautions_of(one.product.id, one.codes)
        if _concerns(rule, person, ages) and (caution := _about(one.product, rule))
    }
    return tuple(sorted(_once(found), key=_order))


def cautions_about(one: Carried, rules: Rules) -> tuple[Caution, ...]:
    """Return every rule about a product, whoever takes it, worst first."""
    found = (_about(one.product, rule) for rule in rules.cautions_of(one.product.id, one.codes))
    return tuple(sorted(_once({caution for caution in found if caution}), key=_order))


def _once(found: Iterable[Caution]) -> Iterable[Caution]:
    """Tell one limit once: rules on dose repeat it in other words, of which the longest say most."""
    limits: dict[object, Caution] = {}
    for one in sorted(found, key=lambda caution: (len(caution.reason), caution.reason)):
        limits[replace(one, reason="") if one.kind is CautionKind.DOSE else one] = one
    return limits.values()


def _order(caution: Caution) -> tuple[object, ...]:
    kind, grade = WORST_FIRST[caution.kind], caution.grade or 9
    return kind, grade, caution.product, bool(caution.condition or caution.forms), *_told(caution)


def _bare(limit: str, substance: str) -> str:
    """아세트아미노펜4,000밀리그램 -> 4,000밀리그램, where that is the substance of the rule."""
    amount = limit.removeprefix(substance).strip()
    return amount if amount[:1].isdigit() else limit


def _told(caution: Caution) -> tuple[object, ...]:
    return caution.substance, caution.limit, caution.reason, caution.condition, caution.forms


def _about(product: Product, rule: CautionRule) -> Caution | None:
    """Return the rule as it stands for a product; None where it is certainly about others."""
    still = left_open(rule, product)
    if still is None:
        return None
    return Caution(
        rule.kind,
        product.id,
        rule.substance,
        rule.reason,
        rule.source,
        still.remark,
        rule.grade,
        _bare(rule.limit, rule.substance),
        still.forms,
    )


def _concerns(rule: CautionRule, person: Profile, ages: tuple[float, float] | None) -> bool:
    match rule.kind:
        case CautionKind.PREGNANCY:
            return person.pregnant is True
        case CautionKind.NURSING:
            return person.nursing is True
        case CautionKind.AGE:
            return _may_be(ages, rule.from_years or 0.0, rule.below_years)
        case CautionKind.ELDERLY:
            return _may_be(ages, rule.from_years or ELDERLY_FROM, rule.below_years)
        case _:
            return True


def _ages(person: Profile, on: date) -> tuple[float, float] | None:
    """Return the least and the greatest age, in years, of someone born at any time of that year."""
    if person.birth_year is None:
        return None
    youngest = (on - date(person.birth_year, 12, 31)).days
    oldest = (on - date(person.birth_year, 1, 1)).days + 1
    return youngest / DAYS_A_YEAR, oldest / DAYS_A_YEAR


def _may_be(ages: tuple[float, float] | None, start: float, below: float | None) -> bool:
    """Tell whether a person of one of these ages may fall under a rule; when in doubt, yes."""
    if ages is None:
        return False
    return ages[1] >= start and (below is None or ages[0] < below)
