"""Doses that people took without a reminder, and when a medicine was last taken at all."""

import json
from collections.abc import Collection
from datetime import datetime

from bot.core.doses.model import NEW_DOSE, Change, DoseId, MedicationId, Treatment
from bot.core.doses.transitions import take_now, undo
from bot.core.medications.dose_limits import Intake
from bot.core.medications.medications import Taken
from bot.core.people.accounts import PersonId
from bot.storage.doses.treatments import RECENT, answers_of, read, write
from bot.storage.file.database import Database, Row, Transaction
from bot.storage.file.timestamps import instant, seconds
from knowledge.products import ProductId

LAST_ADDED = """
    SELECT id FROM doses WHERE medication_id = {medication} AND state = 'taken' AND origin IS NOT NULL
    ORDER BY answered_at DESC, id DESC LIMIT 1
"""
TAKEN_SINCE = "FROM doses WHERE medication_id = mine.value AND state = 'taken' AND answered_at > ?2"
TAKEN = f"""
    SELECT mine.value AS medication_id, coalesce(({LAST_ADDED.format(medication="mine.value")}), {NEW_DOSE}) AS last,
           (SELECT max(answered_at) FROM doses WHERE medication_id = mine.value AND state = 'taken') AS last_at,
           (SELECT count(*) {TAKEN_SINCE}) AS times, (SELECT total(amount) {TAKEN_SINCE}) AS tablets
    FROM json_each(?1) AS mine
"""  # also what was taken while the medicine still had times
LATELY = """
    SELECT m.product_id, doses.amount, doses.answered_at FROM medications AS m
    JOIN doses ON doses.medication_id = m.id AND doses.state = 'taken' AND doses.answered_at > ?2
    WHERE m.person_id = ?1 ORDER BY doses.answered_at
"""
MINE = """
    SELECT doses.* FROM doses JOIN medications AS m ON m.id = doses.medication_id
    WHERE m.person_id = ? AND doses.origin IS NOT NULL AND doses.{column} = ?
"""


class StoredIntakes:
    """`bot.core.medications.as_needed.Intakes` and `bot.core.medications.medications.IntakeHistory` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def taken(self, ids: Collection[MedicationId], since: datetime) -> dict[MedicationId, Taken]:
        """Return when each of these medicines was last taken, and how much of it since; those never taken are left out."""
        rows = await self._database.rows(TAKEN, json.dumps(list(ids)), seconds(since)) if ids else []
        return {
            MedicationId(row["medication_id"]): Taken(
                instant(row["last_at"]), row["times"], row["tablets"], DoseId(row["last"])
            )
            for row in rows
            if row["last_at"] is not None
        }

    async def lately(self, person: PersonId, since: datetime) -> list[Intake]:
        """Return what a person took since an instant, also of what left the list meanwhile."""
        rows = await self._database.rows(LATELY, person, seconds(since))
        return [
            Intake(ProductId(row["product_id"]), row["amount"], instant(row["answered_at"])) for row in rows
        ]

    async def take(
        self, person: PersonId, id: MedicationId, seen: DoseId, origin: str, at: datetime
    ) -> DoseId | None:
        """Add a dose taken now, unless another was added since `seen`; the same origin again finds it added."""
        async with self._database.change() as tx:
            if await tx.row("SELECT 1 FROM medications WHERE id = ? AND person_id = ?", id, person) is None:
                return None
            if await _added(tx, person, origin) is None:
                last = await tx.row(LAST_ADDED.format(medication="?"), id)
                (treatment,) = await read(tx, [id], at - RECENT, [last["id"]] if last else [])
                await write(tx, [(treatment, take_now(treatment, seen, origin, at) or Change(treatment))])
            row = await _added(tx, person, origin)
        return DoseId(row["id"]) if row else None

    async def undo(self, person: PersonId, intake: DoseId, at: datetime) -> bool:
        """Undo a dose that was added in the last ten minutes and give its tablets back; False where there is none."""
        at = instant(seconds(at))
        async with self._database.change() as tx:
            row = await tx.row(MINE.format(column="id"), person, intake)
            if row is None:
                return False
            answers = await answers_of(tx, [intake])
            found: list[Treatment] = await read(tx, [MedicationId(row["medication_id"])], at - RECENT)
            return await write(tx, [(one, undo(one, [intake], answers, at)) for one in found])

    async def has(self, person: PersonId, origin: str) -> bool:
        """Return whether a tap has added a dose already."""
        return await self._database.row(MINE.format(column="origin"), person, origin) is not None

    async def of(self, person: PersonId, intake: DoseId) -> bool:
        """Return whether a dose was added and not undone."""
        row = await self._database.row(MINE.format(column="id"), person, intake)
        return row is not None and row["state"] == "taken"


async def _added(tx: Transaction, person: PersonId, origin: str) -> Row | None:
    return await tx.row(MINE.format(column="origin"), person, origin)
