"""Tells a chat that its photos were not accepted: at once, then again only for all that came meanwhile."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from telegram.ext import ExtBot

from bot.core.doses.sending import Unreachable
from bot.telegram.features.photos.reading_views import crowded
from bot.telegram.transport.admission import Admission
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import send
from bot.telegram.transport.request_context import RequestContext

SOON, LATER = (
    1.0,
    15.0,
)  # seconds in which photos are collected before the first message, and before each other


@dataclass(slots=True)
class _Collected:
    photos: int = 0
    is_told: asyncio.Event = field(default_factory=asyncio.Event)


class PhotoRefusals:
    """Collects the refusals of each chat, so that a flood of photos does not bring a flood of messages."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._collected: dict[int, _Collected] = {}  # by chat
        self._told: dict[int, float] = {}  # by chat, when it was told last; the event loop's time

    async def tell(self, request: RequestContext, photos: int) -> None:
        """Return once the chat has been told that so many photos were refused."""
        if collected := self._collected.get(request.account.chat_id):
            collected.photos += photos
            await collected.is_told.wait()
        else:
            await self._collect(request, _Collected(photos))

    async def _collect(self, request: RequestContext, collected: _Collected) -> None:
        chat, clock = request.account.chat_id, asyncio.get_running_loop().time
        self._told = {chat: at for chat, at in self._told.items() if at + LATER > clock()}
        self._collected[chat] = collected
        try:
            await asyncio.sleep(max(SOON, self._told.get(chat, -LATER) + LATER - clock()))
            del self._collected[chat]
            self._told[chat] = clock()
            await self._send(request, collected.photos)
        finally:
            if self._collected.get(chat) is collected:
                del self._collected[chat]
            collected.is_told.set()

    async def _send(self, request: RequestContext, photos: int) -> None:
        """Send it as bulk: whoever gets an answer does not wait behind a thousand refusals."""
        screen = crowded(request.t, photos, self._admission.seconds)
        bot = cast("ExtBot[Priority]", request.bot)  # the application has no other kind
        with suppress(Unreachable):
            await send(bot, request.account, screen, Priority.BULK)
