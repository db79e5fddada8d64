"""What was taken on a day and what is to come, and the history of one medicine."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.core.doses.dose_record import HISTORY_PAGE, DoseRecord, RecordedDose, earliest_day
from bot.core.doses.model import DoseState, MedicationId
from bot.core.people.accounts import Account
from bot.telegram.features.medications.buttons import ShowMedicine
from bot.telegram.features.today.buttons import EditDay, ShowDay, ShowHistory
from bot.telegram.ui import paging, plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join

NAMED = 3  # medicines of one time that are named
SIGNS = {
    DoseState.TAKEN: "✅", DoseState.SKIPPED: "➖", DoseState.MISSED: "⚠️", DoseState.ASKED: "⏰", DoseState.WAITING: "▫️",
}  # fmt: skip


def day(t: Texts, account: Account, record: DoseRecord, day: date, now: datetime) -> Screen:
    """Show the doses of a day: those of one time and with one outcome in one line."""
    today = now.astimezone(account.zone).date()
    heading = t("📅 <b>{day}</b>", day=_called(t, day, today))
    said = [_group(t, account, record, list(group)) for _, group in groupby(record.doses, _alike)]
    if not said:
        said = [t("No medicine has a time on this day.")]
    legend = [_legend(t, {dose.state for dose in record.doses})] if record.doses else []
    iso = day.isoformat()
    keys = [
        *([Button(t("✏️ Correct"), EditDay(iso, 0))] if record.doses and day <= today else []),
        *([Button(t("◀ Day before"), _day(day, -1))] if day > earliest_day(today) else []),
        *([Button(t("Day after ▶"), _day(day, 1))] if day <= today else []),
    ]
    return Screen((heading, lines(said), *legend), two_in_a_row(keys))


def _legend(t: Texts, states: set[DoseState]) -> Html:
    """Say what the signs of a day mean."""
    meaning = {
        DoseState.TAKEN: t("✅ taken"),
        DoseState.SKIPPED: t("➖ skipped"),
        DoseState.MISSED: t("⚠️ missed"),
        DoseState.ASKED: t("⏰ asked"),
        DoseState.WAITING: t("▫️ to come"),
    }
    return join(" ", [said for state, said in meaning.items() if state in states])


def history(t: Texts, account: Account, record: DoseRecord, medication: MedicationId, page: int) -> Screen:
    """Show what came of the doses of a medicine, a line a day, the newest first."""
    shown = record.doses[:HISTORY_PAGE]
    if not shown:
        return Screen(
            (t("Nothing was to be taken yet."),), ((Button(t("◀ Back"), ShowMedicine(medication)),),)
        )
    said = [
        t(
            "{day}: {doses}",
            day=plans.weekday(t, day),
            doses=join(", ", [_one(dose, account) for dose in group]),
        )
        for day, group in ((key, list(group)) for key, group in groupby(shown, lambda dose: dose.day))
    ]
    more = int(len(record.doses) > HISTORY_PAGE)
    turning = paging.turning(t, page, page + more, lambda number: ShowHistory(medication, number))
    return Screen(
        (t("📒 <b>{name}</b>", name=name_of(t, shown[0], record)), lines(said)),
        two_in_a_row([Button(t("💊 This medicine"), ShowMedicine(medication)), *turning]),
    )


def name_of(t: Texts, dose: RecordedDose, record: DoseRecord) -> str:
    """Return what the medicine of a dose is called, also where the catalogue has lost it."""
    product = record.products.get(dose.product)
    return words.product_name(t, product) if product else words.short_name(dose.name)


def local(dose: RecordedDose, account: Account) -> str:
    """Return when a dose was due by the person's clock."""
    return f"{dose.due_at.astimezone(account.zone):%H:%M}"


def taken_time(t: Texts, dose: RecordedDose, account: Account) -> Html:
    """Return when a dose was taken, with the day where that is another."""
    if dose.answered_at is None:
        return Html("")
    at = dose.answered_at.astimezone(account.zone)
    if at.date() == dose.day:
        return Html(f"{at:%H:%M}")
    return t("{day} {time}", day=plans.day(t, at.date()), time=f"{at:%H:%M}")


def _alike(dose: RecordedDose) -> tuple[object, ...]:
    return dose.day, dose.due_at, dose.state, dose.answered_at if dose.state is DoseState.TAKEN else None


def _group(t: Texts, account: Account, record: DoseRecord, doses: list[RecordedDose]) -> Html:
    """Return one line: when, which medicines, and for one of them how many, and when it was taken."""
    first = doses[0]
    named = _named(t, [name_of(t, dose, record) for dose in doses])
    said = t("{sign} {time} <b>{names}</b>", sign=SIGNS[first.state], time=local(first, account), names=named)
    if len(doses) == 1:
        said = t("{dose} {amount}", dose=said, amount=plans.amount(t, first.amount, first.unit))
    if first.state is DoseState.TAKEN and first.answered_at and first.has_slot:
        return t("{dose} ({time})", dose=said, time=taken_time(t, first, account))
    return said


def _named(t: Texts, names: Iterable[str]) -> Html:
    listed = [plans.label(name) for name in names]
    said = ", ".join(listed[:NAMED])
    if len(listed) <= NAMED:
        return t("{names}", names=said)
    return t.count("{names} and {n} more", "{names} and {n} more", len(listed) - NAMED, names=said)


def _one(dose: RecordedDose, account: Account) -> Html:
    at = dose.answered_at if dose.state is DoseState.TAKEN and dose.answered_at else dose.due_at
    return Html(f"{SIGNS[dose.state]} {at.astimezone(account.zone):%H:%M}")


def _called(t: Texts, day: date, today: date) -> Html:
    weekday = plans.weekday(t, day)
    if day == today:
        return t("Today, {day}", day=weekday)
    if day == today - timedelta(days=1):
        return t("Yesterday, {day}", day=weekday)
    return Html(weekday)


def _day(day: date, further: int) -> ShowDay:
    return ShowDay((day + timedelta(days=further)).isoformat())
