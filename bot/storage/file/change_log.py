"""The log of changes that SQLite keeps beside the file (its WAL): copied into the file, away from those who write."""

import asyncio
from contextlib import suppress
from itertools import chain, repeat

import aiosqlite
import structlog

from bot.core.errors import StorageError
from bot.storage.file.driver_errors import translated
from bot.storage.file.encryption import BUSY_TIMEOUT

FOLD_PAUSES = (
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
)  # seconds before the log is folded again, where somebody still reads it
QUIET = 0.5  # seconds without a change after which the log is copied: a copy makes changes wait for the disk
LATEST = 2.0  # seconds after which it is copied while changes go on
log = structlog.stdlib.get_logger(__name__)


class ChangeLog:
    """Copies the log into the file while changes go on, and empties it when asked to.

    SQLite would copy at the end of a change, which keeps others waiting for 150 ms and more. So the writer is told not
    to, and a connection of its own copies when changes pause (https://sqlite.org/wal.html#ckpt).
    """

    def __init__(
        self, writer: aiosqlite.Connection, copier: aiosqlite.Connection, turn: asyncio.Lock
    ) -> None:
        """Take the connection that writes, one that copies, and the lock that the writer's turns go by."""
        self._writer = writer
        self._copier = copier
        self._turn = turn
        self._alone = asyncio.Lock()  # one copies or folds
        self._changed = asyncio.Event()
        self._folding: asyncio.Task[None] | None = None
        self._copying = asyncio.create_task(self._copy())

    def changed(self) -> None:
        """Note that there is something to copy."""
        self._changed.set()

    async def close(self) -> None:
        """End the work; the last connection that is closed copies what is left."""
        tasks = [self._copying, *([self._folding] if self._folding else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with self._alone:  # what was cancelled may still run in its thread
            await self._copier.close()

    async def fold(self) -> None:
        """Copy all of the log and empty it: what was deleted is still written in it.

        Where somebody reads it just now, it is done soon after; nobody waits for that.
        """
        if not await self._folded() and (self._folding is None or self._folding.done()):
            self._folding = asyncio.create_task(self._fold_later())

    async def _copy(self) -> None:
        while True:
            await self._changed.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(LATEST):
                    await self._pause()
            await self._checkpoint(self._copier, "PASSIVE")

    async def _pause(self) -> None:
        """Wait until nothing was changed for a while."""
        while self._changed.is_set():
            self._changed.clear()
            await asyncio.sleep(QUIET)

    async def _fold_later(self) -> None:
        for pause in chain(FOLD_PAUSES, repeat(FOLD_PAUSES[-1])):
            await asyncio.sleep(pause)
            if await self._folded():
                return

    async def _folded(self) -> bool:
        """Fold the log unless somebody reads it; return whether it is empty."""
        async with self._turn:
            await self._writer.execute_fetchall("PRAGMA busy_timeout = 0")
            try:
                return await self._checkpoint(self._writer, "TRUNCATE")
            finally:
                await self._writer.execute_fetchall(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")

    async def _checkpoint(self, connection: aiosqlite.Connection, mode: str) -> bool:
        """Run a checkpoint; return whether nothing was in its way."""
        async with self._alone:
            try:
                with translated():
                    rows = await connection.execute_fetchall(f"PRAGMA wal_checkpoint({mode})")
            except StorageError as error:
                log.warning("the log of changes was not copied", mode=mode, error=str(error))
                return False
        return not list(rows)[0]["busy"]
