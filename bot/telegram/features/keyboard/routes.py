"""How people reach the four words under the chat."""

from bot.telegram.features.keyboard.buttons import Keyboard
from bot.telegram.features.keyboard.handlers import KeyboardHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: KeyboardHandlers) -> Feature:
    """Return the command and the buttons."""
    return Feature(
        commands=(Command("menu", handlers.ask, lambda t: t("Four words to tap")),),
        taps=(Tap(Keyboard, handlers.tapped),),
    )
