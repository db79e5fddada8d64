"""The buttons of a medicine without times."""

from dataclasses import dataclass

from bot.core.doses.model import DoseId, MedicationId
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class TakeNow(CallbackData):
    """One was taken now. `seen` is the last intake that the screen shows, 0 for none."""

    verb = "took"
    medication: MedicationId
    seen: DoseId


@dataclass(frozen=True, slots=True)
class UndoIntake(CallbackData):
    """It was not taken."""

    verb = "untook"
    medication: MedicationId
    intake: DoseId


@dataclass(frozen=True, slots=True)
class ChangeAsNeeded(CallbackData):
    """What can be changed of it."""

    verb = "change"
    medication: MedicationId
