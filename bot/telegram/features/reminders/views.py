"""Reminders as they come: what is due, what nobody answered, what was missed while the service was away."""

from dataclasses import replace

from bot.core.doses.model import Action
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import ReminderKind
from bot.telegram.features.reminders.buttons import AnswerReminder, NameMedicines, PickDoses
from bot.telegram.features.reminders.dose_lines import listed, name_of, when
from bot.telegram.ui import words
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

A_QUOTE = 90  # characters of a leaflet's sentence


def ask(t: Texts, reminder: Reminder) -> Screen:
    """Ask for the doses of one time, tell that they were missed, or list what was missed while the service was away."""
    at = when(t, reminder)
    if reminder.kind is ReminderKind.MISSED and not any(dose.is_open for dose in reminder.doses):
        return Screen(
            (t("⚠️ <b>No answer</b> · {when}", when=at), *listed(t, reminder), *_advice(t, reminder)),
            buttons(t, reminder),
        )
    heading = {
        ReminderKind.LATE: t("⏰ <b>Late reminder</b> · {when}. I was away and am sorry. Only take it if you have not, and if"
                             " the next dose is not near; ask your pharmacist when in doubt.", when=at),
        ReminderKind.DIGEST: t("📋 <b>Missed while I was away</b>. Do not take two doses at once to make up for it; ask your"
                               " pharmacist when in doubt."),
    }.get(reminder.kind, t("⏰ <b>Time for medicine</b> · {when}", when=at))  # fmt: skip
    today = () if t.is_large else (t("All of today: /today"),)
    return Screen((heading, *listed(t, reminder), *today), buttons(t, reminder))


def named(t: Texts, reminder: Reminder) -> Screen:
    """Name the medicines of a reminder that holds no names, for whoever has the phone in hand."""
    if any(dose.is_open for dose in reminder.doses):
        shown = replace(reminder, account=replace(reminder.account, is_discreet=False))
        return Screen(
            (t("⏰ <b>Time for medicine</b> · {when}", when=when(t, reminder)), *listed(t, shown)),
            buttons(t, shown),
        )
    return Screen(listed(t, reminder, names=True))


def buttons(t: Texts, reminder: Reminder) -> tuple[tuple[Button, ...], ...]:
    """Return the answers to a reminder; what was missed can still be said to have been taken."""
    id = reminder.id
    hidden = (Button(t("👁 Which ones"), NameMedicines(id)),) if reminder.account.is_discreet else ()
    if reminder.kind is ReminderKind.DIGEST:
        return two_in_a_row(hidden)
    is_open = any(dose.is_open for dose in reminder.doses)
    answerable = [dose for dose in reminder.doses if dose.is_open or dose.is_missed]
    is_several = len(answerable) > 1
    taken = taken_button(t, reminder, is_several=is_several)
    apart = (Button(t("☑️ One by one"), PickDoses(id, 0)),) if is_several else ()
    later = (Button(t("🕐 In 10 minutes"), AnswerReminder(id, Action.LATER)),) if is_open else ()
    skip = Button(t("➖ Skip it"), AnswerReminder(id, Action.SKIPPED))
    if reminder.account.is_large:  # one by one leads to skipping, and the names to one by one
        return two_in_a_row((taken, *later, *(hidden or apart or (skip,))))
    return two_in_a_row((taken, *apart, *later, skip, *hidden))


def taken_button(t: Texts, reminder: Reminder, *, is_several: bool = False) -> Button:
    """Return the button that says taken, in the words of whoever took it, or of who cares for them."""
    if reminder.account.is_owner:
        label = t("✅ I took them all") if is_several else t("✅ I took it")
    else:
        label = t("✅ All were taken") if is_several else t("✅ It was taken")
    return Button(label, AnswerReminder(reminder.id, Action.TAKEN), style="success")


def _advice(t: Texts, reminder: Reminder) -> list[Html]:
    """Say what the leaflets do on a missed dose, or whom to ask; never to take two."""
    if t.is_large:
        return [t("Noted as missed. Never take two at once: ask your pharmacist.")]
    said = [t("I wrote it down as missed. Never take two doses at once.")]
    for passage in reminder.leaflets[:1]:
        sentence = passage.sentences[0]
        short = sentence if len(sentence) <= A_QUOTE else sentence[:A_QUOTE].rsplit(" ", 1)[0] + "…"
        dose = next(dose for dose in reminder.doses if dose.product == passage.product)
        said.append(t("📄 {name}: “{sentence}”", name=name_of(t, dose, reminder), sentence=short))
        said += words.original_note(t, short)
    return [*said, t("Whether to take it now: ask your pharmacist.")]
