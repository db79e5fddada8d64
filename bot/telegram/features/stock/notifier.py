"""What people are told of their medicines at an hour that suits them, sent to Telegram."""

from datetime import datetime

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.core.doses.retry_policy import Blocked, Delivered, Outcome
from bot.core.doses.send_queue import Unreachable
from bot.core.reports.person_notices import NoticeKind, PersonNotice
from bot.telegram.features.reports import week_views
from bot.telegram.features.stock import notice_views
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import outcome_of, send
from bot.telegram.ui.personalization import texts_for


class TelegramPersonNotifier:
    """`bot.core.reports.person_notices.PersonNotifier` through Telegram."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot

    async def tell(self, notice: PersonNotice, now: datetime) -> Outcome:
        """Send a notice; return what came of that."""
        account = notice.account
        t = texts_for(account)
        screen = (
            week_views.week(t, notice)
            if notice.kind is NoticeKind.WEEKLY
            else notice_views.notice(t, notice, now)
        )
        try:
            message = await send(self._bot, account, screen, Priority.ALERT)
        except Unreachable:
            return Blocked()
        except TelegramError as error:
            return outcome_of(error)
        return Delivered(message.message_id)
