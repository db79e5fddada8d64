"""An emoji on a person's photo at once, where the first words about it have to wait for Telegram's pace of messages."""

import asyncio
from typing import Protocol

import structlog
from telegram import Message
from telegram.constants import ReactionEmoji
from telegram.error import RetryAfter, TelegramError

from bot.telegram.transport.background import Background
from bot.telegram.transport.limits import seconds_of

_log = structlog.stdlib.get_logger(__name__)


class Messages(Protocol):
    """The messages that wait to be sent."""

    @property
    def is_behind(self) -> bool:
        """Whether a message that comes now has to wait."""


class SeenMarks:
    """Puts 👀 on photos while messages wait; in quiet times the first words come as soon, and a mark would be noise.

    Documented: `setMessageReaction` puts one emoji of a list on a message. Telegram's limits (about 30 a second, one a
    second in a chat) are told of messages. Assumed: a reaction is no message and counts for none of them; nothing says
    so. So there are `per_second` in the long run and at most a second's worth at once; those beyond are left out, and
    after a refusal with 429 there are none for as long as it asks. Whatever becomes of a mark, the words follow.
    """

    def __init__(self, messages: Messages, background: Background, *, per_second: float = 28.0) -> None:
        self._messages = messages
        self._background = background
        self._interval = 1.0 / per_second
        self._paid_until = 0.0  # the event loop's time
        self._refused_until = 0.0

    def show(self, message: Message, *, is_late: bool = False) -> None:
        """Put a mark on a message, without waiting for it, where messages wait, or the words are known to be late."""
        now = asyncio.get_running_loop().time()
        if now < self._refused_until or self._paid_until > now + 1.0:
            return
        if not (is_late or self._messages.is_behind):
            return
        self._paid_until = max(self._paid_until, now) + self._interval
        self._background.spawn(self._show(message))

    async def _show(self, message: Message) -> None:
        try:
            await message.set_reaction(ReactionEmoji.EYES)
        except RetryAfter as error:
            self._refused_until = asyncio.get_running_loop().time() + seconds_of(error)
            _log.warning("no marks on photos for a while", seconds=seconds_of(error))
        except TelegramError as error:
            _log.debug("a mark was not shown", error=type(error).__name__)
