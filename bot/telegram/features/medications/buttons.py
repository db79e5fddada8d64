"""The buttons of the list and of each medicine on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from bot.core.medications.medications import MedicationId
from bot.telegram.ui.callback_data import CallbackData, Matches, Page
from knowledge.products import ProductId

MOST_CARRIED = 40  # characters


@dataclass(frozen=True, slots=True)
class ShowList(CallbackData):
    """Show the list; with `turn`, replace the page that is shown by another, or offer its medicines to pick one."""

    verb = "list"
    page: Page
    turn: Literal["turn", "pick"] | None = None


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
class ShowCautions(CallbackData):
    """Show a page of all cautions on the list."""

    verb = "cautions"
    page: Page


@dataclass(frozen=True, slots=True)
class Acknowledge(CallbackData):
    """What must not be taken together was read: go on with the questions on these medicines."""

    verb = "ack"
    medications: Annotated[str, Matches("[0-9]{1,18}(-[0-9]{1,18})*")]

    @classmethod
    def of(cls, ids: Sequence[MedicationId]) -> Self:
        """Return the button for as many medicines as it can carry; the others are planned from the list."""
        text = ""
        for id in ids:
            if len(longer := f"{text}-{id}".lstrip("-")) > MOST_CARRIED:
                break
            text = longer
        return cls(text)

    @property
    def ids(self) -> tuple[MedicationId, ...]:
        """The medicines that are asked about."""
        return tuple(MedicationId(int(id)) for id in self.medications.split("-"))


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
