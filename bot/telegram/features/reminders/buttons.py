"""The buttons under a reminder."""

from dataclasses import dataclass

from bot.core.doses.model import Action, DoseId, ReminderId
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class AnswerReminder(CallbackData):
    """Taken, later or skipped: all doses of the reminder, or one."""

    verb = "dose"
    reminder: ReminderId
    action: Action
    dose: DoseId | None = None


@dataclass(frozen=True, slots=True)
class UndoAnswer(CallbackData):
    """The answer was a mistake: to all doses of the reminder, or to one."""

    verb = "undose"
    reminder: ReminderId
    dose: DoseId | None = None


@dataclass(frozen=True, slots=True)
class NameMedicines(CallbackData):
    """Name the medicines of a reminder that holds no names."""

    verb = "which"
    reminder: ReminderId
