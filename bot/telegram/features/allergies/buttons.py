"""The buttons of a person's allergies."""

from dataclasses import dataclass
from typing import Annotated
from zlib import crc32

from bot.telegram.ui.callback_data import CallbackData, Matches, Page

Mark = Annotated[str, Matches("[0-9a-f]{8}")]


def mark_of(text: str) -> str:
    """Return a short text that tells names apart, for buttons, which hold no long ones."""
    return f"{crc32(text.encode()):08x}"


@dataclass(frozen=True, slots=True)
class ShowAllergies(CallbackData):
    """Show a page of what was told."""

    verb = "allergies"
    page: Page


@dataclass(frozen=True, slots=True)
class KeepAllergen(CallbackData):
    """Keep what was written: as one of the candidates, or as it stands."""

    verb = "allergen"
    choice: Annotated[str, Matches("[0-4]|told|leave")]
    mark: Mark  # of what was written


@dataclass(frozen=True, slots=True)
class DropAllergen(CallbackData):
    """Take one back."""

    verb = "noallergen"
    mark: Mark  # of its name
