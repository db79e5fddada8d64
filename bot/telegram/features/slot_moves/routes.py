"""How people move a part of the day."""

from bot.telegram.features.slot_moves.buttons import MoveSlot
from bot.telegram.features.slot_moves.handlers import SlotMoveHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: SlotMoveHandlers) -> Feature:
    """Return the button that moves a part of the day."""
    return Feature(taps=(Tap(MoveSlot, handlers.move),))
