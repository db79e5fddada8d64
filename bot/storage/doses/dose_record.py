"""The doses of a day and of a medicine in the users' database, and their corrections."""

from datetime import UTC, date, datetime, time, timedelta

from bot.core.doses.corrections import Correction, correct
from bot.core.doses.dose_record import HISTORY_PAGE, RecordedDose
from bot.core.doses.model import DoseId, DoseState, MedicationId
from bot.core.medications.units import unit_of
from bot.core.people.accounts import PersonId
from bot.core.schedules.schedule import Unit
from bot.storage.doses.dose_rows import instant_or_none
from bot.storage.doses.treatments import RECENT, answers_of, read, write
from bot.storage.file.database import Database, Row
from bot.storage.file.timestamps import instant, seconds
from knowledge.products import ProductId

DAY = """
    SELECT doses.*, m.product_id, m.name, m.unit FROM medications AS m
    JOIN doses INDEXED BY doses_medication ON doses.medication_id = m.id AND doses.due_at BETWEEN ?2 AND ?3
    WHERE m.person_id = ?1 AND m.deleted_at IS NULL AND state <> 'withdrawn'
    AND (day = ?4 OR (day = ?5 AND state IN ('waiting', 'asked') AND reminder_id IS NOT NULL))
    ORDER BY doses.due_at, m.id
"""
ONE = """
    SELECT doses.*, m.product_id, m.name, m.unit FROM doses JOIN medications AS m ON m.id = doses.medication_id
    WHERE doses.id = ? AND m.person_id = ?
"""
LAST = f"""
    SELECT doses.*, m.product_id, m.name, m.unit FROM medications AS m
    JOIN doses INDEXED BY doses_medication ON doses.medication_id = m.id AND doses.due_at <= ?3
    WHERE m.id = ?1 AND m.person_id = ?2 AND state <> 'withdrawn' ORDER BY doses.due_at DESC
    LIMIT {HISTORY_PAGE + 1} OFFSET ?4
"""
SINCE = """
    SELECT doses.*, m.product_id, m.name, m.unit FROM medications AS m
    JOIN doses INDEXED BY doses_medication ON doses.medication_id = m.id AND doses.due_at > ?2 AND doses.due_at <= ?3
    WHERE m.person_id = ?1 AND m.deleted_at IS NULL AND state <> 'withdrawn' ORDER BY doses.due_at, m.id
"""


class StoredDoseRecord:
    """`bot.core.doses.dose_record.RecordedDoses`, and `DosesSince` of reports, in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_day(self, person: PersonId, day: date) -> list[RecordedDose]:
        """Return the doses of a local day in order, and those of the day before that still wait for an answer."""
        noon = datetime.combine(day, time(12), UTC)
        around = (seconds(noon - RECENT), seconds(noon + RECENT))
        before = day - timedelta(days=1)
        rows = await self._database.rows(DAY, person, *around, day.isoformat(), before.isoformat())
        return [recorded(row) for row in rows]

    async def get(self, person: PersonId, id: DoseId) -> RecordedDose | None:
        """Return one dose of a person; None where it is gone."""
        row = await self._database.row(ONE, id, person)
        return recorded(row) if row else None

    async def last(self, person: PersonId, id: MedicationId, now: datetime, skip: int) -> list[RecordedDose]:
        """Return a page of the doses of a medicine that were due by now, the newest first, and one more if there is."""
        return [recorded(row) for row in await self._database.rows(LAST, id, person, seconds(now), skip)]

    async def since(self, person: PersonId, since: datetime, until: datetime) -> list[RecordedDose]:
        """Return a person's doses that were due between two instants, of medicines that were not deleted."""
        rows = await self._database.rows(SINCE, person, seconds(since), seconds(until))
        return [recorded(row) for row in rows]

    async def correct(self, person: PersonId, id: DoseId, by: Correction, at: datetime) -> bool:
        """Correct a dose; return whether that changed anything."""
        async with self._database.change() as tx:
            row = await tx.row(ONE, id, person)
            if row is None:
                return False
            answers = await answers_of(tx, [id])
            medication = MedicationId(row["medication_id"])
            found = await read(tx, [medication], min(at, instant(row["due_at"])) - RECENT, [id])
            return await write(tx, [(one, correct(one, id, by, answers, at)) for one in found])


def recorded(row: Row) -> RecordedDose:
    """Build a dose with its medicine from a row."""
    return RecordedDose(
        DoseId(row["id"]),
        MedicationId(row["medication_id"]),
        ProductId(row["product_id"]),
        row["name"],
        instant(row["due_at"]),
        date.fromisoformat(row["day"]),
        row["amount"],
        DoseState(row["state"]),
        row["slot"] is not None,
        instant_or_none(row["answered_at"]),
        Unit(row["unit"]) if row["unit"] else unit_of(row["name"]),
    )
