"""How people reach their allergies."""

from bot.telegram.features.allergies.buttons import DropAllergen, KeepAllergen, ShowAllergies
from bot.telegram.features.allergies.handlers import STEP, AllergyHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: AllergyHandlers) -> Feature:
    """Return the buttons and the dialogue of allergies."""
    return Feature(
        taps=(
            Tap(ShowAllergies, handlers.show),
            Tap(KeepAllergen, handlers.keep),
            Tap(DropAllergen, handlers.drop),
        ),
        answers={STEP: handlers.typed},
    )
