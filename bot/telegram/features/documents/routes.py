"""How people reach what was read from pages and boxes."""

from bot.telegram.features.documents.buttons import (
    AddDocument,
    ChooseDose,
    ChooseRow,
    LeaveDocument,
    LeaveRow,
    ShowDocument,
    ShowReasons,
    ShowRow,
    WriteName,
)
from bot.telegram.features.documents.handlers import NAME, DocumentHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: DocumentHandlers) -> Feature:
    """Return the buttons under the answers; and what is written to them; the photos themselves come by the feature of photos."""
    return Feature(
        taps=(
            Tap(ShowDocument, handlers.show),
            Tap(AddDocument, handlers.add),
            Tap(LeaveDocument, handlers.leave),
            Tap(ShowRow, handlers.row),
            Tap(ChooseRow, handlers.choose),
            Tap(LeaveRow, handlers.leave_row),
            Tap(WriteName, handlers.write_name),
            Tap(ChooseDose, handlers.dose),
            Tap(ShowReasons, handlers.reasons),
        ),
        answers={NAME: handlers.typed},
    )
