"""Tells notices beside the clock: many at once, each only once at a time, and none that fails keeps another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.core.doses.retry_policy import Blocked, Delivered, Outcome, Refused, pause
from bot.core.doses.send_queue import Blocks
from bot.core.people.accounts import Account

WORTH_TELLING_FOR = timedelta(days=1)
AT_ONCE = 32  # notices on their way at the same time
log = logging.getLogger(__name__)

Id = TypeVar("Id", bound=int)
Key = TypeVar("Key", bound=int, contravariant=True)
Name = TypeVar("Name", bound=int, covariant=True)


class AnyNotice(Protocol[Name]):
    """What every notice has."""

    @property
    def id(self) -> Name: ...
    @property
    def account(self) -> Account:
        """Whom it is told to."""
        ...

    @property
    def created_at(self) -> datetime: ...
    @property
    def attempts(self) -> int: ...


class Attempts(Protocol[Key]):
    """Where it is noted what came of an attempt."""

    async def attempted(self, id: Key, next_try_at: datetime | None, told_at: datetime | None) -> None: ...


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


async def end_attempt(
    attempts: Attempts[Id], blocks: Blocks, notice: AnyNotice[Id], outcome: Outcome, now: datetime
) -> None:
    """Note what came of an attempt: whether it was told, when it is tried again, and a chat that blocks the bot."""
    if isinstance(outcome, Blocked):
        await blocks.block(notice.account.chat_id, now)
    told_at = now if isinstance(outcome, Delivered) else None
    again = next_try(outcome, notice.created_at, notice.attempts, now)
    await attempts.attempted(notice.id, again, told_at)


def next_try(outcome: Outcome, created_at: datetime, attempts: int, at: datetime) -> datetime | None:
    """Return when a notice is told again after an attempt; None: not any more."""
    if isinstance(outcome, Delivered | Blocked | Refused):
        return None
    again = at + pause(attempts + 1)
    return again if again < created_at + WORTH_TELLING_FOR else None
