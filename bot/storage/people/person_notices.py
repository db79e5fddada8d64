"""What people are to be told of their medicines, in the users' database. What that is, core decides."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.core.doses.model import MedicationId
from bot.core.medications.stock import StockNews, Supply
from bot.core.people.accounts import Account, PersonId
from bot.core.reports.person_notices import Look, NoticeId, NoticeKind, PersonNotice, Situation, look
from bot.storage.doses.dose_rows import seconds_or_none
from bot.storage.file.database import Database, Row, Transaction
from bot.storage.file.timestamps import instant, seconds
from bot.storage.medications.medications import SELECT as MEDICATIONS
from bot.storage.medications.medications import medication_of
from bot.storage.people.accounts import SELECT as ACCOUNTS
from bot.storage.people.accounts import account_of

AT_ONCE = 4  # people in one transaction: a look takes some milliseconds, and others want to write too
TO_LOOK = f"SELECT id, look_at FROM people WHERE look_at <= ? ORDER BY look_at LIMIT {AT_ONCE}"
TOLD = """
    SELECT stock_told.* FROM stock_told JOIN medications AS m ON m.id = stock_told.medication_id WHERE m.person_id = ?
"""
NEXT = """
    SELECT min(at) AS at FROM (
        SELECT min(next_try_at) AS at FROM person_notices WHERE next_try_at IS NOT NULL
        UNION ALL SELECT min(look_at) FROM people WHERE look_at IS NOT NULL
    )
"""
NEW = "INSERT INTO person_notices (person_id, kind, created_at, next_try_at) VALUES (?, ?, ?, ?) RETURNING id"

FOR_CAREGIVERS = """
    INSERT INTO care_notices (caregiver_id, kind, created_at, next_try_at, stock_notice_id)
    SELECT id, 'refill', ?1, ?1, ?2 FROM caregivers
    WHERE person_id = ?3 AND refills = 'agreed' AND confirmed_at IS NOT NULL
"""


class StoredPersonNotices:
    """`bot.core.reports.person_notices.PersonNotices` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, now: datetime) -> None:
        """Look at some of the people whose time has come, and make the notices for them."""
        if not await self._database.row(TO_LOOK, seconds(now)):
            return
        async with self._database.change() as tx:
            for row in await tx.rows(TO_LOOK, seconds(now)):
                person = PersonId(row["id"])
                situation = await _situation(tx, person, is_first=row["look_at"] == 0)
                await _write(tx, person, look(situation, now), now)

    async def due(self, now: datetime) -> Sequence[NoticeId]:
        """Return the notices whose time has come, the oldest first."""
        rows = await self._database.rows(
            "SELECT id FROM person_notices WHERE next_try_at <= ? ORDER BY next_try_at, id", seconds(now)
        )
        return [NoticeId(row["id"]) for row in rows]

    async def get(self, id: NoticeId) -> PersonNotice | None:
        """Return a notice that is still to be told; None where it is not, or the person is gone."""
        row = await self._database.row(
            "SELECT * FROM person_notices WHERE id = ? AND next_try_at IS NOT NULL", id
        )
        account = row and await self._database.row(f"{ACCOUNTS} WHERE people.id = ?", row["person_id"])
        if not row or not account:
            return None
        told = await self._database.rows("SELECT * FROM stock_told WHERE notice_id = ?", id)
        return PersonNotice(
            id,
            NoticeKind(row["kind"]),
            account_of(account),
            instant(row["created_at"]),
            row["attempts"],
            tuple(stock_news(one) for one in told),
        )

    async def attempted(self, id: NoticeId, next_try_at: datetime | None, told_at: datetime | None) -> None:
        """Note what came of an attempt."""
        async with self._database.change() as tx:
            await tx.run(
                "UPDATE person_notices SET attempts = attempts + 1, next_try_at = ?, told_at = ? WHERE id = ?",
                *(seconds_or_none(next_try_at), seconds_or_none(told_at), id),
            )

    async def forget(self, before: datetime) -> None:
        """Delete notices that were made so long ago and are not to be told any more."""
        async with self._database.change() as tx:
            await tx.run(
                "DELETE FROM person_notices WHERE next_try_at IS NULL AND created_at < ?", seconds(before)
            )

    async def next_at(self) -> datetime | None:
        """Return when a notice is due next, or somebody is looked at."""
        row = await self._database.row(NEXT)
        return instant(row["at"]) if row and row["at"] is not None else None


async def _situation(tx: Transaction, person: PersonId, *, is_first: bool) -> Situation:
    (week,) = await tx.rows("SELECT week_told FROM people WHERE id = ?", person)
    (account_row,) = await tx.rows(f"{ACCOUNTS} WHERE people.id = ?", person)
    account = account_of(account_row)
    told: dict[int, set[StockNews]] = {}
    for row in await tx.rows(TOLD, person):
        told.setdefault(row["medication_id"], set()).add(StockNews(row["news"]))
    supplies = [
        _supply(row, account, frozenset(told.get(row["id"], ())))
        for row in await tx.rows(MEDICATIONS, person)
    ]
    return Situation(
        account,
        is_blocked=account_row["blocked_at"] is not None,
        is_first=is_first,
        supplies=tuple(supplies),
        week_told=date.fromisoformat(week["week_told"]) if week["week_told"] else None,
    )


def _supply(row: Row, account: Account, told: frozenset[StockNews]) -> Supply:
    one = medication_of(row)
    return Supply(
        one.id, one.timetable(account), one.stock, one.expires_on, told, is_paused=one.paused_at is not None
    )


async def _write(tx: Transaction, person: PersonId, found: Look, now: datetime) -> None:
    await tx.run("UPDATE people SET look_at = ? WHERE id = ?", seconds_or_none(found.next_at), person)
    await tx.run_many("DELETE FROM stock_told WHERE medication_id = ? AND news = ?", found.over)
    if found.week:
        await tx.run("UPDATE people SET week_told = ? WHERE id = ?", found.week.isoformat(), person)
        await tx.row(NEW, person, NoticeKind.WEEKLY, seconds(now), seconds(now))
    if not found.news:
        return
    notice = await tx.row(NEW, person, NoticeKind.STOCK, seconds(now), seconds(now))
    await tx.run_many(
        "INSERT INTO stock_told (medication_id, news, notice_id) VALUES (?, ?, ?)",
        [(id, news, notice["id"] if notice else None) for id, news in found.news],
    )
    if notice:
        await tx.run(FOR_CAREGIVERS, seconds(now), notice["id"], person)


def stock_news(row: Row) -> tuple[MedicationId, StockNews]:
    """Build what is told of a medicine from a row of `stock_told`."""
    return MedicationId(row["medication_id"]), StockNews(row["news"])
