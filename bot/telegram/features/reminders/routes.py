"""How people answer reminders."""

from bot.telegram.features.reminders.buttons import (
    AnswerReminder,
    NameMedicines,
    PickDoses,
    PostponeReminder,
    UndoAnswer,
)
from bot.telegram.features.reminders.handlers import ReminderHandlers
from bot.telegram.transport.routing import Feature, Tap


def routes(handlers: ReminderHandlers) -> Feature:
    """Return the buttons under a reminder."""
    return Feature(
        taps=(
            Tap(AnswerReminder, handlers.dose),
            Tap(PickDoses, handlers.pick),
            Tap(PostponeReminder, handlers.postpone),
            Tap(NameMedicines, handlers.which),
            Tap(UndoAnswer, handlers.undo),
        ),
    )
