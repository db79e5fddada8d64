"""Tells notices beside the clock: many at once, each only once at a time, and none that fails keeps another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from bot.core.doses.retry_policy import Blocked, Delivered, Outcome, Refused, pause

WORTH_TELLING_FOR = timedelta(days=1)
AT_ONCE = 32  # notices on their way at the same time
log = logging.getLogger(__name__)


class NoticeQueue:
    """The notices that are on their way. `tell` sends one, by its id."""

    def __init__(self, tell: Callable[[int, datetime], Awaitable[None]]) -> None:
        self._tell = tell
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self, ids: Iterable[int], now: datetime) -> None:
        """Begin to tell those that are not on their way yet."""
        for id in ids:
            if id not in self._tasks:
                self._tasks[id] = task = asyncio.create_task(self._guarded(id, now))
                task.add_done_callback(lambda _, id=id: self._tasks.pop(id, None))  # type: ignore[misc]

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def aclose(self) -> None:
        """Stop; what is cut short is told again after the next start."""
        for task in self._tasks.values():
            task.cancel()

    async def _guarded(self, id: int, now: datetime) -> None:
        """One notice that fails keeps no other: it stays to be told."""
        async with self._limit:
            try:
                await self._tell(id, now)
            except Exception:
                log.exception("a notice was not told", extra={"notice": id})


def next_try(outcome: Outcome, created_at: datetime, attempts: int, at: datetime) -> datetime | None:
    """Return when a notice is told again after an attempt; None: not any more."""
    if isinstance(outcome, Delivered | Blocked | Refused):
        return None
    again = at + pause(attempts + 1)
    return again if again < created_at + WORTH_TELLING_FOR else None
