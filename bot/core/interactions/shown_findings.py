"""Which findings a person has seen: the same finding is news only once."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Protocol

from bot.core.people.accounts import PersonId
from knowledge.interactions.check import Caution, CautionKind, Finding, Report, Verdict
from knowledge.products import ProductId

NEWS = frozenset(
    {CautionKind.ALLERGY, CautionKind.AGE, CautionKind.PREGNANCY, CautionKind.NURSING}
)  # what is 금기 for this person


class ShownFindings(Protocol):
    """Where it is noted what people were told."""

    async def tell(self, person: PersonId, findings: Collection[str], at: datetime) -> None:
        """Note that a person has seen these, by their keys; those noted before keep their date."""


MOST_FINDINGS = 6  # warnings on one screen; the rest is counted
MOST_CAUTIONS = 6
NEVER = 1  # the grade of a rule on pregnancy that has no exception


def visible(report: Report, about: Collection[ProductId] | None = None) -> Report:
    """Return the part of a report that a screen shows, the worst of it; only that counts as told.

    With `about`, of the cautions only those on these products, and what must not be.
    """
    shown = tuple(chain.from_iterable(gathered(report.findings)[:MOST_FINDINGS]))
    cautions = [one for one in report.cautions if about is None or is_red(one) or one.product in about]
    return replace(report, findings=shown, cautions=tuple(cautions[:MOST_CAUTIONS]))


def hidden_cautions(report: Report, about: Collection[ProductId] | None = None) -> int:
    """Return how many cautions a screen does not show."""
    return len(report.cautions) - len(visible(report, about).cautions)


def is_red(found: Finding | Caution) -> bool:
    """Return whether it must not be: two medicines together, one in pregnancy, or one with an allergy."""
    if isinstance(found, Finding):
        return found.verdict in (Verdict.CONTRAINDICATED, Verdict.LEAFLET_DO_NOT)
    return found.kind is CautionKind.ALLERGY or (found.kind is CautionKind.PREGNANCY and found.grade == NEVER)


def new_first(report: Report, products: Collection[ProductId]) -> Report:
    """Return a report whose cautions on some products come first, after what must not be."""
    order = sorted(report.cautions, key=lambda one: (not is_red(one), one.product not in products))
    return replace(report, cautions=tuple(order))


def red_of(report: Report, products: Collection[ProductId]) -> bool:
    """Return whether anything red is told of some products."""
    return any(is_red(one) and {one.first, one.second} & set(products) for one in report.findings) or any(
        is_red(one) and one.product in products for one in report.cautions
    )


def gathered(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Return together what is one warning: all that rules of one kind say of two products, in the order given.

    A product of several substances may be named by a rule for each, and again by one for all of them.
    """
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.verdict, one.first, one.second), []).append(one)
    return [tuple(group) for group in groups.values()]


def key_of(found: Finding | Caution) -> str:
    """Return what names a finding as long as it says the same.

    The wording and the date of its source are no part of it, for the officials publish the same rules again and
    again; the condition is, for a rule that holds without it is another rule. Of a leaflet only the two medicines
    and its verdict count: it names them in words of its own.
    """
    if isinstance(found, Finding) and found.leaflet:
        parts = [found.verdict, found.first, found.second]
    elif isinstance(found, Finding):
        parts = [found.verdict, found.first, found.second, *sorted(found.substances), found.condition]
    else:
        told = (found.limit, found.condition, *found.forms)
        parts = [found.kind, found.product, found.substance, str(found.grade or ""), *told]
    return "|".join("".join(part.split()) for part in parts)


def told_by(report: Report, listed: Collection[ProductId]) -> frozenset[str]:
    """Return the keys of all that a report tells of the products on a list."""
    findings = (found for found in report.findings if {found.first, found.second} <= set(listed))
    cautions = (caution for caution in report.cautions if caution.product in listed)
    return _keys(findings, cautions)


def worth_telling(report: Report) -> frozenset[str]:
    """Return the keys of what a person is written to about; other cautions wait for the next look at the list."""
    cautions = (caution for caution in report.cautions if caution.kind in NEWS)
    return _keys(report.findings, cautions)


def _keys(findings: Iterable[Finding], cautions: Iterable[Caution]) -> frozenset[str]:
    return frozenset([*map(key_of, findings), *map(key_of, cautions)])
