"""How people replace a medicine by its refill."""

from bot.telegram.features.substitution.buttons import Substitute, UndoSubstitution
from bot.telegram.features.substitution.handlers import SubstitutionHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: SubstitutionHandlers) -> Feature:
    """Return the buttons of a refill that replaces a medicine."""
    return Feature(
        taps=(
            Tap(Substitute, handlers.replace),
            Tap(UndoSubstitution, handlers.undo),
        ),
    )
