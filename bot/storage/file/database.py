"""One encrypted SQLite file: connections that write, one at a time, that read, and that copy."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
import sqlcipher3

from bot.core.errors import LeaseLost
from bot.storage.file.change_log import ChangeLog
from bot.storage.file.driver_errors import translated
from bot.storage.file.encryption import KeyRefused, is_refusal, opening
from bot.storage.file.migrations import MIGRATIONS, migrate

Row = sqlite3.Row
PROBE_BYTES = 16_384


class Snapshot:
    """A connection that sees the database as it is at one moment."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: Any) -> list[Row]:
        """Return what a query, or a statement with RETURNING, gives."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def row(self, sql: str, *values: Any) -> Row | None:
        """Return the first row, or None."""
        found = await self.rows(sql, *values)
        return found[0] if found else None


class Transaction(Snapshot):
    """The writing connection, inside one transaction."""

    async def run(self, sql: str, *values: Any) -> int:
        """Run one statement and return the number of rows it changed."""
        async with self._connection.execute(sql, values) as cursor:
            return cursor.rowcount

    async def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement once for every row of values."""
        await self._connection.executemany(sql, rows)


class Database:
    """The users' database. Opened by `open`, which brings it to the newest schema.

    Every method raises StorageError where the database can't do what it is asked to.
    """

    def __init__(
        self,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        copier: aiosqlite.Connection,
        open_reader: Callable[[AsyncExitStack], Awaitable[aiosqlite.Connection]],
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._open_reader = open_reader
        self.fence: int | None = None  # of the lease by which this process may write; None: it needs none
        self._queue = asyncio.Lock()  # held by the change that is next; those that go ahead pass it by
        self._turn = asyncio.Lock()
        self._log = ChangeLog(writer, copier, self._turn)

    @classmethod
    async def open(cls, path: Path, key: str, migrations: Path = MIGRATIONS) -> "Database":
        """Open or make the file at `path`, encrypted with `key`; raise SettingError where the key does not fit.

        What a run that was killed left in the log is folded into the file.
        """
        await asyncio.to_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
        await asyncio.to_thread(path.touch, mode=0o600)
        async with AsyncExitStack() as opened:
            with translated():
                writer = await _connect(path, key, opened)
                await migrate(writer, migrations)
                await writer.execute_fetchall("PRAGMA wal_autocheckpoint = 0")  # the copier's work
                reader = await _connect_reader(path, key, opened)
                copier = await _connect(path, key, opened)
            opened.pop_all()  # all of them are open, and stay so
        database = cls(writer, reader, copier, partial(_connect_reader, path, key))
        await database.fold_log()
        return database

    async def close(self) -> None:
        """Finish what is being written and close all connections."""
        await self._log.close()
        async with self._turn:
            await self._reader.close()
            await self._writer.close()

    @asynccontextmanager
    async def change(self, *, ahead: bool = False) -> AsyncIterator[Transaction]:
        """Give one transaction at a time: committed as a whole, or rolled back on any error. No network inside.

        `ahead` of those that wait: for what would be done twice if the process ended before. Raise GoneError where a
        row is to refer to one that was deleted meanwhile, LeaseLost where another process has taken over the database.
        """
        async with nullcontext() if ahead else self._queue, self._turn:
            with translated():
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")  # cancelled here, it begins all the same
                    await self._refuse_stale()
                    yield Transaction(self._writer)
                    await asyncio.shield(self._writer.commit())
                    self._log.changed()
                except BaseException:
                    await asyncio.shield(self._writer.rollback())
                    raise

    async def note(self, sql: str, *values: Any) -> None:
        """Run one statement that is true whoever holds the lease: a change of its own, ahead of those that wait.

        It takes a single visit to the writer's thread, where a change takes five or more.
        """
        async with self._turn:
            with translated():
                await asyncio.shield(self._writer.execute_fetchall(sql, values))
                self._log.changed()

    async def _refuse_stale(self) -> None:
        if self.fence is not None:
            rows = list(await self._writer.execute_fetchall("SELECT fence FROM lease WHERE id = 1"))
            if [row["fence"] for row in rows] != [self.fence]:
                raise LeaseLost("another bot has taken over this database")

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Read the database as it is at one moment, on a connection of its own: nobody has to wait meanwhile."""
        with translated():
            async with AsyncExitStack() as opened:
                connection = await self._open_reader(opened)
                await connection.execute("BEGIN")
                await connection.execute_fetchall("SELECT count(*) FROM sqlite_master")  # this is the moment
                yield Snapshot(connection)

    async def rows(self, sql: str, *values: Any) -> list[Row]:
        """Read: all rows of a query, as committed."""
        with translated():
            return list(await self._reader.execute_fetchall(sql, values))

    async def row(self, sql: str, *values: Any) -> Row | None:
        """Read: the first row of a query, or None."""
        found = await self.rows(sql, *values)
        return found[0] if found else None

    async def probe(self) -> None:
        """Write some pages, as many as an update may take; raise StorageError where there is no room for them."""
        async with self.change() as tx:
            await tx.run("REPLACE INTO write_probe (id, filling) VALUES (1, randomblob(?))", PROBE_BYTES)

    async def fold_log(self) -> None:
        """Bring the log of changes into the file and empty it: what was deleted is still written in it.

        Where somebody reads it just now, it is done soon after; nobody waits for that.
        """
        await self._log.fold()


async def _connect(path: Path, key: str, opened: AsyncExitStack) -> aiosqlite.Connection:
    """Open a connection, which `opened` closes."""

    def connector() -> sqlite3.Connection:
        return sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)  # type: ignore[no-any-return]

    connection = await aiosqlite.Connection(connector, iter_chunk_size=64)
    opened.push_async_callback(connection.close)
    connection.row_factory = sqlcipher3.Row
    try:  # not in the connector: where that fails, its thread outlives the event loop and complains
        for statement in (*opening(key), "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
            await connection.execute_fetchall(statement)
    except sqlcipher3.DatabaseError as error:
        if is_refusal(error):
            raise KeyRefused(path) from error
        raise
    return connection


async def _connect_reader(path: Path, key: str, opened: AsyncExitStack) -> aiosqlite.Connection:
    connection = await _connect(path, key, opened)
    await connection.execute("PRAGMA query_only = ON")
    return connection
