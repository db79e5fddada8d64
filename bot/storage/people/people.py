"""The people of each account in the users' database."""

from datetime import datetime

from bot.core.people.accounts import ChatId, PersonId
from bot.core.people.household import Person
from bot.storage.file.database import Database
from bot.storage.people import tombstones
from bot.storage.people.accounts import FIRST

SELECT = f"""
    SELECT people.id, people.name, people.id = {FIRST} AS is_owner,
           people.id = coalesce(accounts.about_id, {FIRST}) AS is_chosen
    FROM people JOIN accounts ON accounts.chat_id = people.chat_id
    WHERE people.chat_id = ? ORDER BY people.id
"""
REMOVABLE = (
    "chat_id = ? AND id = ?"
    " AND id > (SELECT min(first.id) FROM people AS first WHERE first.chat_id = people.chat_id)"
)


class StoredPeople:
    """`bot.core.people.household.People` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: ChatId) -> list[Person]:
        """Return an account's people, the first of them first."""
        rows = await self._database.rows(SELECT, chat_id)
        return [
            Person(PersonId(row["id"]), row["name"], bool(row["is_owner"]), bool(row["is_chosen"]))
            for row in rows
        ]

    async def add(self, chat_id: ChatId, name: str, origin: str) -> PersonId | None:
        """Add a person and make the chat about them; None where there is one of this name: the table is the referee."""
        async with self._database.change() as tx:
            row = await tx.row(
                "INSERT INTO people (chat_id, name, origin) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
                chat_id,
                name,
                origin,
            )
            if row:
                await tx.run("UPDATE accounts SET about_id = ? WHERE chat_id = ?", row["id"], chat_id)
        return PersonId(row["id"]) if row else None

    async def added(self, chat_id: ChatId, origin: str) -> PersonId | None:
        """Return the person whom a message added; None where it added nobody."""
        row = await self._database.row(
            "SELECT id FROM people WHERE chat_id = ? AND origin = ?", chat_id, origin
        )
        return PersonId(row["id"]) if row else None

    async def rename(self, chat_id: ChatId, person: PersonId, name: str) -> bool:
        """Give a person another name; False where they are gone."""
        async with self._database.change() as tx:
            renamed = await tx.run(
                "UPDATE people SET name = ? WHERE chat_id = ? AND id = ?", name, chat_id, person
            )
        return renamed == 1

    async def choose(self, chat_id: ChatId, person: PersonId) -> bool:
        """Make a chat about a person; False where they are gone."""
        async with self._database.change() as tx:
            chosen = await tx.run(
                "UPDATE accounts SET about_id = ? WHERE chat_id = ?"
                " AND EXISTS (SELECT 1 FROM people WHERE id = ? AND people.chat_id = accounts.chat_id)",
                person,
                chat_id,
                person,
            )
        return chosen == 1

    async def remove(self, chat_id: ChatId, person: PersonId, at: datetime) -> bool:
        """Remove a person and all that hangs on them, for good; False where they are gone, or are the first."""
        async with self._database.change() as tx:
            await tombstones.note(tx, tombstones.PERSON, REMOVABLE, chat_id, person, at=at)
            removed = await tx.run(f"DELETE FROM people WHERE {REMOVABLE}", chat_id, person)
        await self._database.fold_log()
        return removed == 1
