"""The button that moves a part of the day."""

from dataclasses import dataclass
from datetime import time

from bot.core.schedules.schedule import Meal
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class MoveSlot(CallbackData):
    """Move all that is taken in a part of the day to a time."""

    verb = "slot"
    slot: Meal
    to: time
