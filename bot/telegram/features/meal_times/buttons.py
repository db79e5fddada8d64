"""The buttons of a person's meal times and bedtime."""

from dataclasses import dataclass
from datetime import time

from bot.core.schedules.schedule import Meal
from bot.telegram.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowMealTimes(CallbackData):
    """Show when a person eats and goes to bed."""

    verb = "meals"


@dataclass(frozen=True, slots=True)
class AskMealTime(CallbackData):
    """Ask for the time of one meal."""

    verb = "meal"
    meal: Meal


@dataclass(frozen=True, slots=True)
class SetMealTime(CallbackData):
    """Set the time of one meal."""

    verb = "eat"
    meal: Meal
    at: time
