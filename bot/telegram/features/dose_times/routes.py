"""How people reach the times of day of a medicine."""

from bot.telegram.features.dose_times.buttons import ChooseTimes, ToggleTime, WriteTime
from bot.telegram.features.dose_times.handlers import STEP, DoseTimesHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: DoseTimesHandlers) -> Feature:
    """Return the buttons and the dialogue of the times of day."""
    return Feature(
        taps=(
            Tap(ChooseTimes, handlers.times),
            Tap(ToggleTime, handlers.toggle),
            Tap(WriteTime, handlers.ask_clock),
        ),
        answers={STEP: handlers.clock},
    )
