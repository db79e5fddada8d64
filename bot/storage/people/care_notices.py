"""What caregivers are to be told, in the users' database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.doses.care_notices import NewNotice, Notice, NoticeId, NoticeKind, Week, next_week
from bot.storage.doses.dose_record import recorded
from bot.storage.doses.dose_rows import seconds_or_none
from bot.storage.doses.treatments import ZONE
from bot.storage.file.database import Database, Transaction
from bot.storage.file.timestamps import instant, seconds
from bot.storage.people.accounts import CHOSEN, account_of
from bot.storage.people.accounts import SELECT as ACCOUNTS
from bot.storage.people.caregivers import SELECT as CAREGIVERS
from bot.storage.people.caregivers import caregiver_of
from bot.storage.people.person_notices import stock_news

WEEKLY = f"""
    SELECT caregivers.id, sees, {ZONE} AS zone FROM caregivers INDEXED BY caregivers_weekly
    JOIN people ON people.id = caregivers.person_id JOIN accounts ON accounts.chat_id = people.chat_id WHERE weekly_at <= ?
"""
NEXT = """
    SELECT min(at) AS at FROM (
        SELECT min(next_try_at) AS at FROM care_notices WHERE next_try_at IS NOT NULL
        UNION ALL SELECT min(weekly_at) FROM caregivers WHERE weekly_at IS NOT NULL
    )
"""
MISSED = """
    SELECT doses.*, m.product_id, m.name, m.unit FROM care_notice_doses JOIN doses ON doses.id = dose_id
    JOIN medications AS m ON m.id = doses.medication_id
    WHERE notice_id = ? AND state = 'missed' AND m.stopped_at IS NULL AND m.paused_at IS NULL ORDER BY due_at, doses.id
"""
WEEK = """
    SELECT count(*) AS due, total(state = 'taken') AS taken FROM medications AS m
    JOIN doses INDEXED BY doses_medication ON doses.medication_id = m.id AND due_at > ?2 AND due_at <= ?3
    WHERE m.person_id = ?1 AND slot IS NOT NULL AND state IN ('taken', 'skipped', 'missed')
"""
NEW_NOTICE = (
    "INSERT INTO care_notices (id, caregiver_id, kind, created_at, next_try_at) VALUES (?, ?, 'missed', ?, ?)"
)
LAST_ID = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'care_notices'), 0) AS id"


class StoredNotices:
    """`bot.core.doses.care_notices.Notices` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make_weekly(self, now: datetime) -> None:
        """Make the notices of the weekly lines that are due, and set when the next ones are."""
        if not await self._database.row(f"{WEEKLY} LIMIT 1", seconds(now)):
            return
        async with self._database.change() as tx:
            due = await tx.rows(WEEKLY, seconds(now))
            await tx.run_many(
                "INSERT INTO care_notices (caregiver_id, kind, created_at, next_try_at) VALUES (?, 'weekly', ?, ?)",
                [(row["id"], seconds(now), seconds(now)) for row in due if row["sees"] != "misses"],
            )
            await tx.run_many(
                "UPDATE caregivers SET weekly_at = ? WHERE id = ?",
                [(seconds(next_week(now, ZoneInfo(row["zone"]))), row["id"]) for row in due],
            )

    async def due(self, now: datetime) -> Sequence[NoticeId]:
        """Return the notices whose time has come, the oldest first."""
        rows = await self._database.rows(
            "SELECT id FROM care_notices WHERE next_try_at <= ? ORDER BY next_try_at, id", seconds(now)
        )
        return [NoticeId(row["id"]) for row in rows]

    async def get(self, id: NoticeId, now: datetime) -> Notice | None:
        """Return a notice that is still to be told; None where it is not, or who agreed to it is gone."""
        row = await self._database.row(
            "SELECT * FROM care_notices WHERE id = ? AND next_try_at IS NOT NULL", id
        )
        agreed = row and await self._database.row(
            f"{CAREGIVERS} WHERE caregivers.id = ?", row["caregiver_id"]
        )
        account = agreed and await self._database.row(CHOSEN, agreed["chat_id"])
        whose = agreed and await self._database.row(f"{ACCOUNTS} WHERE people.id = ?", agreed["person_id"])
        if not row or not agreed or not account or not whose:
            return None
        kind, since = NoticeKind(row["kind"]), seconds(now - timedelta(days=7))
        week = await self._database.row(WEEK, agreed["person_id"], since, seconds(now))
        told = await self._database.rows(
            "SELECT * FROM stock_told WHERE notice_id = ?", row["stock_notice_id"]
        )
        return Notice(
            id,
            kind,
            caregiver_of(agreed),
            account_of(account),
            account_of(whose),
            instant(row["created_at"]),
            row["attempts"],
            tuple(recorded(dose) for dose in await self._database.rows(MISSED, id)),
            Week(week["due"], int(week["taken"])) if week and kind is NoticeKind.WEEKLY else None,
            tuple(stock_news(one) for one in told),
        )

    async def attempted(self, id: NoticeId, next_try_at: datetime | None, told_at: datetime | None) -> None:
        """Note what came of an attempt."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE care_notices SET attempts = attempts + 1, next_try_at = ?, told_at = ? WHERE id = ?",
                *(seconds_or_none(next_try_at), seconds_or_none(told_at), id),
            )

    async def forget(self, before: datetime) -> None:
        """Delete notices that were made so long ago and are not to be told any more."""
        async with self._database.change() as tx:
            await tx.run(
                "DELETE FROM care_notices WHERE next_try_at IS NULL AND created_at < ?", seconds(before)
            )

    async def next_at(self) -> datetime | None:
        """Return when the next notice, or weekly line, is due."""
        row = await self._database.row(NEXT)
        return instant(row["at"]) if row and row["at"] is not None else None


async def add(tx: Transaction, new: Sequence[NewNotice], now: datetime) -> None:
    """Write notices of missed doses."""
    if not new:
        return
    row = await tx.row(LAST_ID)
    numbered = list(enumerate(new, (row["id"] if row else 0) + 1))
    await tx.run_many(
        NEW_NOTICE, [(id, one.caregiver, seconds(now), seconds(one.tell_at)) for id, one in numbered]
    )
    await tx.run_many(
        "INSERT INTO care_notice_doses (notice_id, dose_id) VALUES (?, ?)",
        [(id, dose) for id, one in numbered for dose in one.doses],
    )
