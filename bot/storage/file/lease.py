"""The lease: one bot at a time may write to the database and send. Its number fences off those that had it before."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3
import structlog

from bot.core.errors import LeaseLost, ServiceError, StorageError
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened

BEAT_SECONDS = 4.0
TRUSTED_SECONDS = 10.0  # after a beat, for which the fence need not be read again: less than others wait
log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds the lease, or held it last, and how often they said so; no holder: it was given back."""

    fence: int = 0
    beats: int = 0
    holder: str = ""


class Lease:
    """The lease of this process: claimed when made, kept by `keep`, given back by `release`."""

    def __init__(self, database: Database, fence: int, trusted: float = TRUSTED_SECONDS) -> None:
        self._database = database
        self._trusted = trusted
        self._fence = fence
        self._beaten_at = clock()

    @classmethod
    async def claim(cls, database: Database, holder: str, after: int | None = None) -> "Lease":
        """Take the lease, and let the database refuse every change by those who had it before.

        Raise LeaseLost where the fence is not `after` any more: another one was faster.
        """
        async with database.change() as tx:
            row = await tx.row("SELECT fence FROM lease WHERE id = 1")
            found = row["fence"] if row else 0
            if after is not None and found != after:
                raise LeaseLost("another bot has just taken over this database")
            await tx.run("REPLACE INTO lease VALUES (1, ?, 0, ?)", found + 1, holder)
        database.fence = found + 1
        return cls(database, found + 1)

    async def keep(self) -> None:
        """Say again and again that this process lives; raise LeaseLost once another one has taken over.

        A database that takes no changes for a while loses nothing: nobody else can write there either, or will be seen.
        """
        while True:
            began = clock()
            try:
                async with self._database.change() as tx:
                    await tx.run("UPDATE lease SET beats = beats + 1 WHERE id = 1")
                self._beaten_at = began
            except LeaseLost:
                raise
            except StorageError as error:
                log.warning("the lease was not renewed", error=str(error))
                if not await self.is_held():
                    raise LeaseLost("another bot has taken over this database") from error
            await asyncio.sleep(BEAT_SECONDS)

    async def is_held(self) -> bool:
        """Return whether this process may send: it beat lately, or the database shows that nobody took over."""
        if clock() - self._beaten_at < self._trusted:
            return True
        try:
            row = await self._database.row("SELECT fence FROM lease WHERE id = 1")
        except StorageError:
            return False
        return row is not None and row["fence"] == self._fence

    async def release(self) -> None:
        """Give it back, so that the next one need not wait."""
        try:
            async with self._database.change() as tx:
                await tx.run("UPDATE lease SET holder = '' WHERE id = 1")
        except ServiceError as error:
            log.info("the lease was not given back", error=str(error))


def clock() -> float:
    """Return seconds that go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def holding(path: Path, key: str) -> Holding:
    """Return who holds the lease of a database; nobody where there is none yet. Blocks.

    Raise KeyRefused where the key does not fit, StorageError where the file can't be read.
    """
    if not path.exists():
        return Holding()
    try:
        with opened(path, key) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'lease'").fetchone():
                return Holding()
            row = connection.execute("SELECT fence, beats, holder FROM lease WHERE id = 1").fetchone()
    except sqlcipher3.Error as error:
        raise StorageError(f"the lease can't be read: {error}") from error
    return Holding(*row) if row else Holding()
