"""One encrypted SQLite file: a connection that writes, one at a time, and a connection that reads."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import sqlcipher3

from bot.core.errors import GoneError
from bot.storage.encryption import KeyRefused, is_refusal, opening
from bot.storage.migrations import MIGRATIONS, migrate

Row = sqlite3.Row


class Transaction:
    """The writing connection, inside one transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str, *values: Any) -> int:
        """Run one statement and return the number of rows it changed."""
        async with self._connection.execute(sql, values) as cursor:
            return cursor.rowcount

    async def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement once for every row of values."""
        await self._connection.executemany(sql, rows)

    async def rows(self, sql: str, *values: Any) -> list[Row]:
        """Return what a query, or a statement with RETURNING, gives."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def row(self, sql: str, *values: Any) -> Row | None:
        """Return the first row, or None."""
        found = await self.rows(sql, *values)
        return found[0] if found else None


class Database:
    """The users' database. Opened by `open`, which brings it to the newest schema."""

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, key: str, migrations: Path = MIGRATIONS) -> "Database":
        """Open or make the file at `path`, encrypted with `key`; raise SettingError where the key does not fit."""
        await asyncio.to_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
        await asyncio.to_thread(path.touch, mode=0o600)
        writer = await _connect(path, key)
        try:
            await migrate(writer, migrations)
            reader = await _connect(path, key)
        except BaseException:
            await writer.close()
            raise
        await reader.execute("PRAGMA query_only = ON")
        return cls(writer, reader)

    async def close(self) -> None:
        """Finish what is being written and close both connections."""
        async with self._turn:
            await self._reader.close()
            await self._writer.close()

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Transaction]:
        """Give one transaction at a time: committed as a whole, or rolled back on any error. No network inside.

        Raise GoneError where a row is to hang on another that was deleted meanwhile.
        """
        async with self._turn:
            try:
                await self._writer.execute(
                    "BEGIN IMMEDIATE"
                )  # inside: cancelled here, it begins all the same
                yield Transaction(self._writer)
                await asyncio.shield(self._writer.commit())
            except BaseException as error:
                await asyncio.shield(self._writer.rollback())
                if isinstance(error, sqlcipher3.IntegrityError) and "FOREIGN KEY" in str(error):
                    raise GoneError("what this hangs on was deleted") from error
                raise

    async def fold_log(self) -> None:
        """Bring the log of changes into the file and empty it: what was deleted stands in it as it was before."""
        async with self._turn:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def rows(self, sql: str, *values: Any) -> list[Row]:
        """Read: all rows of a query, as committed."""
        return list(await self._reader.execute_fetchall(sql, values))

    async def row(self, sql: str, *values: Any) -> Row | None:
        """Read: the first row of a query, or None."""
        found = await self.rows(sql, *values)
        return found[0] if found else None


async def _connect(path: Path, key: str) -> aiosqlite.Connection:
    def connector() -> sqlite3.Connection:
        return sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)  # type: ignore[no-any-return]

    connection = await aiosqlite.Connection(connector, iter_chunk_size=64)
    connection.row_factory = sqlcipher3.Row
    try:  # not in the connector: where that fails, its thread outlives the event loop and complains
        for statement in (*opening(key), "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
            await connection.execute_fetchall(statement)
    except BaseException as error:
        await connection.close()
        if is_refusal(error):
            raise KeyRefused(path) from error
        raise
    return connection
