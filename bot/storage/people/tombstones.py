"""What people deleted, known again in a backup by a mark that tells nobody what it was."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3

from bot.core.errors import ServiceError
from bot.storage.file.database import Database, Row, Transaction
from bot.storage.file.encryption import opened
from bot.storage.file.timestamps import seconds

Deletions = dict[str, int]  # the mark of what was deleted, and when it was


@dataclass(frozen=True, slots=True)
class Kind:
    """A table from which people delete, and the columns that tell a row of it from any that comes later."""

    name: str  # how its marks begin, before they are hashed
    table: str
    id: str
    since: str

    @property
    def rows(self) -> str:
        """Select what marks are made of."""
        return f"SELECT {self.id}, {self.since} FROM {self.table}"

    def mark(self, row: Row) -> str:
        """Return the mark of a row."""
        id, since = tuple(row)
        return hashlib.sha256(f"{self.name}{id}:{since}".encode()).hexdigest()


ACCOUNT = Kind("", "accounts", "chat_id", "created_at")
PERSON = Kind("person:", "people", "id", "chat_id")
MEDICINE = Kind("medicine:", "medications", "id", "added_at")
CAREGIVER = Kind("caregiver:", "caregivers", "id", "invited_at")
PHOTO = Kind("photo:", "donations", "id", "given_at")
KINDS = (PHOTO, MEDICINE, CAREGIVER, PERSON, ACCOUNT)


async def note(tx: Transaction, kind: Kind, which: str, *values: Any, at: datetime) -> None:
    """Note that rows, given as a condition on their table, are deleted."""
    rows = await tx.rows(f"{kind.rows} WHERE {which}", *values)
    await _keep(tx, {kind.mark(row): seconds(at) for row in rows})


async def undo(tx: Transaction, kind: Kind, which: str, *values: Any) -> None:
    """Note that rows, given as a condition on their table, are not deleted after all."""
    rows = await tx.rows(f"{kind.rows} WHERE {which}", *values)
    await tx.run_many("DELETE FROM deletions WHERE account = ?", [(kind.mark(row),) for row in rows])


async def forget(database: Database, before: datetime) -> None:
    """Forget deletions so old that no backup holds what was deleted any more."""
    async with database.change() as tx:
        await tx.run("DELETE FROM deletions WHERE deleted_at < ?", seconds(before))


def noted_in(path: Path, key: str) -> Deletions | None:
    """Return what a database notes of deletions; None where it can't be read."""
    try:
        with opened(path, key) as connection:
            return dict(connection.execute("SELECT account, deleted_at FROM deletions").fetchall())
    except (ServiceError, sqlcipher3.Error):
        return None


async def repeat(database: Database, deletions: Deletions) -> None:
    """Delete what was deleted after a backup was made, and keep the notes of it."""
    async with database.change() as tx:
        for kind in KINDS:
            gone = [(row[0],) for row in await tx.rows(kind.rows) if kind.mark(row) in deletions]
            await tx.run_many(f"DELETE FROM {kind.table} WHERE {kind.id} = ?", gone)
        await _keep(tx, deletions)


async def _keep(tx: Transaction, deletions: Deletions) -> None:
    await tx.run_many(
        "INSERT INTO deletions (account, deleted_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        list(deletions.items()),
    )
