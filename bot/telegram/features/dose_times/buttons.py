"""The buttons of the choice of times."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from bot.core.medications.medications import MedicationId
from bot.telegram.ui.callback_data import CallbackData, Page


@dataclass(frozen=True, slots=True)
class ChooseTimes(CallbackData):
    """Show the choice of times, at a page."""

    verb = "times"
    medication: MedicationId
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class ToggleTime(CallbackData):
    """Turn a local time of day on or off; the button stands on a page of the choice."""

    verb = "time"
    medication: MedicationId
    at: time
    page: Page
    state: Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class WriteTime(CallbackData):
    """Write another time."""

    verb = "clock"
    medication: MedicationId
