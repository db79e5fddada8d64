"""Accounts and their people in the users' database."""

from datetime import datetime

from bot.core.people import Account, ChatId, Language, PersonId
from bot.storage.database import Database, Row
from bot.storage.instants import seconds
from knowledge.interactions import Profile

PLANS = """
    SELECT plans.id FROM plans JOIN medications ON medications.id = plans.medication_id
                               JOIN people ON people.id = medications.person_id
    WHERE people.chat_id = ? AND plans.ended_at IS NULL
"""
SELECT = """
    SELECT accounts.*, people.id AS person_id, birth_year, pregnant, nursing
    FROM accounts JOIN people ON people.chat_id = accounts.chat_id AND people.name = ''
"""


class StoredAccounts:
    """`bot.core.people.Accounts` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, chat_id: ChatId) -> Account | None:
        """Return the account of a chat, if it has one."""
        row = await self._database.row(f"{SELECT} WHERE accounts.chat_id = ?", chat_id)
        return account_of(row) if row else None

    async def open(self, chat_id: ChatId, language: Language, time_zone: str, at: datetime) -> Account:
        """Return the account of a chat, made with these where it is new and unblocked where it was blocked."""
        found = await self._database.row(
            f"{SELECT} WHERE accounts.chat_id = ? AND blocked_at IS NULL", chat_id
        )
        if found:
            return account_of(found)
        async with self._database.change() as tx:
            await tx.run(
                "INSERT INTO accounts (chat_id, language, time_zone, created_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (chat_id) DO UPDATE SET blocked_at = NULL",
                chat_id,
                language,
                time_zone,
                seconds(at),
            )
            await tx.run("INSERT INTO people (chat_id) VALUES (?) ON CONFLICT DO NOTHING", chat_id)
            row = await tx.row(f"{SELECT} WHERE accounts.chat_id = ?", chat_id)
        assert row is not None  # noqa: S101  (written in the lines above)
        return account_of(row)

    async def save(self, account: Account) -> None:
        """Write an account's own choices and its owner's profile."""
        profile = account.profile
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE accounts SET language = ?, time_zone = ?, consent_version = ? WHERE chat_id = ?",
                account.language,
                account.time_zone,
                account.consent_version,
                account.chat_id,
            )
            await tx.run(
                "UPDATE people SET birth_year = ?, pregnant = ?, nursing = ? WHERE id = ?",
                profile.birth_year,
                profile.pregnant,
                profile.nursing,
                account.person_id,
            )

    async def move(self, account: Account, at: datetime) -> None:
        """Write an account's time zone, and withdraw the doses to come: the ledger writes them anew."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE accounts SET time_zone = ? WHERE chat_id = ?", account.time_zone, account.chat_id
            )
            await tx.run(
                f"DELETE FROM doses WHERE state = 'waiting' AND due_at > ? AND plan_id IN ({PLANS})",
                seconds(at),
                account.chat_id,
            )
            await tx.run(
                f"UPDATE plans SET expanded_until = ? WHERE id IN ({PLANS})", seconds(at), account.chat_id
            )

    async def block(self, chat_id: ChatId, at: datetime) -> None:
        """Note that a chat can't be written to."""
        async with self._database.change() as tx:
            await tx.run("UPDATE accounts SET blocked_at = ? WHERE chat_id = ?", seconds(at), chat_id)

    async def delete(self, chat_id: ChatId) -> None:
        """Delete an account and all that hangs on it, from the log of changes too.

        Updates that were handled are nobody's any more; one that is being handled is so at its end.
        """
        async with self._database.change() as tx:
            await tx.run("DELETE FROM accounts WHERE chat_id = ?", chat_id)
        await self._database.fold_log()


def account_of(row: Row) -> Account:
    """Build an account from a row of SELECT."""
    profile = Profile(row["birth_year"], _told(row["pregnant"]), _told(row["nursing"]))
    return Account(
        ChatId(row["chat_id"]),
        Language(row["language"]),
        row["time_zone"],
        row["consent_version"],
        PersonId(row["person_id"]),
        profile,
    )


def _told(flag: int | None) -> bool | None:
    return None if flag is None else bool(flag)
