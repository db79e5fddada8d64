"""What was taken without a reminder, and when a medicine was last taken at all."""

import json
from collections.abc import Collection
from datetime import date, datetime

from bot.core.medications.medications import IntakeId, MedicationId, Taken
from bot.core.people.accounts import PersonId
from bot.storage.database import Database
from bot.storage.schedule_change import ask_for_what_was_not, replaced_after
from bot.storage.timestamps import instant, seconds

TAKE = """
    INSERT INTO intakes (medication_id, origin, taken_at, day, amount, deducted)
    SELECT m.id, ?, ?, ?, coalesce(p.amount, 1), min(coalesce(m.stock, 0), coalesce(p.amount, 1))
    FROM medications AS m LEFT JOIN plans AS p ON p.medication_id = m.id AND p.ended_at IS NULL
    WHERE m.id = ? AND m.person_id = ? AND m.stopped_at IS NULL AND m.paused_at IS NULL
        AND coalesce(p.times, '[]') = '[]'
        AND (SELECT coalesce(max(id), 0) FROM intakes WHERE medication_id = m.id) = ?
    ON CONFLICT DO NOTHING RETURNING id, medication_id, deducted
"""
MINE = "id = ? AND medication_id IN (SELECT id FROM medications WHERE person_id = ?)"
TAKEN = """
    WITH listed AS (SELECT value AS id FROM json_each(?1)), taken AS (
        SELECT medication_id, taken_at, amount FROM intakes WHERE medication_id IN (SELECT id FROM listed)
        UNION ALL
        SELECT medication_id, answered_at, amount FROM plans JOIN doses ON doses.plan_id = plans.id
        WHERE medication_id IN (SELECT id FROM listed) AND state = 'taken'
    )
    SELECT medication_id, max(taken_at) AS last_at, total(taken_at > ?2) AS times,
           total(iif(taken_at > ?2, amount, 0)) AS tablets,
           (SELECT coalesce(max(id), 0) FROM intakes WHERE intakes.medication_id = taken.medication_id) AS last
    FROM taken GROUP BY medication_id
"""  # also what was taken while the medicine still had times


class StoredIntakes:
    """`bot.core.medications.as_needed.Intakes` and `bot.core.medications.medications.IntakeHistory` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def taken(self, ids: Collection[MedicationId], since: datetime) -> dict[MedicationId, Taken]:
        """Return when each of these medicines was last taken, and how much of it since; those never taken are left out."""
        rows = await self._database.rows(TAKEN, json.dumps(list(ids)), seconds(since)) if ids else []
        return {
            MedicationId(row["medication_id"]): Taken(
                instant(row["last_at"]), int(row["times"]), row["tablets"], IntakeId(row["last"])
            )
            for row in rows
        }

    async def take(
        self, person: PersonId, id: MedicationId, seen: IntakeId, origin: str, day: date, at: datetime
    ) -> IntakeId | None:
        """Note a dose and count the stock down, unless another was noted since `seen`; the same origin finds it noted."""
        async with self._database.change() as tx:
            row = await tx.row(TAKE, origin, seconds(at), day.isoformat(), id, person, seen)
            if row:
                await tx.run(
                    "UPDATE medications SET stock = stock - ? WHERE id = ?",
                    row["deducted"],
                    row["medication_id"],
                )
            else:
                row = await tx.row(
                    "SELECT id FROM intakes WHERE origin = ? AND medication_id = ?", origin, id
                )
        return IntakeId(row["id"]) if row else None

    async def undo(self, person: PersonId, intake: IntakeId, since: datetime) -> bool:
        """Delete an intake that is no older and give its tablets back; False where there is none.

        Times that were set since then ask for the dose after all.
        """
        async with self._database.change() as tx:
            row = await tx.row(
                f"DELETE FROM intakes WHERE {MINE} AND taken_at >= ? RETURNING medication_id, deducted, taken_at",
                *(intake, person, seconds(since)),
            )
            if row:
                id = MedicationId(row["medication_id"])
                before = await replaced_after(tx, id, person, instant(row["taken_at"]))
                await ask_for_what_was_not(tx, [before])
                await tx.run(
                    "UPDATE medications SET stock = stock + ? WHERE id = ?",
                    row["deducted"],
                    row["medication_id"],
                )
        return row is not None

    async def of(self, person: PersonId, intake: IntakeId) -> bool:
        """Return whether an intake is noted."""
        return await self._database.row(f"SELECT 1 FROM intakes WHERE {MINE}", intake, person) is not None
