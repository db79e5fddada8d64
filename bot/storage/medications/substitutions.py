"""What medicines were before a refill of another maker took their place."""

from datetime import datetime

from bot.core.medications.medications import MedicationId
from bot.core.medications.substitution import SubstitutionId
from bot.core.people.accounts import PersonId
from bot.storage.file.database import Database
from bot.storage.file.timestamps import seconds
from knowledge.products import Product, ProductId

MINE = "medication_id IN (SELECT id FROM medications WHERE person_id = ?)"


class StoredSubstitutions:
    """`bot.core.medications.substitution.Substitutions` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(
        self, person: PersonId, id: MedicationId, old: ProductId, new: Product, at: datetime
    ) -> bool:
        """Put a product in the place of `old`; False where that is not it any more, or the new one is listed."""
        async with self._database.change() as tx:
            row = await tx.row("SELECT name FROM medications WHERE id = ?", id)
            replaced = await tx.run(
                "UPDATE OR IGNORE medications SET product_id = ?, name = ?"
                " WHERE id = ? AND person_id = ? AND product_id = ? AND stopped_at IS NULL",
                *(new.id, new.name, id, person, old),
            )
            if row and replaced:
                await tx.run(
                    "INSERT INTO replacements (medication_id, product_id, name, replaced_at) VALUES (?, ?, ?, ?)",
                    *(id, old, row["name"], seconds(at)),
                )
        return replaced == 1

    async def last(self, person: PersonId, id: MedicationId) -> tuple[SubstitutionId, ProductId, str] | None:
        """Return what a medicine was before its last replacement: its product and name."""
        row = await self._database.row(
            f"SELECT * FROM replacements WHERE medication_id = ? AND {MINE} ORDER BY id DESC LIMIT 1",
            id,
            person,
        )
        return (SubstitutionId(row["id"]), ProductId(row["product_id"]), row["name"]) if row else None

    async def undo(self, person: PersonId, id: SubstitutionId, since: datetime) -> bool:
        """Put back what was replaced no earlier, as the last change; False where there is none, or it is listed again."""
        async with self._database.change() as tx:
            row = await tx.row(
                f"SELECT * FROM replacements AS r WHERE r.id = ? AND {MINE} AND replaced_at >= ?"
                " AND r.id = (SELECT max(id) FROM replacements WHERE medication_id = r.medication_id)",
                *(id, person, seconds(since)),
            )
            if row is None:
                return False
            undone = await tx.run(
                "UPDATE OR IGNORE medications SET product_id = ?, name = ? WHERE id = ?",
                *(row["product_id"], row["name"], row["medication_id"]),
            )
            if undone:
                await tx.run("DELETE FROM replacements WHERE id = ?", id)
        return undone == 1

    async def of(self, person: PersonId, id: SubstitutionId) -> bool:
        """Return whether a replacement stands."""
        return (
            await self._database.row(f"SELECT 1 FROM replacements WHERE id = ? AND {MINE}", id, person)
            is not None
        )
