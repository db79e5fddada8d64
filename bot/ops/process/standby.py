"""Whose turn it is on a database: a second bot is refused, or stands by until the first one is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import structlog

from bot.core.errors import StorageError
from bot.ops.monitoring.host import this_process
from bot.ops.process.lock import InUse, alone, holder_of
from bot.settings import Settings
from bot.storage.file.lease import Holding, clock, holding

LOOK_SECONDS = 1.0
SILENT_SECONDS = (
    20.0  # without a beat, after which the holder counts as gone: longer than it trusts its own last beat
)
ELSEWHERE = "a bot on another machine uses the database of {folder}: stop that first, or start this one with --standby"
_log = structlog.stdlib.get_logger(__name__)


@asynccontextmanager
async def turn(
    settings: Settings, *, standby: bool, silent: float = SILENT_SECONDS
) -> AsyncIterator[int | None]:
    """Wait for the turn of this process, and give the fence of the one before it; raise InUse where another has it.

    The lock of the folder shows at once that a process of this machine has ended. One that hangs, or runs on another
    machine, is known by its beats in the database: when they stop for `silent` seconds, it is over. Without `standby`
    only that is waited for: a restart of this machine looks the same as another machine.
    """
    waiting = _Waiting(settings, silent)
    with ExitStack() as stack:
        is_locked = False
        while True:
            if not is_locked:
                is_locked = _lock(settings, stack, needed=not standby)
            found = await asyncio.to_thread(_holding, settings)
            if is_locked and (found is None or _is_known_over(found)):
                break
            if found is not None and waiting.is_over(found) and (is_locked or _hangs(settings, found)):
                break
            if not standby and waiting.is_alive:
                raise InUse(ELSEWHERE.format(folder=settings.data_dir))
            await asyncio.sleep(LOOK_SECONDS)
        later = None if is_locked else asyncio.create_task(_lock_later(settings, stack))
        try:
            yield found.fence if found else None
        finally:
            if later:
                later.cancel()
                await asyncio.gather(later, return_exceptions=True)


class _Waiting:
    """What is seen of the holder while this process waits, by its own clock."""

    def __init__(self, settings: Settings, silent: float) -> None:
        self._folder = settings.data_dir
        self._silent = silent
        self._last: Holding | None = None
        self._since = clock()
        self.is_alive = False  # it beat while we looked

    def is_over(self, found: Holding) -> bool:
        """Return whether the holder was silent for so long."""
        if self._last is None:
            _log.info("waiting for the bot that uses the database to end", folder=str(self._folder))
        if found != self._last:
            self.is_alive = self._last is not None
            self._last, self._since = found, clock()
        return clock() - self._since >= self._silent


def _lock(settings: Settings, stack: ExitStack, *, needed: bool) -> bool:
    try:
        stack.enter_context(alone(settings.data_dir))
    except InUse:
        if needed:
            raise
        return False
    return True


async def _lock_later(settings: Settings, stack: ExitStack) -> None:
    """Hold the folder once the process that hung lets go of it."""
    while not _lock(settings, stack, needed=False):  # noqa: ASYNC110  a lock tells nobody when it is free
        await asyncio.sleep(LOOK_SECONDS)


def _holding(settings: Settings) -> Holding | None:
    """Return who holds the lease; None where the database can't be read: whoever opens it says what is wrong."""
    try:
        return holding(settings.database_path, settings.key())
    except StorageError:
        return None


def _is_known_over(found: Holding) -> bool:
    """Return whether the holder has ended: it said so, or it ran on this machine, whose lock is free."""
    return not found.holder or found.holder.split()[0] == this_process().split()[0]


def _hangs(settings: Settings, found: Holding) -> bool:
    """Return whether it is the silent bot that holds the lock, and not a command such as restore."""
    return found.holder.split()[-1:] == [holder_of(settings.data_dir)]
