"""The buttons of the person's own pills in reminders."""

from dataclasses import dataclass

from bot.core.photos.model import QuestionId
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowOwnPills(CallbackData):
    """Tell what is kept, in the settings."""

    verb = "ownpills"


@dataclass(frozen=True, slots=True)
class KeepOwnPills(CallbackData):
    """Agree; the pills of a question are cut out at once."""

    verb = "ownpills-yes"
    question: QuestionId | None = None


@dataclass(frozen=True, slots=True)
class NoOwnPills(CallbackData):
    """Do not agree, or not any more."""

    verb = "ownpills-no"
