"""The screens on which the record of a dose is corrected by taps."""

from datetime import date, datetime, timedelta

from bot.core.doses.dose_record import DoseRecord, RecordedDose
from bot.core.doses.model import DoseState
from bot.core.people.accounts import Account
from bot.telegram.features.today.buttons import (
    CorrectDose,
    EditDay,
    MoveDose,
    ShowDay,
    ShowDose,
    ShowHistory,
    TakenAmount,
    TakenAt,
)
from bot.telegram.features.today.views import SIGNS, local, name_of, taken_time
from bot.telegram.ui import paging, plans
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

A_PAGE = 5  # doses
PARTS = (0.5, 1.5, 2.0)  # of the amount that is written down


def choose(t: Texts, account: Account, record: DoseRecord, day: date, page: int) -> Screen:
    """Ask which dose is to be corrected."""
    last = max(0, (len(record.doses) - 1) // A_PAGE)
    page = min(page, last)
    shown = record.doses[page * A_PAGE : (page + 1) * A_PAGE]
    keys = [
        Button(
            f"{SIGNS[dose.state]} {local(dose, account)} {plans.label(name_of(t, dose, record))}",
            ShowDose(dose.id),
        )
        for dose in shown
    ]
    keys.append(Button(t("◀ The day"), ShowDay(day.isoformat())))
    turning = paging.turning(t, page, last, lambda number: EditDay(day.isoformat(), number))
    asked = t("✏️ Which one is to be corrected?")
    return Screen((asked,), (*((key,) for key in keys), *two_in_a_row(turning)))


def dose(t: Texts, account: Account, record: DoseRecord, now: datetime) -> Screen:
    """Show one dose, and what can be written down instead."""
    (one,) = record.doses
    taken, skipped, missed = (
        Button(t("✅ I took it"), CorrectDose(one.id, "taken"), style="success"),
        Button(t("➖ I skipped it"), CorrectDose(one.id, "skipped")),
        Button(t("⚠️ I did not take it"), CorrectDose(one.id, "missed")),
    )
    if one.state is DoseState.TAKEN:
        time, many = Button(t("🕐 Time"), TakenAt(one.id)), Button(t("⚖️ Amount"), TakenAmount(one.id))
        keys = [time, many, skipped if one.has_slot else _other_day(t, one, account, now), missed]
    elif one.state is DoseState.SKIPPED:
        keys = [taken, missed]
    else:
        keys = [taken, skipped]
    keys += [
        Button(t("📒 History"), ShowHistory(one.medication, 0)),
        Button(t("◀ The day"), ShowDay(one.day.isoformat())),
    ]
    return Screen((_said(t, account, record),), two_in_a_row(keys))


def times(t: Texts, account: Account, record: DoseRecord, now: datetime) -> Screen:
    """Ask when a dose was taken: earlier or later by a tap, never in the future."""
    (one,) = record.doses
    at = one.answered_at if one.state is DoseState.TAKEN and one.answered_at else min(one.due_at, now)
    steps = (
        (t("−1 hour"), -60), (t("+1 hour"), 60), (t("−10 minutes"), -10), (t("+10 minutes"), 10),
    )  # fmt: skip
    keys = [
        Button(label, TakenAt.of(one.id, at + timedelta(minutes=minutes)))
        for label, minutes in steps
        if at + timedelta(minutes=minutes) <= now
    ]
    if one.due_at <= now:
        keys.append(
            Button(t("At {time}, its time", time=local(one, account)), TakenAt.of(one.id, one.due_at))
        )
    keys.append(Button(t("Done"), ShowDose(one.id)))
    return Screen(
        (t("🕐 When was it taken? Tap, or write it, such as 8:40."), _said(t, account, record)),
        two_in_a_row(keys),
    )


def not_yet(t: Texts, account: Account, record: DoseRecord, now: datetime) -> Screen:
    """What was written is still to come."""
    asked = times(t, account, record, now)
    return Screen(
        (t("That time is still to come. Please write when it was taken."), *asked.blocks[1:]), asked.rows
    )


def amounts(t: Texts, account: Account, record: DoseRecord) -> Screen:
    """Ask how many were taken."""
    (one,) = record.doses
    keys = [
        Button(plans.amount(t, one.amount * part, one.unit), TakenAmount(one.id, f"{one.amount * part:g}"))
        for part in PARTS
        if one.amount * part * 4 % 1 == 0 and one.amount * part < 1000
    ]
    keys.append(Button(t("Done"), ShowDose(one.id)))
    return Screen((t("⚖️ How many were taken?"), _said(t, account, record)), two_in_a_row(keys))


def _other_day(t: Texts, one: RecordedDose, account: Account, now: datetime) -> Button:
    """Offer the day before for what was taken after midnight, and that day again."""
    taken_on = one.due_at.astimezone(account.zone).date()
    if one.day == taken_on:
        return Button(
            t("📅 For the day before"), MoveDose(one.id, (taken_on - timedelta(days=1)).isoformat())
        )
    return Button(t("📅 For that day"), MoveDose(one.id, taken_on.isoformat()))


def _said(t: Texts, account: Account, record: DoseRecord) -> Html:
    (one,) = record.doses
    came = {
        DoseState.TAKEN: t("✅ taken at {time}", time=taken_time(t, one, account)),
        DoseState.SKIPPED: t("➖ skipped"),
        DoseState.MISSED: t("⚠️ missed"),
        DoseState.ASKED: t("⏰ waits for an answer"),
    }.get(one.state, t("▫️ still to come"))
    what = t(
        "<b>{name}</b> · {day} {time} · {amount}",
        name=name_of(t, one, record),
        day=plans.weekday(t, one.day),
        time=local(one, account),
        amount=plans.amount(t, one.amount, one.unit),
    )
    return lines([what, came])
