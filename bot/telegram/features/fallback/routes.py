"""What is left when no other feature takes an update. Has to be the last of the features."""

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.telegram.features.fallback.handlers import FallbackHandlers
from bot.telegram.transport.routing import PICTURES, PRIVATE, Feature, Message


def routes(handlers: FallbackHandlers) -> Feature:
    """Return all other messages of a private chat, unknown buttons, messages in groups, and blocks of the bot."""
    return Feature(
        messages=(Message(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, handlers.unusable),),
        others=(
            CallbackQueryHandler(handlers.stale),
            MessageHandler(~PRIVATE & (filters.COMMAND | PICTURES), handlers.group),
            ChatMemberHandler(handlers.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ),
    )
