"""How people reach the doses of a day, and correct them."""

from bot.telegram.features.today.buttons import (
    CorrectDose,
    EditDay,
    MoveDose,
    ShowDay,
    ShowDose,
    ShowHistory,
    TakenAmount,
    TakenAt,
)
from bot.telegram.features.today.handlers import STEP, TodayHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: TodayHandlers) -> Feature:
    """Return the command and the buttons of /today."""
    return Feature(
        commands=(Command("today", handlers.today, lambda t: t("Today: taken, and to come")),),
        taps=(
            Tap(ShowDay, handlers.day),
            Tap(EditDay, handlers.edit),
            Tap(ShowDose, handlers.dose),
            Tap(CorrectDose, handlers.correct),
            Tap(TakenAt, handlers.time),
            Tap(TakenAmount, handlers.amount),
            Tap(MoveDose, handlers.move),
            Tap(ShowHistory, handlers.history),
        ),
        answers={STEP: handlers.typed},
    )
