"""Messages that nobody asked for just now: reminders and news."""

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.core.doses.reminders import Unreachable
from bot.core.people.accounts import Account
from bot.telegram.transport.limits import Priority
from bot.telegram.ui.personalization import messages_of
from bot.telegram.ui.screens import Screen


async def send(bot: ExtBot[Priority], account: Account, screen: Screen, priority: Priority) -> Message:
    """Send a screen about a person of an account, and return its last message.

    Raise Unreachable where the chat can't be written to.
    """
    *before, last = messages_of(screen, account)
    try:
        for part in before:
            await _send(bot, account, part, priority)
        return await _send(bot, account, last, priority)
    except Forbidden as error:
        raise Unreachable from error
    except BadRequest as error:
        if "chat not found" in error.message.lower():
            raise Unreachable from error
        raise


async def _send(bot: ExtBot[Priority], account: Account, part: Screen, priority: Priority) -> Message:
    return await bot.send_message(
        account.chat_id,
        part.text(),
        parse_mode=ParseMode.HTML,
        reply_markup=part.keyboard,
        rate_limit_args=priority,
    )
