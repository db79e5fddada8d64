"""Which rules about one medicine concern this person."""

from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.pairing import Carried
from knowledge.rules import CautionRule, Rules
from knowledge.verdicts import Caution, CautionKind, Profile

ELDERLY_FROM = 65.0
DAYS_A_YEAR = 365.25
SHOWN_FORMS = 4
WORST_FIRST = {kind: rank for rank, kind in enumerate(CautionKind)}


def cautions_for(carried: Sequence[Carried], rules: Rules, person: Profile, on: date) -> tuple[Caution, ...]:
    """Return the rules about these products that hold for this person on this day, worst first."""
    ages = _ages(person, on)
    found = {
        Caution(
            r.kind, one.product.id, r.substance, r.reason, r.source, _condition(r, one.product.form), r.grade
        )
        for one in carried
        for r in _of(one, rules)
        if _concerns(r, person, ages)
    }
    return tuple(sorted(found, key=_order))


def _order(caution: Caution) -> tuple[object, ...]:
    kind, grade = WORST_FIRST[caution.kind], caution.grade or 9
    return kind, grade, caution.product, caution.substance, caution.reason, caution.condition


def _of(one: Carried, rules: Rules) -> Iterator[CautionRule]:
    route = one.product.route
    for rule in rules.cautions_of(one.product.id, one.codes):
        if not (rule.routes and route) or route in rule.routes:
            yield rule


def _condition(rule: CautionRule, form: str) -> str:
    """Return what the rule depends on: the forms it names, too, unless the product's form is one of them."""
    if not rule.forms or any(_covers(named, form) for named in rule.forms):
        return rule.condition
    forms = ", ".join(rule.forms[:SHOWN_FORMS]) + ("…" if len(rule.forms) > SHOWN_FORMS else "")
    return " · ".join(part for part in (rule.condition, f"제형: {forms}") if part)


def _covers(named: str, form: str) -> bool:
    """Tell whether a form that a rule names takes in a product's; 정제 is every tablet but the slow ones."""
    if named == "고형제":
        return True
    if named in ("정제", "캡슐"):
        return "서방" not in form and named.removesuffix("제") in form
    return bool(form) and (named == form or named in form)


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
