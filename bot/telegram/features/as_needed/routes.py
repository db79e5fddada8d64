"""How people reach what is taken as needed."""

from bot.telegram.features.as_needed.buttons import ChangeAsNeeded, TakeNow, UndoIntake
from bot.telegram.features.as_needed.handlers import AsNeededHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: AsNeededHandlers) -> Feature:
    """Return the buttons of a medicine without times."""
    return Feature(
        taps=(
            Tap(TakeNow, handlers.take),
            Tap(UndoIntake, handlers.undo),
            Tap(ChangeAsNeeded, handlers.change),
        ),
    )
