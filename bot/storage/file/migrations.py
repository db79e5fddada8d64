"""Migrations: numbered SQL files, applied forward only, each with its number in one transaction."""

import asyncio
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import aiosqlite

from bot.core.errors import ServiceError, SettingError

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
NEWER = (
    "the database has schema {found}, and this Yaksok knows schemas up to {known}: install the newer Yaksok"
    " that wrote it, or restore a backup from before"
)


class MigrationError(ServiceError):
    """The database can't be brought to the newest schema; it stays as it was."""


def numbered(folder: Path = MIGRATIONS) -> dict[int, Path]:
    """Return the migrations by number, in order; the last number is the newest schema."""
    return {int(path.name.split("_")[0]): path for path in sorted(folder.glob("[0-9]*.sql"))}


async def migrate(connection: aiosqlite.Connection, folder: Path) -> None:
    """Apply the files that the database has not seen.

    Foreign keys are off meanwhile: a table that is rebuilt under them would take all rows that refer to it with it.
    Instead all of them are checked before each commit. SQLite changes that setting outside a transaction only.

    Raises:
        SettingError: the database was written by a newer Yaksok.
        MigrationError: there are no files, or a file leaves references to rows that do not exist.
    """
    files = await asyncio.to_thread(numbered, folder)
    if not files:
        raise MigrationError(f"no migrations in {folder}: this installation is not complete")
    version = await _version(connection)
    if version > max(files):
        raise SettingError("YAKSOK_DATA_DIR", NEWER.format(found=version, known=max(files)))
    await connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for number, path in files.items():
            if number > version:
                await _apply(connection, number, await asyncio.to_thread(path.read_text, "utf-8"))
    finally:
        await connection.execute("PRAGMA foreign_keys = ON")


async def _apply(connection: aiosqlite.Connection, number: int, script: str) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(script):
            await connection.execute(statement)
        await _refuse_broken_references(connection, number)
        await connection.execute(f"PRAGMA user_version = {number}")
    except BaseException:
        await connection.rollback()
        raise
    await connection.commit()


async def _refuse_broken_references(connection: aiosqlite.Connection, number: int) -> None:
    broken = list(await connection.execute_fetchall("PRAGMA foreign_key_check"))
    if broken:
        raise MigrationError(f"migration {number} leaves {len(broken)} rows without what they refer to")


async def _version(connection: aiosqlite.Connection) -> int:
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    return int(rows[0][0])


def _statements(script: str) -> Iterable[str]:
    """Split a script at the semicolons that end a statement (a trigger's inner ones do not)."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n"):
                yield statement
            statement = ""
    if statement.strip("; \n") and not statement.strip("; \n").startswith("--"):
        raise ValueError(
            f"expected a whole statement at the end of a migration, got {statement.strip()[:60]!r}"
        )
