"""How people reach what they ask for in their own words."""

from telegram.ext import filters

from bot.telegram.features.conversation.buttons import AddNames, CheckNames
from bot.telegram.features.conversation.handlers import ConversationHandlers
from bot.telegram.features.conversation.intents import IntentScreens
from bot.telegram.transport.routing import Feature, Message, Tap


def routes(handlers: ConversationHandlers, screens: IntentScreens) -> Feature:
    """Return every text that is no command, and the buttons under several names."""
    return Feature(
        messages=(Message(filters.TEXT & ~filters.COMMAND, handlers.text),),
        taps=(
            Tap(CheckNames, screens.check_names),
            Tap(AddNames, screens.add_names),
        ),
    )
