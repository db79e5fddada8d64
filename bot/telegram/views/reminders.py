"""Reminders: what is due, what was missed, and what the person did."""

from zoneinfo import ZoneInfo

from bot.core.doses import Dose, DoseState, Reminder, ReminderKind
from bot.telegram.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.texts import Html, Texts
from bot.telegram.views import plans, words

OPEN = (DoseState.WAITING, DoseState.ASKED)


def ask(t: Texts, reminder: Reminder) -> Screen:
    """Ask for the doses of one time, or list what was missed while the service was away."""
    heading = {
        ReminderKind.DUE: t("⏰ <b>Time for your medicine</b>"),
        ReminderKind.LATE: t("⏰ <b>Late reminder</b>: I was away and am sorry. Only take it if you have not, and if the next"
                             " dose is not near; ask your pharmacist when in doubt."),
        ReminderKind.DIGEST: t("📋 <b>Missed while I was away</b>. Do not take two doses at once to make up for it; ask your"
                               " pharmacist when in doubt."),
    }[reminder.kind]  # fmt: skip
    blocks = (heading, _doses(t, reminder))
    return Screen(blocks, () if reminder.kind is ReminderKind.DIGEST else _buttons(t, reminder))


def answered(t: Texts, reminder: Reminder) -> Screen:
    """Show a reminder as it stands after a tap."""
    states = {dose.state for dose in reminder.doses}
    if DoseState.WAITING in states:
        said = t("🕐 I remind you again in 10 minutes.")
    elif DoseState.ASKED in states:
        return ask(t, reminder)
    elif states == {DoseState.SKIPPED}:
        said = t("➖ Skipped. I wrote it down.")
    elif DoseState.MISSED in states:
        said = t("This dose was closed as missed.")
    else:
        said = t("✅ Taken. Well done.")
    undo = Button(t("↩ Undo"), "undose", (reminder.id,))  # works for ten minutes
    is_answered = states <= {DoseState.TAKEN, DoseState.SKIPPED}
    return Screen((said, _doses(t, reminder)), ((undo,),) if is_answered else ())


def not_undone(t: Texts, reminder: Reminder) -> Screen:
    """It is too late to take an answer back."""
    said = t("That can not be undone any more: ten minutes are over.")
    return Screen((said, _doses(t, reminder)))


def _buttons(t: Texts, reminder: Reminder) -> tuple[tuple[Button, ...], ...]:
    return two_in_a_row((
        Button(t("✅ I took it"), "dose", (reminder.id, "taken")),
        Button(t("🕐 In 10 minutes"), "dose", (reminder.id, "later")),
        Button(t("➖ Skip it"), "dose", (reminder.id, "skipped")),
    ))  # fmt: skip


def _doses(t: Texts, reminder: Reminder) -> Html:
    zone = reminder.account.zone
    return lines([_dose(t, dose, zone, reminder.kind) for dose in reminder.doses])


def _dose(t: Texts, dose: Dose, zone: ZoneInfo, kind: ReminderKind) -> Html:
    local = dose.due_at.astimezone(zone)
    at = f"{local:%m-%d %H:%M}" if kind is ReminderKind.DIGEST else f"{local:%H:%M}"
    name, amount = words.short_name(dose.medicine), plans.tablets(t, dose.amount)
    return t("• {at} <b>{name}</b> · {amount}", at=at, name=name, amount=amount)
