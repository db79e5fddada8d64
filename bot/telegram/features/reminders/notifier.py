"""Reminders, sent to Telegram: with a picture of the pills where that is wanted and known, else as a text."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog
from telegram import Message
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.core.doses.reminder_content import Reminder
from bot.core.doses.reminder_facts import informed
from bot.core.doses.retry_policy import Blocked, Delivered, Outcome
from bot.core.doses.send_queue import Unreachable
from bot.core.errors import ServiceError
from bot.core.ports import Knowledge
from bot.telegram.features.reminders import pictures, views
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import outcome_of, send, send_picture
from bot.telegram.ui.personalization import texts_for
from bot.telegram.ui.screens import Screen
from inference.types import LabelledPill

KNOWN = 4000  # pictures that Telegram has already, by their file ids
DrawPills = Callable[[tuple[LabelledPill, ...], str], Awaitable[bytes]]
Key = tuple[tuple[LabelledPill, ...], str]
log = structlog.stdlib.get_logger(__name__)


class TelegramNotifier:
    """`bot.core.doses.send_queue.Notifier` through Telegram."""

    def __init__(self, bot: ExtBot[Priority], knowledge: Knowledge, draw: DrawPills) -> None:
        self._bot = bot
        self._knowledge = knowledge
        self._draw = draw
        self._files: OrderedDict[Key, str] = OrderedDict()

    async def remind(self, reminder: Reminder) -> Outcome:
        """Send a reminder in the place of the message before it; return what came of that."""
        known = await informed(reminder, self._knowledge)
        screen = views.ask(texts_for(reminder.account), known)
        try:
            message = await self._sent_with_picture(known, screen) or await send(
                self._bot, reminder.account, screen, Priority.REMINDER, is_silent=reminder.is_silent
            )
        except Unreachable:
            return Blocked()
        except TelegramError as error:
            return outcome_of(error)
        if reminder.message_id:
            await self._remove(reminder.account.chat_id, reminder.message_id)
        return Delivered(message.message_id)

    async def _sent_with_picture(self, reminder: Reminder, screen: Screen) -> Message | None:
        """Send a reminder under the picture of its pills; None where there is none, or Telegram takes none."""
        t = texts_for(reminder.account)
        key = pictures.pills_of(t, reminder), pictures.note(t)
        if not key[0]:
            return None
        try:
            picture = self._files.get(key) or await self._draw(*key)
            message = await send_picture(
                self._bot, reminder.account, picture, screen, Priority.REMINDER, is_silent=reminder.is_silent
            )
        except (ServiceError, BadRequest) as error:
            self._files.pop(key, None)
            log.warning("a reminder comes without its picture", error=type(error).__name__)
            return None
        if message and message.photo:
            self._files[key] = message.photo[-1].file_id
            if len(self._files) > KNOWN:
                self._files.popitem(last=False)
        return message

    async def _remove(self, chat_id: int, message_id: int) -> None:
        """Delete the message before; one that is too old stays, and its buttons go on working."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            log.info("a reminder of before was not removed", error=type(error).__name__)
