"""Tells a chat that its photos were not accepted: at once; where more and more come, in ever fewer messages."""

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from telegram.ext import ExtBot

from bot.core.doses.send_queue import Unreachable
from bot.telegram.features.photos.reading_views import crowded
from bot.telegram.transport.admission import Admission
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import send
from bot.telegram.transport.request_context import RequestContext

SOON = 0.3  # seconds in which photos are collected before a message
LATER = 15.0  # seconds from one message to a chat to the next, at most; after so long without any, all begins anew


@dataclass(slots=True)
class _Collected:
    """Refused photos of one chat that are told in one message; `told_at` is in the event loop's time."""

    photos: int
    seconds: float  # after which they may come again
    is_told: asyncio.Event = field(default_factory=asyncio.Event)
    told_at: float = math.inf
    gap: float = 1.0  # seconds to the next message: twice as many each time


class PhotoRefusals:
    """Collects the refusals of each chat, so that a flood of photos does not bring a flood of messages."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._open: dict[int, _Collected] = {}  # by chat
        self._closed: dict[int, _Collected] = {}  # by chat: the last that was told, or is on its way

    async def tell(self, request: RequestContext, photos: int, seconds: float) -> None:
        """Return once the chat has been told that so many photos were refused, and when they may come again."""
        if collected := self._open.get(request.account.chat_id):
            collected.photos += photos
            collected.seconds = max(collected.seconds, seconds)
            await collected.is_told.wait()
        else:
            await self._collect(request, _Collected(photos, seconds))

    def is_late(self, chat: int) -> bool:
        """Return whether a chat has been told so lately that its next words have to wait."""
        last = self._closed.get(chat)
        return last is not None and last.told_at + last.gap > asyncio.get_running_loop().time()

    async def _collect(self, request: RequestContext, collected: _Collected) -> None:
        chat, clock = request.account.chat_id, asyncio.get_running_loop().time
        self._open[chat] = collected
        try:
            try:
                await self._pause(chat, collected)
            finally:
                del self._open[chat]
            self._closed[chat] = collected
            await self._send(request, collected)
        finally:
            collected.told_at = clock()
            collected.is_told.set()

    async def _pause(self, chat: int, collected: _Collected) -> None:
        """Wait for the chat's next photos, and until its last message is some time ago."""
        await asyncio.sleep(SOON)
        clock = asyncio.get_running_loop().time
        self._closed = {chat: each for chat, each in self._closed.items() if each.told_at + LATER > clock()}
        if last := self._closed.get(chat):
            await last.is_told.wait()
            await asyncio.sleep(last.told_at + last.gap - clock())
            collected.gap = min(2 * last.gap, LATER)

    async def _send(self, request: RequestContext, collected: _Collected) -> None:
        """Send it before answers; these have their share, so that they don't wait behind a thousand refusals."""
        screen = crowded(request.t, collected.photos, collected.seconds)
        bot = cast("ExtBot[Priority]", request.bot)  # the application has no other kind
        with suppress(Unreachable):
            await send(bot, request.account, screen, Priority.ACKNOWLEDGEMENT)
