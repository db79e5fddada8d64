"""A reminder after a tap: what was written down, when it comes again, and its doses one by one."""

from datetime import timedelta

from bot.core.doses.model import Action, DoseState
from bot.core.doses.reminder_content import Reminder
from bot.telegram.features.reminders import views
from bot.telegram.features.reminders.buttons import (
    AnswerReminder,
    PickDoses,
    PostponeReminder,
    UndoAnswer,
)
from bot.telegram.features.reminders.dose_lines import listed, name_of, when
from bot.telegram.ui import paging, plans
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts

A_PAGE = 3  # doses that are answered one by one
DELAYS = (30, 60, 180)  # minutes


def answered(t: Texts, reminder: Reminder, moved: timedelta | None = None) -> Screen:
    """Show a reminder as it stands after a tap; `moved` is by how much all other doses of today come later."""
    states = {dose.state for dose in reminder.doses if not dose.is_off}
    if DoseState.ASKED in states:
        return views.ask(t, reminder)
    if DoseState.WAITING in states:
        return _postponed(t, reminder, moved)
    undo = Button(t("↩ Undo"), UndoAnswer(reminder.id))  # works for ten minutes
    is_answered = states and states <= {DoseState.TAKEN, DoseState.SKIPPED}
    return Screen((_said(t, reminder, states), *listed(t, reminder)), ((undo,),) if is_answered else ())


def not_undone(t: Texts, reminder: Reminder) -> Screen:
    """It is too late to take an answer back."""
    said = t("That can not be undone any more: ten minutes are over. /today corrects it.")
    return Screen((said, *listed(t, reminder)))


def picked(t: Texts, reminder: Reminder, page: int = 0) -> Screen:
    """Show a button for each dose that is open, once it was asked for one by one."""
    waiting = [dose for dose in reminder.doses if dose.is_open or dose.is_missed]
    if not waiting:
        return answered(t, reminder)
    last = (len(waiting) - 1) // A_PAGE
    page = min(page, last)
    shown = waiting[page * A_PAGE : (page + 1) * A_PAGE]
    label = _hidden if reminder.account.is_discreet else _label
    each = [
        Button(label(t, number, reminder), AnswerReminder(reminder.id, Action.TAKEN, dose.id))
        for number, dose in enumerate(reminder.doses)
        if dose in shown
    ]
    rest = [
        Button(t("✅ All of these"), AnswerReminder(reminder.id, Action.TAKEN), style="success"),
        Button(t("🕐 The rest in 10 min"), AnswerReminder(reminder.id, Action.LATER)),
        Button(t("➖ Skip the rest"), AnswerReminder(reminder.id, Action.SKIPPED)),
    ]
    turning = paging.turning(t, page, last, lambda number: PickDoses(reminder.id, number))
    asked = t("☑️ Tap each one that was taken · {when}", when=when(t, reminder))
    return Screen((asked, *listed(t, reminder)), two_in_a_row([*each, *rest, *turning]))


def _label(t: Texts, number: int, reminder: Reminder) -> str:
    return f"▫️ {plans.label(name_of(t, reminder.doses[number], reminder))}"


def _hidden(t: Texts, number: int, _: Reminder) -> str:
    return t("▫️ Medicine {number}", number=number + 1)


def _postponed(t: Texts, reminder: Reminder, moved: timedelta | None) -> Screen:
    """Say when it comes again, with other delays, and the rest of the day a tap away."""
    zone, id = reminder.account.zone, reminder.id
    at = min(dose.next_at or dose.due_at for dose in reminder.doses if dose.state is DoseState.WAITING)
    said = [t("🕐 I remind you again at {time}.", time=f"{at.astimezone(zone):%H:%M}")]
    if moved:
        said.append(t("All others of today come {delay} later, too.", delay=_delay(t, moved)))
    elif moved is not None:
        said.append(t("All others of today come at their times."))
    day = (
        Button(t("↩ Others at their times"), PostponeReminder(id, 0, "day"))
        if moved
        else Button(t("🕐 All of today +1 h"), PostponeReminder(id, 60, "day"))
    )
    keys = [
        views.taken_button(t, reminder),
        *(Button(_in(t, minutes), PostponeReminder(id, minutes, "these")) for minutes in DELAYS),
        day,
    ]
    return Screen((*said, *listed(t, reminder)), two_in_a_row(keys))


def _said(t: Texts, reminder: Reminder, states: set[DoseState]) -> Html:
    if not states:
        return t("Nothing was written down: it is paused, or off the list.")
    if states == {DoseState.SKIPPED}:
        return t("➖ Skipped. I wrote it down.")
    taken = [
        dose.answered_at for dose in reminder.doses if dose.state is DoseState.TAKEN and dose.answered_at
    ]
    if not taken and states & {DoseState.MISSED, DoseState.WITHDRAWN}:
        return t("This dose was closed as missed.")
    if not taken:
        return t("✅ Taken. Well done.")
    return t("✅ Taken at {time}. Well done.", time=f"{max(taken).astimezone(reminder.account.zone):%H:%M}")


def _in(t: Texts, minutes: int) -> str:
    return t("🕐 In {delay}", delay=_delay(t, timedelta(minutes=minutes)))


def _delay(t: Texts, delay: timedelta) -> Html:
    hours, minutes = divmod(int(delay / timedelta(minutes=1)), 60)
    if not hours:
        return t.count("{n} minute", "{n} minutes", minutes)
    return t.count("{n} hour", "{n} hours", hours)
