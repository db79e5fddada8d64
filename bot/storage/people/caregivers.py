"""What people and their caregivers agreed, in the users' database."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.doses.care_notices import next_week
from bot.core.people.accounts import ChatId, PersonId
from bot.core.people.caregivers import Caregiver, CaregiverId, Refills, Sees
from bot.storage.doses.dose_rows import instant_or_none, seconds_or_none
from bot.storage.doses.treatments import ZONE
from bot.storage.file.database import Database, Row
from bot.storage.file.timestamps import instant, seconds
from bot.storage.people import tombstones

SELECT = """
    SELECT caregivers.*, people.chat_id AS person_chat FROM caregivers JOIN people ON people.id = caregivers.person_id
"""


class StoredCaregivers:
    """`bot.core.people.caregivers.Caregivers` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: ChatId) -> list[Caregiver]:
        """Return all that a chat is a side of: its own people's caregivers first."""
        sql = (
            f"{SELECT} WHERE people.chat_id = ?1 OR caregivers.chat_id = ?1"
            " ORDER BY people.chat_id <> ?1, caregivers.id"
        )
        return [caregiver_of(row) for row in await self._database.rows(sql, chat_id)]

    async def get(self, id: CaregiverId) -> Caregiver | None:
        """Return one; None where it is gone."""
        row = await self._database.row(f"{SELECT} WHERE caregivers.id = ?", id)
        return caregiver_of(row) if row else None

    async def by_token(self, token: str) -> Caregiver | None:
        """Return what a link is about; None where there is no such link."""
        row = await self._database.row(f"{SELECT} WHERE token = ?", token)
        return caregiver_of(row) if row else None

    async def invite(
        self, person: PersonId, inviter: str, token: str, delay_minutes: int, at: datetime, *, most: int
    ) -> Caregiver | None:
        """Make an invitation; None where the person has so many caregivers already."""
        async with self._database.change() as tx:
            await tx.run(
                "INSERT INTO caregivers (person_id, inviter, sees, delay_minutes, token, invited_at)"
                " SELECT ?, ?, 'misses', ?, ?, ? WHERE (SELECT count(*) FROM caregivers WHERE person_id = ?) < ?",
                *(person, inviter, delay_minutes, token, seconds(at), person, most),
            )
            row = await tx.row(f"{SELECT} WHERE token = ?", token)
        return caregiver_of(row) if row else None

    async def accept(self, id: CaregiverId, chat_id: ChatId, name: str) -> bool:
        """Note who accepted, unless somebody did before."""
        async with self._database.change() as tx:
            changed = await tx.run(
                "UPDATE caregivers SET chat_id = ?, name = ? WHERE id = ? AND chat_id IS NULL",
                chat_id,
                name,
                id,
            )
        return changed == 1

    async def confirm(self, id: CaregiverId, at: datetime) -> bool:
        """Note that the person confirmed who accepted; the first weekly line is due on the next Monday."""
        async with self._database.change() as tx:
            row = await tx.row(
                f"SELECT {ZONE} AS zone FROM caregivers JOIN people ON people.id = caregivers.person_id"
                " JOIN accounts ON accounts.chat_id = people.chat_id WHERE caregivers.id = ?",
                id,
            )
            changed = row and await tx.run(
                "UPDATE caregivers SET confirmed_at = ?, weekly_at = ?"
                " WHERE id = ? AND confirmed_at IS NULL AND chat_id IS NOT NULL",
                *(seconds(at), seconds(next_week(at, ZoneInfo(row["zone"]))), id),
            )
        return changed == 1

    async def set_terms(self, id: CaregiverId, sees: Sees, delay_minutes: int) -> None:
        """Change what a caregiver sees, and how long after a miss."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE caregivers SET sees = ?, delay_minutes = ? WHERE id = ?", sees, delay_minutes, id
            )

    async def set_refills(self, id: CaregiverId, before: Refills, after: Refills) -> bool:
        """Change who gets new packs, unless that was changed meanwhile."""
        async with self._database.change() as tx:
            sql = "UPDATE caregivers SET refills = ? WHERE id = ? AND refills = ?"
            return await tx.run(sql, after, id, before) == 1

    async def to_ask_again(self, now: datetime) -> list[CaregiverId]:
        """Return about whom people are to be asked, since a backup was restored."""
        sql = "SELECT id FROM caregivers WHERE ask_again_at <= ?"
        return [CaregiverId(row["id"]) for row in await self._database.rows(sql, seconds(now))]

    async def asked_again(self, id: CaregiverId, next_at: datetime | None) -> None:
        """Note when the person is asked next; None: not any more."""
        async with self._database.change() as tx:
            await tx.run("UPDATE caregivers SET ask_again_at = ? WHERE id = ?", seconds_or_none(next_at), id)

    async def end(self, id: CaregiverId, at: datetime) -> bool:
        """Delete what was agreed, and what was still to be told by it; False where it is gone. No backup brings it back."""
        async with self._database.change() as tx:
            await tombstones.note(tx, tombstones.CAREGIVER, "id = ?", id, at=at)
            return await tx.run("DELETE FROM caregivers WHERE id = ?", id) == 1


def caregiver_of(row: Row) -> Caregiver:
    """Build what was agreed from a row of SELECT."""
    return Caregiver(
        CaregiverId(row["id"]),
        PersonId(row["person_id"]),
        ChatId(row["person_chat"]),
        row["inviter"],
        Sees(row["sees"]),
        row["delay_minutes"],
        row["token"],
        instant(row["invited_at"]),
        None if row["chat_id"] is None else ChatId(row["chat_id"]),
        row["name"],
        instant_or_none(row["confirmed_at"]),
        Refills(row["refills"]),
    )
