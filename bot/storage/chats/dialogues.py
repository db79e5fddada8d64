"""The open dialogue of each chat, kept so that a restart forgets nothing."""

import json
from typing import Any

from bot.core.people.accounts import ChatId, PersonId
from bot.core.understanding.dialogues import Dialogue, Rule
from bot.storage.file.database import Database
from bot.storage.file.timestamps import instant, seconds

SELECT = "SELECT step, data, person_id AS person, updated_at AS at FROM dialogues WHERE chat_id = ?"


class StoredDialogues:
    """`bot.core.understanding.dialogues.DialogueStore` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(self, chat_id: ChatId, update_id: int) -> Dialogue | None:
        """Return the dialogue of a chat as it was when an update was begun for the first time."""
        kept = await self._database.row("SELECT asked FROM updates WHERE update_id = ?", update_id)
        if kept and kept["asked"]:
            asked = json.loads(kept["asked"])
        else:
            row = await self._database.row(SELECT, chat_id)
            asked = dict(row) if row else None
        return _dialogue(asked) if asked else None

    async def change(self, chat_id: ChatId, rule: Rule) -> None:
        """Put what the rule makes of the dialogue in its place, None for none."""
        async with self._database.change() as tx:
            row = await tx.row(SELECT, chat_id)
            before = _dialogue(dict(row)) if row else None
            after = rule(before)
            if after == before:
                return
            if after is None:
                await tx.run("DELETE FROM dialogues WHERE chat_id = ?", chat_id)
            else:
                await tx.run(
                    "INSERT INTO dialogues (chat_id, step, data, person_id, updated_at) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (chat_id) DO UPDATE SET step = excluded.step, data = excluded.data,"
                    " person_id = excluded.person_id, updated_at = excluded.updated_at",
                    *(chat_id, after.step, json.dumps(after.data), after.person, seconds(after.asked_at)),
                )


def _dialogue(row: dict[str, Any]) -> Dialogue:
    person = None if row["person"] is None else PersonId(row["person"])
    return Dialogue(row["step"], json.loads(row["data"]), person, instant(row["at"]))
