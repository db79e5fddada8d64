"""Messages that nobody asked for just now: reminders and news."""

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.core.doses import Unreachable
from bot.core.people import Account
from bot.telegram.dressing import dressed
from bot.telegram.limits import Priority
from bot.telegram.screens import Screen


async def send(bot: ExtBot[Priority], account: Account, screen: Screen, priority: Priority) -> Message:
    """Send a screen about a person of an account; raise Unreachable where the chat can't be written to."""
    screen = dressed(screen, account)
    try:
        return await bot.send_message(
            account.chat_id,
            screen.text(),
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
            rate_limit_args=priority,
        )
    except Forbidden as error:
        raise Unreachable from error
    except BadRequest as error:
        if "chat not found" in error.message.lower():
            raise Unreachable from error
        raise
