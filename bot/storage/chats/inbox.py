"""Updates kept from their arrival until they are handled."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from bot.core.updates import IncomingUpdate, PendingUpdate, UpdateAttempt
from bot.storage.file.database import Database, Row
from bot.storage.file.timestamps import seconds

_AMONG = "update_id IN (SELECT value FROM json_each(?)) AND handled_at IS NULL"
_ORPHAN = "SELECT 1 FROM json_each(?) WHERE value NOT IN (SELECT chat_id FROM accounts)"
_COLUMNS = "update_id, chat_id, attempts, deaths, is_under_way"
_ASKED = """
    coalesce(asked, (
        SELECT json_object('step', step, 'data', data, 'person', person_id, 'at', updated_at)
        FROM dialogues WHERE dialogues.chat_id = updates.chat_id
    ), 'null')
"""


class Inbox:
    """The table of updates, as `bot.core.updates.UpdateStore` describes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
        """Keep all or none, and none twice; return those of them not handled yet, in order."""
        rows = [(each.turn.update_id, each.turn.chat_id, each.body, seconds(at)) for each in arrivals]
        async with self._database.change() as tx:
            await tx.run_many(
                "INSERT INTO updates (update_id, chat_id, body, received_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (update_id) DO NOTHING",
                rows,
            )
            known = await tx.rows(
                f"SELECT {_COLUMNS} FROM updates WHERE {_AMONG} ORDER BY update_id",
                _ids(row[0] for row in rows),
            )
        return _turns(known)

    async def waiting(self) -> tuple[PendingUpdate, ...]:
        """Return all that is not handled, oldest first."""
        return _turns(
            await self._database.rows(
                f"SELECT {_COLUMNS} FROM updates WHERE handled_at IS NULL ORDER BY update_id"
            )
        )

    async def begin(self, update_id: int) -> UpdateAttempt | None:
        """Note that an update is under way, and keep what its chat is asked at the first time.

        None where the update is handled, or unknown.
        """
        async with self._database.change() as tx:
            row = await tx.row(
                f"UPDATE updates SET attempts = attempts + 1, is_under_way = 1, asked = {_ASKED}"
                " WHERE update_id = ? AND handled_at IS NULL RETURNING attempts, body, deaths",
                update_id,
            )
        return UpdateAttempt(row["attempts"], row["body"], row["deaths"]) if row else None

    async def rest(self, deaths: Mapping[int, int]) -> None:
        """Note that nothing is under way, and the deaths of updates by their ids."""
        async with self._database.change() as tx:
            await tx.run("UPDATE updates SET is_under_way = 0 WHERE handled_at IS NULL AND is_under_way = 1")
            await tx.run_many(
                "UPDATE updates SET deaths = ?2 WHERE update_id = ?1 AND deaths <> ?2", list(deaths.items())
            )

    async def done(self, update_ids: Collection[int], at: datetime) -> None:
        """Mark updates as handled, all at once, and forget what was in them and whose they were.

        It goes ahead of other changes: an answer that is not marked when the process ends is given again. Where the
        account was deleted meanwhile, they leave the log of changes too.
        """
        among = _ids(update_ids)
        chats = await self._database.rows(f"SELECT chat_id FROM updates WHERE {_AMONG}", among)
        await self._database.note(
            f"UPDATE updates SET handled_at = ?, chat_id = NULL, body = '', asked = NULL WHERE {_AMONG}",
            seconds(at),
            among,
        )
        if await self._database.row(_ORPHAN, _ids(row["chat_id"] for row in chats)):
            await self._database.fold_log()

    async def forget(self, before: datetime) -> int:
        """Drop the traces of what was handled before; return how many."""
        async with self._database.change() as tx:
            return await tx.run("DELETE FROM updates WHERE handled_at < ?", seconds(before))


def _ids(ids: Iterable[int | None]) -> str:
    return json.dumps(list(ids))


def _turns(rows: Iterable[Row]) -> tuple[PendingUpdate, ...]:
    return tuple(
        PendingUpdate(
            row["update_id"], row["chat_id"], row["attempts"], row["deaths"], bool(row["is_under_way"])
        )
        for row in rows
    )
