"""Updates kept from their arrival until they are handled."""

import json
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import sqlcipher3

from bot.core.errors import ServiceError
from bot.core.updates import IncomingUpdate, PendingUpdate, UpdateAttempt
from bot.storage.database import Database, Row

_AMONG = "update_id IN (SELECT value FROM json_each(?)) AND handled_at IS NULL"


class InboxError(ServiceError):
    """The updates could not be read or written: a full disk, a locked or damaged file."""


class Inbox:
    """The table of updates, as `bot.core.updates.UpdateStore` describes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
        """Keep all or none, and none twice; return those of them not handled yet, in order."""
        moment = int(at.timestamp())
        rows = [(each.turn.update_id, each.turn.chat_id, each.body, moment) for each in arrivals]
        async with _translated(), self._database.change() as tx:
            await tx.run_many(
                "INSERT INTO updates (update_id, chat_id, body, received_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (update_id) DO NOTHING",
                rows,
            )
            known = await tx.rows(
                f"SELECT update_id, chat_id FROM updates WHERE {_AMONG} ORDER BY update_id",  # noqa: S608
                _ids(row[0] for row in rows),
            )
        return _turns(known)

    async def waiting(self, begun: int = 0) -> tuple[PendingUpdate, ...]:
        """Return all that is not handled, or was begun so often and not handled, oldest first."""
        sql = "SELECT update_id, chat_id FROM updates WHERE handled_at IS NULL AND attempts >= ? ORDER BY update_id"
        async with _translated():
            return _turns(await self._database.rows(sql, begun))

    async def begin(self, update_id: int) -> UpdateAttempt | None:
        """Count one more attempt; None where the update is handled, or unknown."""
        async with _translated(), self._database.change() as tx:
            row = await tx.row(
                "UPDATE updates SET attempts = attempts + 1 WHERE update_id = ? AND handled_at IS NULL"
                " RETURNING attempts, body",
                update_id,
            )
        return UpdateAttempt(row["attempts"], row["body"]) if row else None

    async def done(self, update_ids: Collection[int], at: datetime) -> None:
        """Mark updates as handled, all at once, and forget what was in them and whose they were."""
        sql = f"UPDATE updates SET handled_at = ?, chat_id = NULL, body = '' WHERE {_AMONG}"  # noqa: S608
        async with _translated(), self._database.change() as tx:
            await tx.run(sql, int(at.timestamp()), _ids(update_ids))

    async def forget(self, before: datetime) -> int:
        """Drop the traces of what was handled before; return how many."""
        async with _translated(), self._database.change() as tx:
            return await tx.run("DELETE FROM updates WHERE handled_at < ?", int(before.timestamp()))


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Turn the driver's errors into one the dispatcher and the webhook know."""
    try:
        yield
    except sqlcipher3.Error as error:
        raise InboxError(f"the inbox failed: {error}") from error


def _ids(update_ids: Iterable[int]) -> str:
    return json.dumps(list(update_ids))


def _turns(rows: Iterable[Row]) -> tuple[PendingUpdate, ...]:
    return tuple(PendingUpdate(row["update_id"], row["chat_id"]) for row in rows)
