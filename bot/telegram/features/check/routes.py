"""How people reach a check of medicines."""

from bot.telegram.features.check.buttons import CheckOneMore, CheckProduct, ChooseForCheck, NewCheck
from bot.telegram.features.check.handlers import STEP, CheckHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: CheckHandlers) -> Feature:
    """Return the command, the buttons and the dialogue of a check."""
    return Feature(
        commands=(Command("check", handlers.check, lambda t: t("Check medicines together")),),
        taps=(
            Tap(NewCheck, handlers.again),
            Tap(CheckOneMore, handlers.more),
            Tap(CheckProduct, handlers.one),
            Tap(ChooseForCheck, handlers.choose),
        ),
        answers={STEP: handlers.typed},
    )
