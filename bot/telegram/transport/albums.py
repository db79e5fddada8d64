"""Albums: their parts come as single updates with no end mark, and are one question."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

import structlog
from telegram import Update

from bot.core.errors import ServiceError, is_passing
from bot.core.updates import UpdateStore
from bot.telegram.transport.background import Background

Begun = TypeVar("Begun")
Begin = Callable[[Update], Awaitable[Begun]]
Handle = Callable[[tuple[Update, ...], Begun], Awaitable[None]]

_LONGEST_WAIT = 10.0  # seconds for which an album stays open for what its chat sent besides
_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Album(Generic[Begun]):
    begun: Begun
    parts: list[Update] = field(default_factory=list)
    closes_at: float = 0.0  # the event loop's time
    work: asyncio.Task[None] | None = None


class Albums(Generic[Begun]):
    """Collects the parts of an album and hands it over once, `delay` seconds after its last part was added.

    What `begin` returns of the first part, in the order of its chat, is handed over with the album: what the chat
    was asked when the album was sent, not what it is asked some seconds later.

    Parts are waiting updates until the whole album is handled; then they are marked together. So a restart
    at any moment brings either all of them again or none. `queued` tells whether updates of a chat wait for
    their turn or have it: a part may be among them, so the album stays open meanwhile, but not for long, as
    somebody who goes on writing wants an answer, too.
    """

    def __init__(
        self,
        delay: float,
        begin: Begin[Begun],
        handle: Handle[Begun],
        background: Background,
        inbox: UpdateStore,
        clock: Callable[[], datetime],
        *,
        queued: Callable[[int], bool] = lambda chat_id: False,
    ) -> None:
        self._delay = delay
        self._begin = begin
        self._handle = handle
        self._background = background
        self._inbox = inbox
        self._clock = clock
        self._queued = queued
        self._open: dict[tuple[int, str], _Album[Begun]] = {}

    async def add(self, update: Update) -> None:
        """Take one part: an update with a message that has a media_group_id; ValueError for any other."""
        message = update.effective_message
        if message is None or message.media_group_id is None:
            raise ValueError(f"expected a part of an album, got update {update.update_id}")
        key = (message.chat_id, message.media_group_id)
        if key not in self._open:
            begun = await self._begin(update)
            self._open.setdefault(key, _Album(begun))
        album = self._open[key]
        album.parts.append(update)
        album.closes_at = asyncio.get_running_loop().time() + self._delay
        if album.work is None:
            album.work = self._background.spawn(self._collect(key, album), update_id=update.update_id)
        else:
            self._background.spawn(_end_of(album.work), update_id=update.update_id)

    async def _collect(self, key: tuple[int, str], album: _Album[Begun]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            left = album.closes_at - loop.time()
            if left <= 0 and (not self._queued(key[0]) or -left > _LONGEST_WAIT):
                break
            await asyncio.sleep(max(left, self._delay / 10))
        del self._open[key]
        parts = tuple(album.parts)
        try:
            await self._handle(parts, album.begun)
        except Exception as error:
            if not is_passing(error):  # else the dispatcher brings every part again
                await self._mark(parts)
            raise
        await self._mark(parts)

    async def _mark(self, parts: Sequence[Update]) -> None:
        """Mark all parts at once; where that fails, the dispatcher marks them one by one when it can."""
        try:
            await self._inbox.done([part.update_id for part in parts], self._clock())
        except ServiceError as error:
            _log.warning("album not marked yet", error=str(error))


async def _end_of(work: asyncio.Task[None]) -> None:
    """Wait for work whose error another update answers for, unless the whole album is to be handled again."""
    await asyncio.wait([work])
    if work.cancelled():
        raise asyncio.CancelledError
    if (error := work.exception()) and is_passing(error):
        raise error
