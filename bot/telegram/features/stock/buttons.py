"""The buttons of what is left of a medicine."""

from dataclasses import dataclass
from typing import Annotated

from bot.core.doses.model import MedicationId
from bot.core.medications.model import RefillId
from bot.telegram.ui.callback_data import Amount, CallbackData, Matches


@dataclass(frozen=True, slots=True)
class ShowStock(CallbackData):
    """Show what is left of a medicine."""

    verb = "stock"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class Refill(CallbackData):
    """A new pack of so many units was got. `after` is the last one known: a second tap adds none."""

    verb = "refill"
    medication: MedicationId
    amount: Amount
    after: RefillId


@dataclass(frozen=True, slots=True)
class AskRefill(CallbackData):
    """Ask how much was got."""

    verb = "refills"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class TakeRefillBack(CallbackData):
    """The new pack was a mistake."""

    verb = "unrefill"
    medication: MedicationId
    refill: RefillId


@dataclass(frozen=True, slots=True)
class AskExpiry(CallbackData):
    """Ask until when the pack may be taken."""

    verb = "expiry"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class SetExpiry(CallbackData):
    """The pack may be taken for so many months from now; 0 for not known."""

    verb = "expires"
    medication: MedicationId
    months: Annotated[int, Matches("[0-9]{1,2}")]
