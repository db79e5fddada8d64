"""Accounts that were deleted: known again in a backup, and told by nobody."""

import hashlib
from datetime import datetime
from pathlib import Path

import sqlcipher3

from bot.core.errors import ServiceError
from bot.storage.cipher import opened
from bot.storage.database import Database, Row, Transaction
from bot.storage.instants import seconds

Deletions = dict[str, int]  # an account's mark, and when it was deleted


async def note(tx: Transaction, chat_id: int, at: datetime) -> None:
    """Note that an account is about to be deleted."""
    row = await tx.row("SELECT chat_id, created_at FROM accounts WHERE chat_id = ?", chat_id)
    if row:
        await _keep(tx, {_mark(row): seconds(at)})


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
    """Delete accounts that were deleted after a backup was made; return how many."""
    async with database.change() as tx:
        accounts = await tx.rows("SELECT chat_id, created_at FROM accounts")
        gone = [(row["chat_id"],) for row in accounts if _mark(row) in deletions]
        await tx.run_many("DELETE FROM accounts WHERE chat_id = ?", gone)
        await _keep(tx, deletions)
    return len(gone)


async def _keep(tx: Transaction, deletions: Deletions) -> None:
    await tx.run_many(
        "INSERT INTO deletions (account, deleted_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        list(deletions.items()),
    )


def _mark(account: Row) -> str:
    """Return what tells this account from any other, and from one that the same person opens later."""
    return hashlib.sha256(f"{account['chat_id']}:{account['created_at']}".encode()).hexdigest()
