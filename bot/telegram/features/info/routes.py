"""How people reach what is known of a medicine."""

from telegram.ext import filters

from bot.telegram.features.info.buttons import ShowInfo
from bot.telegram.features.info.handlers import STEP, InfoHandlers
from bot.telegram.transport.routing import Command, Feature, Message, Tap

LINK = filters.Regex(r"^/info_\w{1,40}(@\w+)?$")


def routes(handlers: InfoHandlers) -> Feature:
    """Return the command, the links /info_CODE, the buttons and the dialogue of /info."""
    return Feature(
        commands=(Command("info", handlers.info, lambda t: t("About a medicine")),),
        messages=(Message(LINK, handlers.link),),
        taps=(Tap(ShowInfo, handlers.page),),
        answers={STEP: handlers.typed},
    )
