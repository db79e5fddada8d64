"""How an encrypted file is opened, and what is said where its key does not fit."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3

from bot.core.errors import SettingError

BUSY_TIMEOUT = 5000  # milliseconds for which a statement waits for another program


class KeyRefused(SettingError):
    """A file that a key does not open: it is that of another file, or the file is damaged."""

    def __init__(self, path: Path) -> None:
        problem = (
            f"does not open {path}: that file was made with another key, or it is damaged."
            " Set the key it was made with; if that is lost, or the file is, restore a backup whose key you have"
        )
        super().__init__("YAKSOK_DATABASE_KEY", problem)


def opening(key: str) -> Iterable[str]:
    """Return the statements that open a file; the one that reads shows whether the key fits."""
    return (
        "PRAGMA cipher_log_level = NONE",  # else a wrong key is written to stderr
        f"PRAGMA key = {_literal(key)}",
        "SELECT count(*) FROM sqlite_master",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",  # what is deleted is overwritten, not only left out
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT}",
    )


def is_refusal(error: BaseException) -> bool:
    """Return whether an error says "not a database"; what else may be wrong is a subclass."""
    return type(error) is sqlcipher3.DatabaseError


@contextmanager
def opened(path: Path, key: str) -> Iterator[sqlite3.Connection]:
    """Open a file for a while, for work that is not the service's; raise KeyRefused where the key does not fit."""
    connection: sqlite3.Connection = sqlcipher3.connect(str(path), isolation_level=None)
    try:
        connection.row_factory = sqlcipher3.Row
        _unlock(connection, path, key)
        yield connection
    finally:
        connection.close()


def _unlock(connection: sqlite3.Connection, path: Path, key: str) -> None:
    try:
        for statement in opening(key):
            connection.execute(statement).fetchall()
    except sqlcipher3.DatabaseError as error:
        if is_refusal(error):
            raise KeyRefused(path) from error
        raise


def _literal(key: str) -> str:
    """Return the key as SQLCipher wants it: 64 hexadecimal digits are taken raw, all else is a passphrase."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", key):
        return f"\"x'{key}'\""
    return "'" + key.replace("'", "''") + "'"
