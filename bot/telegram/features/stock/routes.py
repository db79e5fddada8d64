"""How people reach what is left of a medicine."""

from bot.telegram.features.stock.buttons import (
    AskExpiry,
    AskRefill,
    Refill,
    SetExpiry,
    ShowStock,
    TakeRefillBack,
)
from bot.telegram.features.stock.handlers import GOOD, GOT, StockHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: StockHandlers) -> Feature:
    """Return the buttons and the dialogues of stock."""
    return Feature(
        taps=(
            Tap(ShowStock, handlers.show),
            Tap(Refill, handlers.refill),
            Tap(AskRefill, handlers.ask_amount),
            Tap(TakeRefillBack, handlers.take_back),
            Tap(AskExpiry, handlers.ask_expiry),
            Tap(SetExpiry, handlers.expires),
        ),
        answers={GOT: handlers.got, GOOD: handlers.good_until},
    )
