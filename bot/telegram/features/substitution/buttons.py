"""The buttons of a refill that replaces a medicine."""

from dataclasses import dataclass

from bot.core.medications.medications import MedicationId
from bot.core.medications.substitution import SubstitutionId
from bot.core.photos.model import QuestionId
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class Substitute(CallbackData):
    """Replace a medicine by pill `number` of a photo."""

    verb = "swap"
    question: QuestionId
    number: int
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class UndoSubstitution(CallbackData):
    """Put back what was there before."""

    verb = "unswap"
    medication: MedicationId
    substitution: SubstitutionId
