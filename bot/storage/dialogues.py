"""What the next text message of a chat is an answer to; kept so that a restart forgets nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.people.accounts import ChatId, PersonId
from bot.storage.database import Database
from bot.storage.timestamps import seconds

PATIENCE = timedelta(
    days=1
)  # a question older than this is over: what is written tomorrow is no answer to it
KEPT = "kept"  # the step at which nothing is asked, and lasting data wait
LASTING = ("waiting", "untold")  # data that no other question may take away: what was chosen before consent


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A step that waits for text, what it is about, and which person of the account."""

    step: str
    data: dict[str, Any]
    person: PersonId | None = None


class Dialogues:
    """At most one open dialogue a chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, chat_id: ChatId, now: datetime) -> Dialogue | None:
        """Return what a chat was asked last and has not answered, unless that is too long ago."""
        row = await self._database.row(
            "SELECT step, data, person_id FROM dialogues WHERE chat_id = ? AND updated_at > ?",
            chat_id,
            seconds(now - PATIENCE),
        )
        return Dialogue(row["step"], json.loads(row["data"]), row["person_id"]) if row else None

    async def ask(self, chat_id: ChatId, dialogue: Dialogue, at: datetime) -> None:
        """Open a dialogue in the place of any other, whose lasting data go on with it."""
        async with self._database.change() as tx:
            row = await tx.row(
                "SELECT data FROM dialogues WHERE chat_id = ? AND updated_at > ?",
                chat_id,
                seconds(at - PATIENCE),
            )
            kept = _lasting(json.loads(row["data"])) if row else {}
            await tx.run(
                "INSERT INTO dialogues (chat_id, step, data, person_id, updated_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (chat_id) DO UPDATE SET step = excluded.step, data = excluded.data,"
                " person_id = excluded.person_id, updated_at = excluded.updated_at",
                chat_id,
                dialogue.step,
                json.dumps(kept | dialogue.data),
                dialogue.person,
                seconds(at),
            )

    async def leave(self, chat_id: ChatId) -> bool:
        """Close the dialogue of a chat, except for its lasting data; return whether a question was closed."""
        async with self._database.change() as tx:
            row = await tx.row("SELECT step, data FROM dialogues WHERE chat_id = ?", chat_id)
            if row is None or row["step"] == KEPT:
                return False
            if kept := _lasting(json.loads(row["data"])):
                await tx.run(
                    "UPDATE dialogues SET step = ?, data = ? WHERE chat_id = ?",
                    KEPT,
                    json.dumps(kept),
                    chat_id,
                )
            else:
                await tx.run("DELETE FROM dialogues WHERE chat_id = ?", chat_id)
            return True

    async def end(self, chat_id: ChatId) -> bool:
        """Close the dialogue of a chat with all its data; return whether there was one."""
        async with self._database.change() as tx:
            return await tx.run("DELETE FROM dialogues WHERE chat_id = ?", chat_id) > 0


def _lasting(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in LASTING if data.get(name)}
