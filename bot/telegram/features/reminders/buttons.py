"""The buttons under a reminder."""

from dataclasses import dataclass

from bot.core.doses.reminders import Action, ReminderId
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class AnswerReminder(CallbackData):
    """Taken, later or skipped."""

    verb = "dose"
    reminder: ReminderId
    action: Action


@dataclass(frozen=True, slots=True)
class UndoAnswer(CallbackData):
    """The answer was a mistake."""

    verb = "undose"
    reminder: ReminderId


@dataclass(frozen=True, slots=True)
class NameMedicines(CallbackData):
    """Name the medicines of a reminder that holds no names."""

    verb = "which"
    reminder: ReminderId
