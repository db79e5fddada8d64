"""All cautions on a list, by pages."""

from dataclasses import replace

from bot.core.interactions.shown_findings import MOST_CAUTIONS, hidden_cautions
from bot.core.medications.medications import Overview
from bot.telegram.features.medications.buttons import ShowCautions, ShowList
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, paging
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Texts


def page(t: Texts, overview: Overview, number: int) -> Screen:
    """Return a page of all cautions on the list: a line each, and the rules' own words folded."""
    last = max(0, len(overview.report.cautions) - 1) // MOST_CAUTIONS
    number = min(number, last)
    shown = told_on(overview, number)
    head = t("🟡 <b>Cautions</b> {n}/{pages}", n=number + 1, pages=last + 1)
    turning = paging.turning(t, number, last, ShowCautions)
    return Screen(
        (head, *findings.cautions(t, shown), *details.folded_up(t, shown)),
        (*two_in_a_row(turning), (Button(t("◀ The list"), ShowList(0)),)),
    )


def told_on(overview: Overview, number: int) -> Overview:
    """Return what a page of cautions tells."""
    start = number * MOST_CAUTIONS
    told = overview.report.cautions[start : start + MOST_CAUTIONS]
    report = replace(overview.report, findings=(), cautions=told, pairs=(), unchecked=())
    return replace(overview, report=report, about=None)


def more(t: Texts, overview: Overview) -> list[Button]:
    """Return the way to all cautions, where a screen does not hold them."""
    hidden = hidden_cautions(overview.report, overview.about)
    label = t.count("🟡 {n} caution", "🟡 All {n} cautions", len(overview.report.cautions))
    return [Button(label, ShowCautions(0))] if hidden else []
