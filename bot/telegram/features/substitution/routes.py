"""How people put a refill in the place of a medicine."""

from bot.telegram.features.substitution.buttons import Substitute, UndoSubstitution
from bot.telegram.features.substitution.handlers import SubstitutionHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: SubstitutionHandlers) -> Feature:
    """Return the buttons of a refill that takes the place of a medicine."""
    return Feature(
        taps=(
            Tap(Substitute, handlers.replace),
            Tap(UndoSubstitution, handlers.undo),
        ),
    )
