"""Whole copies of the users' database: of one moment, encrypted, and opened again before they count."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3

from bot.core.errors import ServiceError
from bot.storage.file.encryption import is_refusal, opened


class CopyError(ServiceError):
    """A copy could not be made, or is not what it should be."""


class Damaged(CopyError):
    """A database is not whole."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: by it a copy is compared with its original."""

    schema: int
    rows: tuple[tuple[str, int], ...]  # table and number of rows

    def count(self, table: str) -> int:
        """Return the rows of a table; 0 where there is none."""
        return dict(self.rows).get(table, 0)


def copy(source: Path, key: str, target: Path, target_key: str) -> Contents:
    """Write `source` as it is at one moment to the new file `target`; it may be in use meanwhile.

    Raises:
        KeyRefused: the key does not open the source.
        CopyError: the disk is full, the source is damaged, or the copy does not hold the same.
    """
    _refuse_missing(source)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        expected = _copy(source, key, target, target_key)
        found = inspect(target, target_key)
    except (OSError, sqlcipher3.Error) as error:
        raise CopyError(f"{source} could not be copied to {target}: {error}") from error
    if not found.schema:
        raise CopyError(f"{source} is empty")
    if found != expected:
        raise CopyError(f"the copy {target} does not hold what {source} holds")
    return found


def inspect(path: Path, key: str) -> Contents:
    """Open a file, check every page and reference in it, and return what it holds; CopyError where it is damaged."""
    _refuse_missing(path)
    with opened(path, key) as connection:
        try:
            for check in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                flaws = [tuple(row) for row in connection.execute(f"PRAGMA {check}") if row[0] != "ok"]
                if flaws:
                    raise Damaged(f"{path} is damaged ({check}: {len(flaws)} flaws)")
            return _contents(connection)
        except sqlcipher3.DatabaseError as error:
            if is_refusal(error):
                raise Damaged(f"{path} is damaged ({error})") from error
            raise


def fold_log(path: Path, key: str) -> None:
    """Bring what is in the log into the file: left beside another file of this name, it would be taken for that one's.

    Raises:
        KeyRefused, Damaged: the file can't be opened, or what is in it not read.
        CopyError: somebody else has it open.
    """
    try:
        with opened(path, key) as connection:
            busy = _one(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlcipher3.OperationalError as error:
        raise CopyError(f"{path} can't be used: {error}") from error
    except sqlcipher3.DatabaseError as error:
        raise Damaged(f"{path} is damaged: {error}") from error
    if busy:
        raise CopyError(f"{path} is in use by another program")


def _refuse_missing(path: Path) -> None:
    if not path.is_file():  # SQLite would make it
        raise CopyError(f"{path}: no such file")


def _copy(source: Path, key: str, target: Path, target_key: str) -> Contents:
    with opened(source, key) as old, opened(target, target_key) as new:
        old.execute("BEGIN")  # one moment of it, for the counts and the copy
        expected = _contents(old)
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, no log beside it
        return expected


def _contents(connection: sqlite3.Connection) -> Contents:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [row[0] for row in connection.execute(tables)]
    rows = tuple((name, _one(connection, f'SELECT count(*) FROM "{name}"')) for name in names)
    return Contents(_one(connection, "PRAGMA user_version"), rows)


def _one(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
