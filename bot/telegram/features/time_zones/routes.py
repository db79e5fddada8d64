"""How people say where they live."""

from bot.telegram.features.time_zones.buttons import ChangeZone, FirstZone
from bot.telegram.features.time_zones.handlers import STEP, TimeZoneHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: TimeZoneHandlers) -> Feature:
    """Return the buttons and the dialogue of the time zone."""
    return Feature(
        taps=(
            Tap(FirstZone, handlers.first),
            Tap(ChangeZone, handlers.later),
        ),
        answers={STEP: handlers.typed},
    )
