"""News about people's lists, sent to Telegram."""

from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.core.doses import Unreachable
from bot.core.medications import Overview
from bot.core.people import Account
from bot.telegram.limits import Priority
from bot.telegram.texts import Texts
from bot.telegram.views import alerts as views


class TelegramAlerts:
    """`bot.core.rechecks.Alerts` through Telegram."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot

    async def alert(self, account: Account, news: Overview) -> None:
        """Send news after reminders, and before answers."""
        screen = views.news(Texts(account.language), news)
        try:
            await self._bot.send_message(
                account.chat_id, screen.text(), parse_mode=ParseMode.HTML, reply_markup=screen.keyboard,
                rate_limit_args=Priority.ALERT,
            )  # fmt: skip
        except Forbidden as error:
            raise Unreachable from error
        except BadRequest as error:
            if "chat not found" in error.message.lower():
                raise Unreachable from error
            raise
