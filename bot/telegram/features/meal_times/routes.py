"""How people reach their meal times."""

from bot.telegram.features.meal_times.buttons import AskMealTime, SetMealTime, ShowMealTimes
from bot.telegram.features.meal_times.handlers import STEP, MealTimeHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: MealTimeHandlers) -> Feature:
    """Return the buttons and the dialogue of meal times."""
    return Feature(
        taps=(
            Tap(ShowMealTimes, handlers.show),
            Tap(AskMealTime, handlers.ask),
            Tap(SetMealTime, handlers.set),
        ),
        answers={STEP: handlers.typed},
    )
