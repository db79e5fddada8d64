"""News about people's lists, sent to Telegram."""

from telegram.ext import ExtBot

from bot.core.medications import Overview
from bot.core.people import Account
from bot.telegram.dressing import texts_for
from bot.telegram.limits import Priority
from bot.telegram.unasked import send
from bot.telegram.views import alerts as views


class TelegramAlerts:
    """`bot.core.rechecks.Alerts` through Telegram."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot

    async def alert(self, account: Account, news: Overview) -> None:
        """Send news after reminders, and before answers."""
        screen = views.news(texts_for(account), news)
        await send(self._bot, account, screen, Priority.ALERT)
