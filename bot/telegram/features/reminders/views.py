"""Reminders: what is due, what was missed, and what the person did."""

from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.doses.model import OPEN, Action, DoseState
from bot.core.doses.reminder_content import Reminder, ReminderDose
from bot.core.doses.retry_policy import ReminderKind
from bot.telegram.features.reminders.buttons import AnswerReminder, NameMedicines, UndoAnswer
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

A_BLOCK = 10  # doses


def ask(t: Texts, reminder: Reminder) -> Screen:
    """Ask for the doses of one time, or list what was missed while the service was away."""
    heading = {
        ReminderKind.DUE: t("⏰ <b>Time for medicine</b>"),
        ReminderKind.LATE: t("⏰ <b>Late reminder</b>: I was away and am sorry. Only take it if you have not, and if the next"
                             " dose is not near; ask your pharmacist when in doubt."),
        ReminderKind.DIGEST: t("📋 <b>Missed while I was away</b>. Do not take two doses at once to make up for it; ask your"
                               " pharmacist when in doubt."),
    }[reminder.kind]  # fmt: skip
    return Screen((heading, *_doses(t, reminder)), _buttons(t, reminder))


def named(t: Texts, reminder: Reminder) -> Screen:
    """Name the medicines of a reminder that holds no names, for whoever has the phone in hand."""
    listed = _listed(t, reminder)
    if any(dose.state in OPEN for dose in reminder.doses):
        return Screen(
            (t("⏰ <b>Time for medicine</b>"), *listed),
            _buttons(t, replace(reminder, account=replace(reminder.account, is_discreet=False))),
        )
    return Screen(listed)


def answered(t: Texts, reminder: Reminder) -> Screen:
    """Show a reminder as it stands after a tap."""
    states = {dose.state for dose in reminder.doses if not dose.is_off}
    if not states:
        said = t("Nothing was written down: it is paused, or off the list.")
    elif DoseState.ASKED in states:
        return ask(t, reminder)
    elif DoseState.WAITING in states:
        said = t("🕐 I remind you again in 10 minutes.")
    elif states == {DoseState.SKIPPED}:
        said = t("➖ Skipped. I wrote it down.")
    elif states & {DoseState.MISSED, DoseState.WITHDRAWN}:
        said = t("This dose was closed as missed.")
    else:
        said = t("✅ Taken. Well done.")
    undo = Button(t("↩ Undo"), UndoAnswer(reminder.id))  # works for ten minutes
    is_answered = states and states <= {DoseState.TAKEN, DoseState.SKIPPED}
    return Screen((said, *_doses(t, reminder)), ((undo,),) if is_answered else ())


def not_undone(t: Texts, reminder: Reminder) -> Screen:
    """It is too late to take an answer back."""
    said = t("That can not be undone any more: ten minutes are over.")
    return Screen((said, *_doses(t, reminder)))


def _buttons(t: Texts, reminder: Reminder) -> tuple[tuple[Button, ...], ...]:
    which = Button(t("👁 Which ones"), NameMedicines(reminder.id))
    hidden = (which,) if reminder.account.is_discreet else ()
    if reminder.kind is ReminderKind.DIGEST:
        return two_in_a_row(hidden)
    return two_in_a_row((
        Button(t("✅ I took it"), AnswerReminder(reminder.id, Action.TAKEN)),
        Button(t("🕐 In 10 minutes"), AnswerReminder(reminder.id, Action.LATER)),
        Button(t("➖ Skip it"), AnswerReminder(reminder.id, Action.SKIPPED)),
        *hidden,
    ))  # fmt: skip


def _doses(t: Texts, reminder: Reminder) -> tuple[Html, ...]:
    """Return what is due, without the names of medicines where the person does not want them on a screen."""
    if not reminder.account.is_discreet:
        return _listed(t, reminder)
    due = [dose for dose in reminder.doses if not dose.is_off] or reminder.doses
    counted = Counter(_at(t, dose, reminder) for dose in due)
    said = [t.count("• {at} {n} medicine", "• {at} {n} medicines", n, at=at) for at, n in counted.items()]
    return (lines(said),)


def _listed(t: Texts, reminder: Reminder) -> tuple[Html, ...]:
    """Return the medicines, in blocks so short that a screen cuts off as little as it must."""
    zone = reminder.account.zone
    said = [_dose(t, dose, _at(t, dose, reminder), zone) for dose in reminder.doses]
    return tuple(lines(said[start : start + A_BLOCK]) for start in range(0, len(said), A_BLOCK))


def _at(t: Texts, dose: ReminderDose, reminder: Reminder) -> Html:
    """Return when a dose was due, on the person's clock and on the reader's where that shows another time."""
    there, here = (dose.due_at.astimezone(zone) for zone in (reminder.account.zone, reminder.account.home))
    form = "%m-%d %H:%M" if reminder.kind is ReminderKind.DIGEST else "%H:%M"
    if there.utcoffset() == here.utcoffset():
        return Html(f"{there:{form}}")
    return t("{there} (for you {here})", there=f"{there:{form}}", here=f"{here:{form}}")


def _dose(t: Texts, dose: ReminderDose, at: Html, zone: ZoneInfo) -> Html:
    name, amount = words.short_name(dose.medicine), plans.tablets(t, dose.amount)
    if dose.is_off:
        return t("• {at} <b>{name}</b> · paused, or off the list: not counted", at=at, name=name)
    if dose.is_unasked and dose.state is DoseState.MISSED:
        return t(
            "• {at} <b>{name}</b> · {amount} · my reminder did not get through",
            at=at,
            name=name,
            amount=amount,
        )
    said = t("• {at} <b>{name}</b> · {amount}", at=at, name=name, amount=amount)
    return lines([said, *_ahead(t, dose, zone)])


def _ahead(t: Texts, dose: ReminderDose, zone: ZoneInfo) -> list[Html]:
    """Say that a course ends with a dose, or that the tablets soon will."""
    if dose.state in (DoseState.SKIPPED, DoseState.MISSED, DoseState.WITHDRAWN):
        return []
    said = [t("🏁 The last one of the days that you set.")] if dose.is_last(zone) else []
    last, left = dose.runs_out(zone), dose.left()
    if last and left is not None and (last - dose.due_at.astimezone(zone).date()).days < plans.SOON:
        said.append(
            t(
                "📦 {left} left, until {day}. Time for a new one.",
                left=plans.tablets(t, left),
                day=plans.day(t, last),
            )
            if left >= dose.amount
            else t("📦 None left after this one. Time for a new one.")
        )
    return said
