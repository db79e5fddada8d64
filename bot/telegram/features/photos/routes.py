"""How people reach the reading of photos."""

from bot.telegram.features.photos.buttons import (
    ChooseProduct,
    JoinSides,
    KeepPills,
    NoneOfThese,
    SameMedicine,
    ShowAll,
    ShowPill,
    ShowReasons,
    TellMissing,
    TurnPage,
    TurnPill,
)
from bot.telegram.features.photos.handlers import IMPRINT, PhotoHandlers
from bot.telegram.features.photos.reader import TURN
from bot.telegram.transport.routing import FILES, PICTURES, Album, Feature, Message, Tap


def routes(handlers: PhotoHandlers) -> Feature:
    """Return the photos, the buttons under their answers, and the dialogues on one pill."""
    return Feature(
        messages=(Message(PICTURES | FILES, handlers.photo),),
        taps=(
            Tap(TurnPage, handlers.page),
            Tap(ShowPill, handlers.pill),
            Tap(ShowAll, handlers.back),
            Tap(ShowReasons, handlers.reasons),
            Tap(JoinSides, handlers.join),
            Tap(TurnPill, handlers.turn_over),
            Tap(ChooseProduct, handlers.identify),
            Tap(NoneOfThese, handlers.none_of_these),
            Tap(SameMedicine, handlers.identify_alike),
            Tap(KeepPills, handlers.keep),
            Tap(TellMissing, handlers.missing),
        ),
        album=Album(handlers.begin_album, handlers.album),
        answers={IMPRINT: handlers.imprint, TURN: handlers.imprint},
    )
