"""A report in the chat: what is sent with it, the chart, the table of doses, the calendar."""

from collections import defaultdict
from datetime import datetime

from bot.core.doses.model import DoseState
from bot.core.medications.medications import Medication
from bot.core.people.accounts import Language
from bot.core.reports.adherence import PERIODS, adherence, by_day, by_period
from bot.core.reports.doctor_report import Report
from bot.core.reports.drawings import Chart
from bot.core.reports.plan_calendar import AHEAD, Entry
from bot.telegram.features.medications.buttons import AddByName, ShowList
from bot.telegram.features.reports.buttons import SendChart, SendFile, SendPage
from bot.telegram.features.reports.page_views import share
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, plain
from knowledge.products import ProductId


def sent(t: Texts, report: Report) -> Screen:
    """Return what stands under the page for the doctor."""
    other = Language.ENGLISH if t.language is Language.KOREAN else Language.KOREAN
    label = "English" if other is Language.ENGLISH else "한국어"
    keys = (
        Button(t("📊 Chart"), SendChart(30)),
        Button(t("📋 Table for Excel"), SendFile("table")),
        Button(t("📅 For the calendar"), SendFile("calendar")),
        Button(f"📄 {label}", SendPage(other)),
        Button(t("◀ The list"), ShowList(0)),
    )
    return Screen(
        (
            t("🩺 <b>Show this page to your doctor or pharmacist.</b>"),
            _taken(t, report),
            t("Whoever has this file can read it."),
        ),
        two_in_a_row(keys),
    )


def empty(t: Texts) -> Screen:
    """There is nothing to report."""
    said = t("The list is empty, so there is nothing to show a doctor yet.")
    return Screen((said,), ((Button(t("➕ Add one"), AddByName()),),))


def chart(t: Texts, report: Report, days: int) -> Chart:
    """Return what is drawn of so many days."""
    outcomes = report.outcomes
    return Chart(
        plain(
            t(
                "Doses taken, last {n} days: {share}",
                n=days, share=share(t, adherence(outcomes, days, report.today)),
            )
        ),
        plain(t("taken")),
        plain(t("not taken")),
        *zip(
            *(
                (f"{day.month}/{day.day}", (one.taken, one.due - one.taken))
                for day, one in by_day(outcomes, days, report.today)
            ),
            strict=True,
        ),
    )  # fmt: skip


def charted(t: Texts, report: Report, days: int) -> Screen:
    """Return what stands under the chart."""
    others = [Button(t("📊 {n} days", n=other), SendChart(other)) for other in PERIODS if other != days]
    return Screen(
        (_taken(t, report), t("Medicines that are taken when needed, and days of a pause, do not count.")),
        two_in_a_row(
            [*others, Button(t("📄 For the doctor"), SendPage()), Button(t("◀ The list"), ShowList(0))]
        ),
    )


def nothing_due(t: Texts) -> Screen:
    """No dose has had a time yet: there is no share to show."""
    said = t("No medicine has had a time yet, so there is nothing to count.")
    return Screen((said,), ((Button(t("◀ The list"), ShowList(0)),),))


def columns(t: Texts) -> list[str]:
    """Return the headings of the table of doses."""
    said = (t("Day"), t("Time"), t("Medicine"), t("Amount"), t("What came of it"), t("Taken at"))
    return [plain(one) for one in said]


def rows(t: Texts, report: Report) -> list[list[str]]:
    """Return a row for each dose of the last 90 days, the newest first."""
    zone = report.account.zone
    states = {
        DoseState.TAKEN: t("taken"), DoseState.SKIPPED: t("skipped"), DoseState.MISSED: t("missed"),
        DoseState.ASKED: t("asked"), DoseState.WAITING: t("to come"),
    }  # fmt: skip
    return [
        [
            dose.day.isoformat(),
            f"{dose.due_at.astimezone(zone):%H:%M}",
            _name(t, report, dose.product, dose.name),
            plain(plans.amount(t, dose.amount, dose.unit)),
            plain(states.get(dose.state, t("not counted"))),
            f"{dose.answered_at.astimezone(zone):%Y-%m-%d %H:%M}"
            if dose.answered_at and dose.state is DoseState.TAKEN
            else "",
        ]
        for dose in reversed(report.doses)
    ]


def entries(t: Texts, report: Report) -> list[Entry]:
    """Return what is to be taken in the days to come; without names where the person wants none on a screen."""
    due: defaultdict[datetime, list[str]] = defaultdict(list)
    for medication in report.overview.medications:
        for at, said in _doses(t, report, medication):
            due[at].append(said)
    hidden = report.account.is_discreet
    return [
        Entry(
            at,
            plain(t("Time for medicine"))
            if hidden
            else plain(t("Medicine: {names}", names=", ".join(names))),
            "" if hidden else "\n".join(names),
        )
        for at, names in sorted(due.items())
    ]


def file_text(t: Texts, kind: str) -> Screen:
    """Say what a file is."""
    said = {
        "table": t("📋 Every dose of the last 90 days. It opens in Excel."),
        "calendar": t("📅 The doses of the next 60 days. Open it to put them into your calendar."),
    }[kind]
    return Screen((said,))


def _doses(t: Texts, report: Report, medication: Medication) -> list[tuple[datetime, str]]:
    timetable = medication.timetable(report.account)
    if timetable is None or medication.paused_at:
        return []
    name = plans.label(_name(t, report, medication.product_id, medication.name))
    after = max(report.at, medication.asks_after or report.at)
    return [
        (dose.at, f"{name} {plain(plans.amount(t, dose.amount, medication.unit))}")
        for dose in timetable.between(after, report.at + AHEAD)
    ]


def _name(t: Texts, report: Report, id: ProductId, name: str) -> str:
    product = report.products.get(id)
    return words.product_name(t, product) if product else words.short_name(name)


def _taken(t: Texts, report: Report) -> Html:
    shares = by_period(report.outcomes, report.today)
    return lines([t("Last {n} days: {share}", n=days, share=share(t, shares[days])) for days in PERIODS])
