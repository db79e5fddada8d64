"""How people reach what was read from pages and boxes."""

from bot.telegram.features.documents.buttons import (
    AddDocument,
    ChooseRow,
    LeaveDocument,
    LeaveRow,
    ShowDocument,
    ShowRow,
)
from bot.telegram.features.documents.handlers import DocumentHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: DocumentHandlers) -> Feature:
    """Return the buttons under the answers; the photos themselves come by the feature of photos."""
    return Feature(
        taps=(
            Tap(ShowDocument, handlers.show),
            Tap(AddDocument, handlers.add),
            Tap(LeaveDocument, handlers.leave),
            Tap(ShowRow, handlers.row),
            Tap(ChooseRow, handlers.choose),
            Tap(LeaveRow, handlers.leave_row),
        )
    )
