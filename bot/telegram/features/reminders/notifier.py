"""Reminders, sent to Telegram: with a picture of the pills where that is wanted and known, else as a text."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256

import structlog
from telegram import Message
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.core.doses.reminder_content import Reminder
from bot.core.doses.reminder_facts import informed
from bot.core.doses.retry_policy import Blocked, Delivered, Outcome
from bot.core.doses.send_queue import Unreachable
from bot.core.errors import ServiceError
from bot.core.people.accounts import OwnPills
from bot.core.photos.own_pills import OwnPillPictures
from bot.core.ports import Knowledge
from bot.telegram.features.reminders import pictures, views
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import outcome_of, send, send_picture
from bot.telegram.ui.personalization import texts_for
from bot.telegram.ui.screens import Screen
from inference.types import DrawnPill, LabelledPill
from knowledge.products import ProductId

KNOWN = 4000  # pictures that Telegram has already, by their file ids
DrawPills = Callable[[tuple[LabelledPill, ...], str], Awaitable[bytes]]
PillName = tuple[DrawnPill | None, str, bytes]
Key = tuple[tuple[PillName, ...], str]
log = structlog.stdlib.get_logger(__name__)


class TelegramNotifier:
    """`bot.core.doses.send_queue.Notifier` through Telegram."""

    def __init__(
        self, bot: ExtBot[Priority], knowledge: Knowledge, own_pills: OwnPillPictures, draw: DrawPills
    ) -> None:
        self._bot = bot
        self._knowledge = knowledge
        self._own_pills = own_pills
        self._draw = draw
        self._files: OrderedDict[Key, str] = OrderedDict()

    async def remind(self, reminder: Reminder) -> Outcome:
        """Send a reminder; return what came of that."""
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
        return Delivered(message.message_id)

    async def replace(self, reminder: Reminder) -> None:
        """Delete the message before it; one that is too old stays, and its buttons go on working."""
        if reminder.message_id is None:
            return
        try:
            await self._bot.delete_message(reminder.account.chat_id, reminder.message_id)
        except TelegramError as error:
            log.info("a reminder of before was not removed", error=type(error).__name__)

    async def _sent_with_picture(self, reminder: Reminder, screen: Screen) -> Message | None:
        """Send a reminder under the picture of its pills; None where there is none, or Telegram takes none."""
        t = texts_for(reminder.account)
        pills = pictures.pills_of(t, reminder, await self._own(reminder))
        if not pills:
            return None
        note = pictures.note(t, pills)
        key = tuple(map(_name_of, pills)), note
        try:
            picture = self._files.get(key) or await self._draw(pills, note)
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

    async def _own(self, reminder: Reminder) -> Mapping[ProductId, bytes]:
        """Return the pictures of the person's own pills, where they agreed to them."""
        if reminder.account.own_pills is not OwnPills.AGREED or not pictures.is_pictured(reminder):
            return {}
        due = {dose.product for dose in reminder.doses}
        try:
            return await self._own_pills.of(reminder.account.person_id, due)
        except ServiceError as error:
            log.warning("a reminder comes without own pills", error=type(error).__name__)
            return {}


def _name_of(pill: LabelledPill) -> PillName:
    """Return what tells a pill from others: of its photo no more than a digest is kept in memory."""
    return pill.pill, pill.label, sha256(pill.photo).digest() if pill.photo else b""
