"""Accounts, and photos that were given, that were deleted: known again in a backup, and told by nobody."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3

from bot.core.errors import ServiceError
from bot.storage.cipher import opened
from bot.storage.database import Database, Row, Transaction
from bot.storage.instants import seconds

Deletions = dict[str, int]  # the mark of an account or a photo, and when it was deleted
ACCOUNT, PHOTO = "", "photo:"  # how their marks begin, before they are hashed
ACCOUNTS = "SELECT chat_id, created_at FROM accounts"
PHOTOS = "SELECT id, given_at FROM donations"


async def note(tx: Transaction, chat_id: int, at: datetime) -> None:
    """Note that an account is about to be deleted."""
    rows = await tx.rows(f"{ACCOUNTS} WHERE chat_id = ?", chat_id)
    await _keep(tx, {_mark(ACCOUNT, row): seconds(at) for row in rows})


async def note_photos(tx: Transaction, which: str, *values: Any, at: datetime) -> None:
    """Note that photos, given as a condition on their table, are about to be taken back."""
    rows = await tx.rows(f"{PHOTOS} WHERE {which}", *values)
    await _keep(tx, {_mark(PHOTO, row): seconds(at) for row in rows})


async def forget(database: Database, before: datetime) -> None:
    """Forget deletions so old that no backup holds those accounts any more."""
    async with database.change() as tx:
        await tx.run("DELETE FROM deletions WHERE deleted_at < ?", seconds(before))


def noted_in(path: Path, key: str) -> Deletions:
    """Return what a database notes of deletions; nothing where it can't be read."""
    try:
        with opened(path, key) as connection:
            return dict(connection.execute("SELECT account, deleted_at FROM deletions").fetchall())
    except (ServiceError, sqlcipher3.Error):
        return {}


async def repeat(database: Database, deletions: Deletions) -> int:
    """Delete accounts, and photos, that were deleted after a backup was made; return how many accounts."""
    async with database.change() as tx:
        photos = [(row["id"],) for row in await tx.rows(PHOTOS) if _mark(PHOTO, row) in deletions]
        await tx.run_many("DELETE FROM donations WHERE id = ?", photos)
        gone = [(row["chat_id"],) for row in await tx.rows(ACCOUNTS) if _mark(ACCOUNT, row) in deletions]
        await tx.run_many("DELETE FROM accounts WHERE chat_id = ?", gone)
        await _keep(tx, deletions)
    return len(gone)


async def _keep(tx: Transaction, deletions: Deletions) -> None:
    await tx.run_many(
        "INSERT INTO deletions (account, deleted_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        list(deletions.items()),
    )


def _mark(kind: str, row: Row) -> str:
    """Return what tells this account, or photo, from any other, and from one that comes by its number later."""
    number, since = tuple(row)
    return hashlib.sha256(f"{kind}{number}:{since}".encode()).hexdigest()
