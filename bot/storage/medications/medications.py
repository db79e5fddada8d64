"""People's lists of medicines. What becomes of their plans and doses is decided by core."""

from datetime import UTC, date, datetime, time

from bot.core.doses.model import EventId
from bot.core.doses.treatment_changes import count, pause, plan_anew, resume, stop, undo_stop
from bot.core.medications.medications import Added, Addition, Medication, MedicationId
from bot.core.medications.model import RefillId
from bot.core.medications.units import unit_of
from bot.core.people.accounts import PersonId
from bot.core.schedules.schedule import Schedule, Unit
from bot.core.schedules.schedule_json import from_json
from bot.storage.doses.dose_rows import instant_or_none
from bot.storage.doses.treatments import RECENT, Decide, change
from bot.storage.file.database import Database, Row, Transaction
from bot.storage.file.timestamps import instant, seconds
from bot.storage.people import tombstones
from knowledge.products import ProductId

FAR = datetime.max.replace(tzinfo=UTC)  # no dose is due so late

SELECT = """
    SELECT m.id, m.product_id, m.name, m.unit, m.stock, m.paused_at, m.pack, m.expires_on,
           (SELECT coalesce(max(id), 0) FROM refills WHERE medication_id = m.id) AS last_refill,
           p.schedule, p.begins_at, p.starts_at
    FROM medications m LEFT JOIN plans p ON p.id = (
        SELECT max(id) FROM plans WHERE medication_id = m.id AND (ended_at IS NULL OR ended_at = m.paused_at)
    ) WHERE m.person_id = ? AND m.stopped_at IS NULL
"""
TAKEN_ON = """
    SELECT due_at FROM doses JOIN medications AS m ON m.id = doses.medication_id
    WHERE m.id = ? AND person_id = ? AND due_at BETWEEN ? AND ? AND day = ? AND state = 'taken'
"""
COUNTED = "UPDATE medications SET pack = nullif(max(coalesce(pack, 0), coalesce(?, 0)), 0) WHERE id = ?"
LOOK_SOON = "UPDATE people SET look_at = coalesce(look_at, 0) WHERE id = ?"
MINE = "id = ? AND person_id = ?"
LISTED = f"SELECT 1 FROM medications WHERE {MINE} AND stopped_at IS NULL"


class StoredMedications:
    """`bot.core.medications.medications.Medications` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def active(self, person: PersonId) -> list[Medication]:
        """Return what a person takes, in the order it was added."""
        return [medication_of(row) for row in await self._database.rows(f"{SELECT} ORDER BY m.id", person)]

    async def get(self, person: PersonId, id: MedicationId) -> Medication | None:
        """Return one medicine of a person's list."""
        row = await self._database.row(f"{SELECT} AND m.id = ?", person, id)
        return medication_of(row) if row else None

    async def add(
        self,
        person: PersonId,
        product: ProductId,
        name: str,
        origin: str,
        at: datetime,
        *,
        most: int,
        unit: Unit | None = None,
    ) -> Addition:
        """Put a medicine on the list, once; the constraints of the table are the referee."""
        async with self._database.change() as tx:
            is_new = await tx.run(
                "INSERT INTO medications (person_id, product_id, name, origin, added_at, unit) SELECT ?, ?, ?, ?, ?, ? WHERE"
                " (SELECT count(*) FROM medications WHERE person_id = ? AND stopped_at IS NULL) < ?"
                " ON CONFLICT DO NOTHING",
                *(person, product, name, origin, seconds(at), unit, person, most),
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
                f"UPDATE OR IGNORE medications SET product_id = ?, name = ?, unit = NULL"
                f" WHERE {MINE} AND stopped_at IS NULL",
                *(product, name, id, person),
            )
            return corrected == 1 or await _stop(tx, person, id, at, delete=False)

    async def plan(
        self,
        person: PersonId,
        id: MedicationId,
        plan: Schedule,
        at: datetime,
        asks_after: datetime | None = None,
    ) -> bool:
        """Replace the plan of a medicine from now on; the same again changes nothing, a paused one stays paused."""
        async with self._database.change() as tx:
            if not await tx.row(LISTED, id, person):
                return False
            await change(tx, id, at, lambda treatment: plan_anew(treatment, plan, at, asks_after or at))
        return True

    async def taken_on(self, person: PersonId, id: MedicationId, day: date) -> list[datetime]:
        """Return when the taken doses of a local day, of any plan, were due or were recorded."""
        noon = datetime.combine(day, time(12), UTC)
        around = (seconds(noon - RECENT), seconds(noon + RECENT))
        rows = await self._database.rows(TAKEN_ON, id, person, *around, day.isoformat())
        return [instant(row["due_at"]) for row in rows]

    async def count(self, person: PersonId, id: MedicationId, tablets: float | None) -> bool:
        """Set how many tablets are left; undoing an earlier dose gives none back to what was counted since."""
        async with self._database.change() as tx:
            if not await tx.row(LISTED, id, person):
                return False
            event = await last_event(tx)
            await change(tx, id, FAR, lambda treatment: count(treatment, tablets, event))
            await tx.run(COUNTED, tablets, id)
            await tx.run(LOOK_SOON, person)
        return True

    async def pause(self, person: PersonId, id: MedicationId, at: datetime) -> bool:
        """End the plan until it is resumed."""
        return await self._change(person, id, at, lambda treatment: pause(treatment, at))

    async def resume(
        self, person: PersonId, id: MedicationId, plan: Schedule | None, at: datetime, asks_after: datetime
    ) -> bool:
        """Begin a plan in the place of the one that was paused; it asks for doses after an instant."""
        return await self._change(person, id, at, lambda treatment: resume(treatment, plan, at, asks_after))

    async def stop(self, person: PersonId, id: MedicationId, at: datetime, *, delete: bool) -> bool:
        """Take a medicine off the list and end its plan; doses already answered stay."""
        async with self._database.change() as tx:
            return await _stop(tx, person, id, at, delete=delete)

    async def undo(self, person: PersonId, id: MedicationId, since: datetime) -> bool:
        """Undo a stop, or else a pause, if it is no older; its plan goes on as if it had not been."""
        since = instant(seconds(since))
        async with self._database.change() as tx:
            if not await _is_mine(tx, person, id):
                return False
            undone = await change(tx, id, since - RECENT, lambda treatment: undo_stop(treatment, since))
            if undone:
                await tombstones.undo(tx, tombstones.MEDICINE, MINE, id, person)
        return undone

    async def forget_deleted(self, before: datetime) -> None:
        """Delete for good what was deleted so long ago that it can't be undone any more."""
        if await self._database.row("SELECT 1 FROM medications WHERE deleted_at < ?", seconds(before)):
            async with self._database.change() as tx:
                await tx.run("DELETE FROM medications WHERE deleted_at < ?", seconds(before))

    async def _change(self, person: PersonId, id: MedicationId, since: datetime, decide: Decide) -> bool:
        async with self._database.change() as tx:
            return await _is_mine(tx, person, id) and await change(tx, id, since, decide)


async def last_event(tx: Transaction) -> EventId:
    """Return the last event of any dose so far."""
    last = await tx.row("SELECT coalesce(max(id), 0) AS id FROM dose_events")
    return EventId(last["id"] if last else 0)


async def _is_mine(tx: Transaction, person: PersonId, id: MedicationId) -> bool:
    return await tx.row(f"SELECT 1 FROM medications WHERE {MINE}", id, person) is not None


async def _stop(tx: Transaction, person: PersonId, id: MedicationId, at: datetime, *, delete: bool) -> bool:
    if not await tx.row(LISTED, id, person):
        return False
    stopped = await change(tx, id, at, lambda treatment: stop(treatment, at, delete=delete))
    if delete:
        await tombstones.note(tx, tombstones.MEDICINE, MINE, id, person, at=at)
    return stopped


def medication_of(row: Row) -> Medication:
    """Build a medicine from a row of SELECT."""
    return Medication(
        MedicationId(row["id"]),
        ProductId(row["product_id"]),
        row["name"],
        from_json(row["schedule"]) if row["schedule"] else None,
        row["stock"],
        instant_or_none(row["paused_at"]),
        unit=Unit(row["unit"]) if row["unit"] else unit_of(row["name"]),
        begins=instant_or_none(row["begins_at"]),
        asks_after=instant_or_none(row["starts_at"]),
        pack=row["pack"],
        expires_on=date.fromisoformat(row["expires_on"]) if row["expires_on"] else None,
        last_refill=RefillId(row["last_refill"]),
    )
