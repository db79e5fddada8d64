"""News about people's lists, sent to Telegram."""

from telegram.ext import ExtBot

from bot.core.medications.medications import Overview
from bot.core.people.accounts import Account
from bot.telegram.features.alerts import views
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import send
from bot.telegram.ui.personalization import texts_for


class TelegramAlerts:
    """`bot.core.interactions.rechecks.Alerts` through Telegram."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot

    async def alert(self, account: Account, news: Overview) -> None:
        """Send news after reminders, and before answers."""
        screen = views.news(texts_for(account), news)
        await send(self._bot, account, screen, Priority.ALERT)
