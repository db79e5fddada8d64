"""The buttons of the list and of each medicine on it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.medications.medications import MedicationId
from bot.telegram.ui.callback_data import CallbackData, Matches, Page
from knowledge.products import ProductId


@dataclass(frozen=True, slots=True)
class ShowList(CallbackData):
    """Show the list; with `turn`, replace the page that is shown by another."""

    verb = "list"
    page: Page
    turn: Literal["turn"] | None = None


@dataclass(frozen=True, slots=True)
class AddByName(CallbackData):
    """Add a medicine by its name."""

    verb = "add"


@dataclass(frozen=True, slots=True)
class AddProduct(CallbackData):
    """Add a product that was found for the name in the update `origin`."""

    verb = "take"
    origin: int
    product: ProductId


@dataclass(frozen=True, slots=True)
class PickProduct(CallbackData):
    """A product that was found for the text in the update `origin` is meant: ask what to do with it."""

    verb = "pick"
    origin: int
    product: ProductId


@dataclass(frozen=True, slots=True)
class ChooseToAdd(CallbackData):
    """A name means this product, or "none" of those offered. `left` names were not settled when it was offered."""

    verb = "addone"
    left: Annotated[int, Matches("[0-9]{1,2}")]
    product: ProductId


@dataclass(frozen=True, slots=True)
class NoneFound(CallbackData):
    """None of the products found is meant."""

    verb = "nothing"


@dataclass(frozen=True, slots=True)
class ShowMedicine(CallbackData):
    """Show one medicine of the list."""

    verb = "med"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class PauseMedicine(CallbackData):
    """Ask for no doses for a while."""

    verb = "pause"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class ResumeMedicine(CallbackData):
    """Ask for doses again."""

    verb = "resume"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class UndoRemoval(CallbackData):
    """Undo a pause, a stop or a deletion."""

    verb = "undo"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class AskRemoval(CallbackData):
    """Ask whether to pause, stop or delete a medicine."""

    verb = "drop"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class StopMedicine(CallbackData):
    """Take it off the list; what was taken stays written down."""

    verb = "dropped"
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class DeleteMedicine(CallbackData):
    """Delete it with what was taken."""

    verb = "erased"
    medication: MedicationId
