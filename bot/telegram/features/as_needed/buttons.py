"""The buttons of a medicine without times."""

from dataclasses import dataclass

from bot.core.medications.medications import IntakeId, MedicationId
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class TakeNow(CallbackData):
    """One was taken now. `seen` is the last intake that the screen shows, 0 for none."""

    verb = "took"
    medication: MedicationId
    seen: IntakeId


@dataclass(frozen=True, slots=True)
class UndoIntake(CallbackData):
    """It was not taken."""

    verb = "untook"
    medication: MedicationId
    intake: IntakeId


@dataclass(frozen=True, slots=True)
class ChangeAsNeeded(CallbackData):
    """What can be changed of it."""

    verb = "change"
    medication: MedicationId
