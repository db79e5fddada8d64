"""How people reach the pictures of their own pills."""

from bot.telegram.features.own_pills.buttons import KeepOwnPills, NoOwnPills, ShowOwnPills
from bot.telegram.features.own_pills.handlers import OwnPillHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: OwnPillHandlers) -> Feature:
    """Return the buttons of the person's own pills."""
    return Feature(
        taps=(
            Tap(ShowOwnPills, handlers.show),
            Tap(KeepOwnPills, handlers.agree),
            Tap(NoOwnPills, handlers.decline),
        ),
    )
