"""Which rules about one medicine concern this person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.interactions.ages import ages_of, may_be
from knowledge.interactions.allergies import allergy_cautions
from knowledge.interactions.carried import Carried
from knowledge.interactions.conditions import left_open, stays_whole
from knowledge.interactions.rules import CautionRule, Rules
from knowledge.interactions.verdicts import Caution, CautionKind, Profile
from knowledge.products import Product, Source

ELDERLY_FROM = 65.0
CHILD_BELOW = 12.0  # years; the most a day that 용량주의 names without an age is an adult's
KEEP_WHOLE = (
    "천천히 녹거나 장에서 녹도록 만든 약이에요. 쪼개거나 부수거나 씹지 말고 통째로 드세요. "
    "쪼개는 금이 있으면 약사에게 물어보세요."
)
BY_FORM = "Yaksok (제형: 서방·장용)"
WORST_FIRST = {kind: rank for rank, kind in enumerate(CautionKind)}


def cautions_for(carried: Sequence[Carried], rules: Rules, person: Profile, on: date) -> tuple[Caution, ...]:
    """Return the rules about these products that hold for this person on this day, worst first."""
    ages = ages_of(person, on)
    found = {
        _without_adults_limit(caution, rule, ages)
        for one in carried
        for rule in rules.cautions_of(one.product.id, one.codes)
        if _concerns(rule, person, ages) and (caution := _about(one.product, rule))
    }
    allergies = allergy_cautions([one.product for one in carried], person.allergies, rules.members)
    return (*allergies, *sorted(_once(_with_splitting(found, carried)), key=_order))


def cautions_about(one: Carried, rules: Rules) -> tuple[Caution, ...]:
    """Return every rule about a product, whoever takes it, worst first."""
    found = (_about(one.product, rule) for rule in rules.cautions_of(one.product.id, one.codes))
    told = {caution for caution in found if caution}
    return tuple(sorted(_once(_with_splitting(told, [one])), key=_order))


def _without_adults_limit(caution: Caution, rule: CautionRule, ages: tuple[float, float] | None) -> Caution:
    """Return a rule on a daily amount without its number for a child, unless the rule is about some ages."""
    is_child = ages is not None and ages[1] < CHILD_BELOW
    is_for_ages = rule.from_years is not None or rule.below_years is not None
    return (
        replace(caution, limit="")
        if is_child and rule.kind is CautionKind.DOSE and not is_for_ages
        else caution
    )


def _with_splitting(found: set[Caution], carried: Iterable[Carried]) -> set[Caution]:
    """Add, for what is made to dissolve slowly or in the bowel, that it must stay whole, where no rule says so."""
    told = {caution.product for caution in found if caution.kind is CautionKind.SPLITTING}
    made = (one.product for one in carried if one.product.id not in told and stays_whole(one.product))
    return found | {
        Caution(CautionKind.SPLITTING, product.id, "", KEEP_WHOLE, Source(BY_FORM, None)) for product in made
    }


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
            return may_be(ages, rule.from_years or 0.0, rule.below_years)
        case CautionKind.ELDERLY:
            return may_be(ages, rule.from_years or ELDERLY_FROM, rule.below_years)
        case _:
            return True
