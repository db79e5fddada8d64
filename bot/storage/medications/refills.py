"""New packs of medicines and their expiry dates in the users' database."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.core.doses.model import MedicationId
from bot.core.doses.treatment_changes import refill, take_refill_back
from bot.core.medications.model import RefillId
from bot.core.people.accounts import PersonId
from bot.storage.doses.treatments import change
from bot.storage.file.database import Database
from bot.storage.file.timestamps import seconds
from bot.storage.medications.medications import FAR, LISTED, LOOK_SOON, last_event

NEW = """
    INSERT INTO refills (medication_id, amount, refilled_at) SELECT ?1, ?2, ?3
    WHERE ?4 = (SELECT coalesce(max(id), 0) FROM refills WHERE medication_id = ?1) RETURNING id
"""
LAST = """
    SELECT refills.* FROM refills JOIN medications AS m ON m.id = refills.medication_id
    WHERE refills.id = ?1 AND m.person_id = ?2 AND refilled_at >= ?3
    AND refills.id = (SELECT max(id) FROM refills AS r WHERE r.medication_id = m.id)
"""
RUNNING_OUT = """
    SELECT DISTINCT m.id FROM stock_told JOIN medications AS m ON m.id = stock_told.medication_id
    WHERE m.person_id = ? AND news <> 'expires' ORDER BY m.id
"""


class StoredRefills:
    """`bot.core.medications.refills.Refills` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refill(
        self, person: PersonId, id: MedicationId, amount: float, after: RefillId, at: datetime
    ) -> RefillId | None:
        """Add a pack, unless another was added since `after`; the next one is taken to be as large.

        What was told of the pack before may be told again.
        """
        async with self._database.change() as tx:
            if not await tx.row(LISTED, id, person):
                return None
            added = await tx.row(NEW, id, amount, seconds(at), after)
            if added is None:
                return None
            event = await last_event(tx)
            await change(tx, id, FAR, lambda treatment: refill(treatment, amount, event))
            await tx.run("UPDATE medications SET pack = ? WHERE id = ?", amount, id)
            await tx.run("DELETE FROM stock_told WHERE medication_id = ? AND news <> 'expires'", id)
            await tx.run(LOOK_SOON, person)
        return RefillId(added["id"])

    async def take_back(self, person: PersonId, id: RefillId, since: datetime) -> bool:
        """Take the last pack of a medicine back, if it was added since an instant."""
        async with self._database.change() as tx:
            row = await tx.row(LAST, id, person, seconds(since))
            if row is None:
                return False
            amount, medication = row["amount"], MedicationId(row["medication_id"])
            await tx.run("DELETE FROM refills WHERE id = ?", id)
            await change(tx, medication, FAR, lambda treatment: take_refill_back(treatment, amount))
        return True

    async def expires(self, person: PersonId, id: MedicationId, on: date | None) -> None:
        """Keep until when a pack may be taken; what was told of another date may be told again."""
        async with self._database.change() as tx:
            if await tx.row(LISTED, id, person):
                day = on.isoformat() if on else None
                await tx.run("UPDATE medications SET expires_on = ? WHERE id = ?", day, id)
                await tx.run("DELETE FROM stock_told WHERE medication_id = ? AND news = 'expires'", id)
                await tx.run(LOOK_SOON, person)

    async def running_out(self, person: PersonId) -> Sequence[MedicationId]:
        """Return the medicines of which it was told that they run out, and no pack was added since."""
        return [MedicationId(row["id"]) for row in await self._database.rows(RUNNING_OUT, person)]
