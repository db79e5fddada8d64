"""Accounts and their people in the users' database."""

from datetime import datetime, time, timedelta

from bot.core.people import allergies
from bot.core.people.accounts import Account, ChatId, Language, OwnPills, PersonId
from bot.core.people.habits import Habits, QuietHours
from bot.core.schedules.schedule import Meal, MealTimes
from bot.storage.doses.dose_rows import meals_of
from bot.storage.doses.treatments import ZONE, move_all
from bot.storage.file.database import Database, Row
from bot.storage.file.timestamps import seconds
from bot.storage.people import tombstones
from knowledge.interactions.check import Profile

FIRST = "(SELECT min(first.id) FROM people AS first WHERE first.chat_id = accounts.chat_id)"
SELECT = f"""
    SELECT accounts.*, people.id AS person_id, people.name, birth_year, pregnant, nursing, allergies,
           breakfast, lunch, dinner, bedtime,
           {ZONE} AS person_zone, people.id = {FIRST} AS is_owner,
           EXISTS (SELECT 1 FROM people AS p WHERE p.chat_id = accounts.chat_id AND p.id <> people.id) AS is_shared
    FROM accounts JOIN people ON people.chat_id = accounts.chat_id
"""  # an account about each of its people
OF_CHAT = f"{SELECT} WHERE accounts.chat_id = ? AND people.id"
CHOSEN = f"{OF_CHAT} = coalesce(accounts.about_id, {FIRST})"

TELL_BLOCKED = """
    INSERT INTO care_notices (caregiver_id, kind, created_at, next_try_at)
    SELECT caregivers.id, 'blocked', ?1, ?1 FROM caregivers JOIN people ON people.id = caregivers.person_id
    WHERE people.chat_id = ?2 AND confirmed_at IS NOT NULL
"""


class StoredAccounts:
    """`bot.core.people.accounts.Accounts` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, chat_id: ChatId) -> Account | None:
        """Return the account of a chat, if it has one, about the person who was chosen."""
        row = await self._database.row(CHOSEN, chat_id)
        return account_of(row) if row else None

    async def about(self, chat_id: ChatId, person: PersonId | None) -> Account | None:
        """Return the account of a chat, about one of its people; about the first where none is given."""
        row = await self._database.row(f"{OF_CHAT} = coalesce(?, {FIRST})", chat_id, person)
        return account_of(row) if row else None

    async def open(self, chat_id: ChatId, language: Language, time_zone: str, at: datetime) -> Account:
        """Return the account of a chat, made with these where it is new and unblocked where it was blocked."""
        found = await self._database.row(f"{CHOSEN} AND blocked_at IS NULL", chat_id)
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
            await tx.run(
                "INSERT INTO people (chat_id) SELECT chat_id FROM accounts WHERE chat_id = ?"
                " AND NOT EXISTS (SELECT 1 FROM people WHERE people.chat_id = accounts.chat_id)",
                chat_id,
            )
            row = await tx.row(CHOSEN, chat_id)
        assert row is not None  # noqa: S101  (written in the lines above)
        return account_of(row)

    async def save(self, account: Account) -> None:
        """Write an account's own choices, and the profile of the person it is about."""
        profile = account.profile
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE accounts SET language = ?, consent_version = ?, is_large = ?, is_discreet = ?, repeat_minutes = ?,"
                " repeats = ?, quiet_from = ?, quiet_until = ?, stock_days = ?, is_weekly = ?, has_pictures = ?, own_pills = ?"
                " WHERE chat_id = ?",
                account.language,
                account.consent_version,
                account.is_large,
                account.is_discreet,
                *_habits(account.habits),
                account.stock_days,
                account.is_weekly,
                account.has_pictures,
                account.own_pills,
                account.chat_id,
            )
            if account.is_weekly:
                await tx.run(
                    "UPDATE people SET look_at = coalesce(look_at, 0) WHERE chat_id = ?", account.chat_id
                )
            await tx.run(
                "UPDATE people SET birth_year = ?, pregnant = ?, nursing = ?, allergies = ? WHERE id = ?",
                profile.birth_year,
                profile.pregnant,
                profile.nursing,
                allergies.to_json(profile.allergies),
                account.person_id,
            )

    async def greeted(self, chat_id: ChatId, at: datetime) -> None:
        """Note that a chat was told who is talking."""
        async with self._database.change() as tx:
            await tx.run("UPDATE accounts SET greeted_at = ? WHERE chat_id = ?", seconds(at), chat_id)

    async def move(self, account: Account, time_zone: str, at: datetime) -> None:
        """Write a person's time zone; the others of the account stay where they live."""
        async with self._database.change() as tx:
            if account.is_owner:
                await tx.run(
                    "UPDATE people SET time_zone = ? WHERE chat_id = ? AND id <> ? AND time_zone IS NULL",
                    *(account.home_zone, account.chat_id, account.person_id),
                )
                await tx.run(
                    "UPDATE accounts SET time_zone = ? WHERE chat_id = ?", time_zone, account.chat_id
                )
            else:
                await tx.run("UPDATE people SET time_zone = ? WHERE id = ?", time_zone, account.person_id)
            await move_all(tx, account.person_id, at)

    async def eat(self, account: Account, meals: MealTimes, at: datetime) -> None:
        """Write a person's meal times, and their doses to come anew."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE people SET breakfast = ?, lunch = ?, dinner = ?, bedtime = ? WHERE id = ?",
                *(f"{meals.of(meal):%H:%M}" for meal in Meal),
                account.person_id,
            )
            await move_all(tx, account.person_id, at)

    async def join(self, account: Account, time_zone: str, at: datetime) -> None:
        """Let those who live in a time zone live where the first person does."""
        async with self._database.change() as tx:
            moved = await tx.rows(
                "UPDATE people SET time_zone = NULL WHERE chat_id = ? AND time_zone = ? RETURNING id",
                *(account.chat_id, time_zone),
            )
            for row in moved:
                await move_all(tx, PersonId(row["id"]), at)

    async def block(self, chat_id: ChatId, at: datetime) -> None:
        """Note that a chat can't be written to, and that the caregivers of its people are to be told so, once."""
        async with self._database.change() as tx:
            blocked = await tx.run(
                "UPDATE accounts SET blocked_at = ? WHERE chat_id = ? AND blocked_at IS NULL",
                seconds(at),
                chat_id,
            )
            if blocked:
                await tx.run(TELL_BLOCKED, seconds(at), chat_id)

    async def delete(self, chat_id: ChatId, at: datetime) -> None:
        """Delete an account and all that hangs on it, from the log of changes too.

        Updates that were handled are nobody's any more; one that is being handled is so at its end.
        """
        async with self._database.change() as tx:
            await tombstones.note(tx, tombstones.ACCOUNT, "chat_id = ?", chat_id, at=at)
            await tx.run("DELETE FROM accounts WHERE chat_id = ?", chat_id)
        await self._database.fold_log()


def account_of(row: Row) -> Account:
    """Build an account from a row of SELECT."""
    told = allergies.from_json(row["allergies"])
    profile = Profile(row["birth_year"], _told(row["pregnant"]), _told(row["nursing"]), told)
    return Account(
        ChatId(row["chat_id"]),
        Language(row["language"]),
        row["person_zone"],
        row["consent_version"],
        PersonId(row["person_id"]),
        profile,
        name=row["name"],
        is_owner=bool(row["is_owner"]),
        is_shared=bool(row["is_shared"]),
        is_large=bool(row["is_large"]),
        is_discreet=bool(row["is_discreet"]),
        was_greeted=row["greeted_at"] is not None,
        home_zone=row["time_zone"],
        habits=habits_of(row),
        meals=meals_of(row),
        stock_days=row["stock_days"],
        is_weekly=bool(row["is_weekly"]),
        has_pictures=bool(row["has_pictures"]),
        own_pills=OwnPills(row["own_pills"]),
    )


def habits_of(row: Row) -> Habits:
    """Build what an account has set about its reminders."""
    quiet = None
    if row["quiet_from"] is not None and row["quiet_until"] is not None:
        quiet = QuietHours(time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_until"]))
    return Habits(timedelta(minutes=row["repeat_minutes"]), row["repeats"], quiet)


def _habits(habits: Habits) -> tuple[int, int, str | None, str | None]:
    quiet = (f"{habits.quiet.begin:%H:%M}", f"{habits.quiet.end:%H:%M}") if habits.quiet else (None, None)
    return int(habits.every / timedelta(minutes=1)), habits.repeats, *quiet


def _told(flag: int | None) -> bool | None:
    return None if flag is None else bool(flag)
