"""People's lists of medicines, and the plans by which they take them."""

import json
from collections.abc import Sequence
from datetime import datetime, time

from bot.core.medications import Medication, MedicationId
from bot.core.people import PersonId
from bot.storage.database import Database, Row, Transaction
from bot.storage.instants import instant, seconds
from knowledge.products import ProductId

SELECT = """
    SELECT m.id, m.product_id, m.name, p.times,
           (SELECT min(due_at) FROM doses d WHERE d.plan_id = p.id AND d.state = 'waiting') AS next_due
    FROM medications m LEFT JOIN plans p ON p.medication_id = m.id AND p.ended_at IS NULL
    WHERE m.person_id = ? AND m.stopped_at IS NULL
"""

PLANS = "SELECT id FROM plans WHERE medication_id = ?"


class StoredMedications:
    """`bot.core.medications.Medications` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def active(self, person: PersonId) -> list[Medication]:
        """Return what a person takes, in the order it was added."""
        return [_medication(row) for row in await self._database.rows(f"{SELECT} ORDER BY m.id", person)]

    async def get(self, person: PersonId, id: MedicationId) -> Medication | None:
        """Return one medicine of a person's list."""
        row = await self._database.row(f"{SELECT} AND m.id = ?", person, id)
        return _medication(row) if row else None

    async def add(self, person: PersonId, product: ProductId, name: str, origin: str, at: datetime) -> bool:
        """Put a medicine on the list, once; the constraints of the table are the referee."""
        async with self._database.change() as tx:
            added = await tx.run(
                "INSERT INTO medications (person_id, product_id, name, origin, added_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                person,
                product,
                name,
                origin,
                seconds(at),
            )
        return added == 1

    async def stop(self, person: PersonId, id: MedicationId, at: datetime) -> bool:
        """Take a medicine off the list and end its plan; doses already answered stay."""
        async with self._database.change() as tx:
            stopped = await tx.run(
                "UPDATE medications SET stopped_at = ? WHERE id = ? AND person_id = ? AND stopped_at IS NULL",
                seconds(at),
                id,
                person,
            )
            if stopped:
                await _end_plan(tx, id, at)
                await tx.run(f"DELETE FROM doses WHERE state = 'waiting' AND plan_id IN ({PLANS})", id)
                await tx.run(
                    f"UPDATE doses SET state = 'missed', next_at = NULL WHERE state = 'asked' AND plan_id IN ({PLANS})",
                    id,
                )
        return stopped == 1

    async def plan(self, person: PersonId, id: MedicationId, times: Sequence[time], at: datetime) -> bool:
        """Replace the plan of a medicine from now on; no times end it."""
        async with self._database.change() as tx:
            if not await tx.row(f"{SELECT} AND m.id = ?", person, id):
                return False
            await _end_plan(tx, id, at)
            if times:
                await tx.run(
                    "INSERT INTO plans (medication_id, times, starts_at, expanded_until) VALUES (?, ?, ?, ?)",
                    id,
                    json.dumps([f"{t:%H:%M}" for t in times]),
                    seconds(at),
                    seconds(at),
                )
        return True


def times_of(text: str | None) -> tuple[time, ...]:
    """Read a plan's local times."""
    return tuple(time.fromisoformat(t) for t in json.loads(text)) if text else ()


async def _end_plan(tx: Transaction, id: MedicationId, at: datetime) -> None:
    """End the plan of a medicine: doses to come are withdrawn, those put off are not."""
    await tx.run(
        f"DELETE FROM doses WHERE state = 'waiting' AND due_at > ? AND plan_id IN ({PLANS} AND ended_at IS NULL)",
        seconds(at),
        id,
    )
    await tx.run(
        "UPDATE plans SET ended_at = ? WHERE medication_id = ? AND ended_at IS NULL", seconds(at), id
    )


def _medication(row: Row) -> Medication:
    next_due = instant(row["next_due"]) if row["next_due"] else None
    return Medication(
        MedicationId(row["id"]), ProductId(row["product_id"]), row["name"], times_of(row["times"]), next_due
    )
