"""The buttons under a reminder."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.doses.model import Action, DoseId, ReminderId
from bot.telegram.ui.callback_data import CallbackData, Matches, Page

Minutes = Annotated[int, Matches("[0-9]{1,3}")]


@dataclass(frozen=True, slots=True)
class AnswerReminder(CallbackData):
    """Taken, later or skipped: all doses of the reminder, or one."""

    verb = "dose"
    reminder: ReminderId
    action: Action
    dose: DoseId | None = None


@dataclass(frozen=True, slots=True)
class PickDoses(CallbackData):
    """Answer the doses of a reminder one by one; those that are open are shown at a page."""

    verb = "pickdose"
    reminder: ReminderId
    page: Page


@dataclass(frozen=True, slots=True)
class PostponeReminder(CallbackData):
    """Postpone the open doses of a reminder by so many minutes from now, or with all others of today after their times."""

    verb = "later"
    reminder: ReminderId
    minutes: Minutes
    which: Literal["these", "day"]


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
