"""People's lists of medicines, and the plans by which they take them."""

import json
from datetime import date, datetime, time, timedelta

from bot.core.doses.reminders import WINDOW
from bot.core.medications.medications import Added, Addition, Medication, MedicationId
from bot.core.people.accounts import PersonId
from bot.core.schedules.plans import Plan
from bot.storage import tombstones as deletions
from bot.storage.database import Database, Row, Transaction
from bot.storage.timestamps import instant, seconds
from knowledge.products import ProductId

SELECT = """
    SELECT m.id, m.product_id, m.name, m.stock, m.paused_at, p.times, p.every_days, p.first_day, p.last_day, p.amount,
           p.starts_at
    FROM medications m LEFT JOIN plans p ON p.id = (
        SELECT max(id) FROM plans WHERE medication_id = m.id AND (ended_at IS NULL OR ended_at = m.paused_at)
    ) WHERE m.person_id = ? AND m.stopped_at IS NULL
"""
TAKEN_ON = """
    SELECT due_at AS at FROM doses JOIN plans ON plans.id = plan_id JOIN medications AS m ON m.id = medication_id
    WHERE m.id = ?1 AND person_id = ?2 AND day = ?3 AND state = 'taken'
    UNION ALL
    SELECT taken_at FROM intakes JOIN medications AS m ON m.id = medication_id
    WHERE m.id = ?1 AND person_id = ?2 AND day = ?3
"""
PLANS = "SELECT id FROM plans WHERE medication_id = ?"
MINE = "id = ? AND person_id = ?"
SLACK = timedelta(
    minutes=1
)  # doses that were due just before a change and not asked for yet are written again


class StoredMedications:
    """`bot.core.medications.medications.Medications` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def active(self, person: PersonId) -> list[Medication]:
        """Return what a person takes, in the order it was added."""
        return [_medication(row) for row in await self._database.rows(f"{SELECT} ORDER BY m.id", person)]

    async def get(self, person: PersonId, id: MedicationId) -> Medication | None:
        """Return one medicine of a person's list."""
        row = await self._database.row(f"{SELECT} AND m.id = ?", person, id)
        return _medication(row) if row else None

    async def add(
        self, person: PersonId, product: ProductId, name: str, origin: str, at: datetime, *, most: int
    ) -> Addition:
        """Put a medicine on the list, once; the constraints of the table are the referee."""
        async with self._database.change() as tx:
            is_new = await tx.run(
                "INSERT INTO medications (person_id, product_id, name, origin, added_at) SELECT ?, ?, ?, ?, ? WHERE"
                " (SELECT count(*) FROM medications WHERE person_id = ? AND stopped_at IS NULL) < ?"
                " ON CONFLICT DO NOTHING",
                *(person, product, name, origin, seconds(at), person, most),
            )
            row = await tx.row(
                "SELECT id, origin FROM medications WHERE person_id = ?"
                " AND (origin = ? OR product_id = ? AND stopped_at IS NULL) ORDER BY origin <> ?",
                *(person, origin, product, origin),
            )
        if row is None:
            return Addition(product, Added.FULL)
        outcome = Added.NEW if is_new or row["origin"] == origin else Added.LISTED
        return Addition(product, outcome, MedicationId(row["id"]))

    async def correct(
        self, person: PersonId, id: MedicationId, product: ProductId, name: str, at: datetime
    ) -> bool:
        """Make a medicine another product, with its plan; it leaves the list where that one is on it already."""
        async with self._database.change() as tx:
            corrected = await tx.run(
                f"UPDATE OR IGNORE medications SET product_id = ?, name = ? WHERE {MINE} AND stopped_at IS NULL",
                *(product, name, id, person),
            )
            return corrected == 1 or await _stop(tx, person, id, at, delete=False)

    async def plan(
        self,
        person: PersonId,
        id: MedicationId,
        plan: Plan,
        at: datetime,
        asks_after: datetime | None = None,
    ) -> bool:
        """Replace the plan of a medicine from now on; the same again changes nothing, a paused one stays paused."""
        async with self._database.change() as tx:
            row = await tx.row(f"{SELECT} AND m.id = ?", person, id)
            if row and _plan(row) != plan:
                await _end_plan(tx, id, at)
                await _begin_plan(tx, id, plan, asks_after or at, ended_at=row["paused_at"])
        return row is not None

    async def taken_on(self, person: PersonId, id: MedicationId, day: date) -> list[datetime]:
        """Return when the doses of a local day that were taken, by whatever plan, were due or told of."""
        rows = await self._database.rows(TAKEN_ON, id, person, day.isoformat())
        return [instant(row["at"]) for row in rows]

    async def count(self, person: PersonId, id: MedicationId, tablets: float | None) -> bool:
        """Set how many tablets are left; undoing an earlier dose gives none back to what was counted since."""
        async with self._database.change() as tx:
            counted = await tx.run(
                f"UPDATE medications SET stock = ? WHERE {MINE} AND stopped_at IS NULL", tablets, id, person
            )
            if counted:
                await tx.run(f"UPDATE doses SET deducted = 0 WHERE deducted > 0 AND plan_id IN ({PLANS})", id)
                await tx.run("UPDATE intakes SET deducted = 0 WHERE deducted > 0 AND medication_id = ?", id)
        return counted == 1

    async def pause(self, person: PersonId, id: MedicationId, at: datetime) -> bool:
        """End the plan until it is resumed."""
        async with self._database.change() as tx:
            paused = await tx.run(
                f"UPDATE medications SET paused_at = ? WHERE {MINE} AND stopped_at IS NULL AND paused_at IS NULL",
                *(seconds(at), id, person),
            )
            if paused:
                await _withdraw(tx, id, at)
        return paused == 1

    async def resume(self, person: PersonId, id: MedicationId, plan: Plan | None, after: datetime) -> bool:
        """Begin a plan in the place of the one that was paused; it asks for doses after an instant."""
        async with self._database.change() as tx:
            resumed = await tx.run(
                f"UPDATE medications SET paused_at = NULL WHERE {MINE} AND stopped_at IS NULL"
                " AND paused_at IS NOT NULL",
                *(id, person),
            )
            if resumed and plan:
                await _begin_plan(tx, id, plan, after)
        return resumed == 1

    async def stop(self, person: PersonId, id: MedicationId, at: datetime, *, delete: bool) -> bool:
        """Take a medicine off the list and end its plan; doses already answered stay."""
        async with self._database.change() as tx:
            return await _stop(tx, person, id, at, delete=delete)

    async def undo(self, person: PersonId, id: MedicationId, since: datetime) -> bool:
        """Take back a stop, or else a pause, if it is no older; its plan goes on as if it had not been."""
        async with self._database.change() as tx:
            row = await tx.row(f"SELECT stopped_at, paused_at FROM medications WHERE {MINE}", id, person)
            if row is None:
                return False
            column = "paused_at" if row["stopped_at"] is None else "stopped_at"
            undone = await tx.run(
                f"UPDATE OR IGNORE medications SET {column} = NULL, deleted_at = NULL WHERE {MINE} AND {column} >= ?",
                *(id, person, seconds(since)),
            )
            if undone:
                await deletions.undo(tx, deletions.MEDICINE, MINE, id, person)
            if undone and (column == "paused_at" or row["paused_at"] is None):
                await _revive_plan(tx, id, instant(row[column]))
        return undone == 1

    async def forget_deleted(self, before: datetime) -> None:
        """Delete for good what was deleted so long ago that it can't be undone any more."""
        if await self._database.row("SELECT 1 FROM medications WHERE deleted_at < ?", seconds(before)):
            async with self._database.change() as tx:
                await tx.run("DELETE FROM medications WHERE deleted_at < ?", seconds(before))


def plan_of(row: Row) -> Plan:
    """Build a plan from a row of its table."""
    return Plan(
        tuple(time.fromisoformat(at) for at in json.loads(row["times"])),
        row["every_days"],
        _day(row["first_day"]),
        _day(row["last_day"]),
        row["amount"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plan(row: Row) -> Plan | None:
    return plan_of(row) if row["times"] else None


async def _begin_plan(
    tx: Transaction, id: MedicationId, plan: Plan, at: datetime, *, ended_at: int | None = None
) -> None:
    """Write a plan that asks for doses after an instant; one of a paused medicine has ended as the pause began."""
    await tx.run(
        "INSERT INTO plans (medication_id, times, every_days, first_day, last_day, amount, starts_at, ended_at,"
        " expanded_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        json.dumps([f"{time:%H:%M}" for time in plan.times]),
        plan.every_days,
        plan.first_day and plan.first_day.isoformat(),
        plan.last_day and plan.last_day.isoformat(),
        plan.amount,
        seconds(at),
        ended_at,
        seconds(at),
    )


async def _end_plan(tx: Transaction, id: MedicationId, at: datetime) -> None:
    """End the plan of a medicine: doses to come are withdrawn, those put off are not."""
    await tx.run(
        f"DELETE FROM doses WHERE state = 'waiting' AND due_at > ? AND plan_id IN ({PLANS} AND ended_at IS NULL)",
        *(seconds(at), id),
    )
    await tx.run(
        "UPDATE plans SET ended_at = ? WHERE medication_id = ? AND ended_at IS NULL", seconds(at), id
    )


async def _revive_plan(tx: Transaction, id: MedicationId, ended_at: datetime) -> None:
    """Let the plan that ended at an instant go on from there; what was asked for or put off then is asked for again."""
    plan = await tx.row(
        "SELECT max(id) AS id FROM plans WHERE medication_id = ? AND ended_at = ?", id, seconds(ended_at)
    )
    if plan is None or plan["id"] is None:
        return
    await tx.run(
        "UPDATE plans SET ended_at = NULL, expanded_until = max(starts_at, ?) WHERE id = ?",
        *(seconds(ended_at - SLACK), plan["id"]),
    )
    await tx.run(
        "UPDATE doses SET state = 'waiting', next_at = ? WHERE plan_id = ? AND state = 'missed'"
        " AND reminder_id IS NOT NULL AND due_at > ? AND NOT EXISTS (SELECT 1 FROM doses AS later"
        " WHERE later.plan_id = doses.plan_id AND later.due_at > doses.due_at AND later.reminder_id IS NOT NULL)",
        *(seconds(ended_at), plan["id"], seconds(ended_at - WINDOW)),
    )


async def _stop(tx: Transaction, person: PersonId, id: MedicationId, at: datetime, *, delete: bool) -> bool:
    stopped = await tx.run(
        f"UPDATE medications SET stopped_at = ?, deleted_at = ? WHERE {MINE} AND stopped_at IS NULL",
        *(seconds(at), seconds(at) if delete else None, id, person),
    )
    if stopped:
        await _withdraw(tx, id, at)
    if stopped and delete:
        await deletions.note(tx, deletions.MEDICINE, MINE, id, person, at=at)
    return stopped == 1


async def _withdraw(tx: Transaction, id: MedicationId, at: datetime) -> None:
    """End a plan at once: what was asked for, or put off, and not answered is missed."""
    await _end_plan(tx, id, at)
    await tx.run(
        f"DELETE FROM doses WHERE state = 'waiting' AND reminder_id IS NULL AND plan_id IN ({PLANS})", id
    )
    await tx.run(
        "UPDATE doses SET state = 'missed', next_at = NULL"
        f" WHERE state IN ('waiting', 'asked') AND plan_id IN ({PLANS})",
        id,
    )


def _medication(row: Row) -> Medication:
    return Medication(
        MedicationId(row["id"]),
        ProductId(row["product_id"]),
        row["name"],
        _plan(row),
        row["stock"],
        instant(row["paused_at"]) if row["paused_at"] is not None else None,
        asks_after=instant(row["starts_at"]) if row["starts_at"] is not None else None,
    )
