"""The message “reading…”: it becomes the answer, or is deleted; it never stays."""

import asyncio
from types import TracebackType
from typing import Self

import structlog
from telegram import Message
from telegram.error import TelegramError

from bot.telegram.transport.outbox import Priority
from bot.telegram.transport.request_context import RequestContext
from bot.telegram.ui.screens import Screen

_PATIENCE = 5.0  # seconds for deleting it, also while the bot is being stopped
_log = structlog.stdlib.get_logger(__name__)


class Status:
    """Shown at the begin of an `async with` block, and gone at its end, however that comes."""

    def __init__(self, request: RequestContext, screen: Screen) -> None:
        self._request = request
        self._screen = screen
        self._message: Message | None = None

    async def __aenter__(self) -> Self:
        self._message = await self._request.show(self._screen, Priority.ACKNOWLEDGEMENT)
        return self

    async def become(self, screen: Screen) -> int | None:
        """Put a screen in its place for good; return the message's number."""
        if self._message is None:
            return None
        await self._request.replace(self._message, screen)
        number, self._message = self._message.message_id, None
        return number

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._message:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self._message.delete()
            except (TelegramError, TimeoutError) as problem:
                _log.info("a status message was not deleted", error=type(problem).__name__)
