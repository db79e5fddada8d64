"""Small pictures of people's own pills, in the users' database."""

from collections.abc import Collection
from datetime import datetime

from bot.core.doses.model import MedicationId
from bot.core.people.accounts import ChatId, PersonId
from bot.storage.file.database import Database
from bot.storage.file.timestamps import seconds
from knowledge.products import ProductId

KEEP = """
    INSERT INTO own_pills (medication_id, picture, consent_version, kept_at)
    SELECT m.id, ?2, ?3, ?4 FROM medications AS m JOIN people ON people.id = m.person_id
    JOIN accounts ON accounts.chat_id = people.chat_id
    WHERE m.id = ?1 AND m.stopped_at IS NULL AND accounts.own_pills = 'agreed'
    ON CONFLICT (medication_id) DO UPDATE SET
        picture = excluded.picture, consent_version = excluded.consent_version, kept_at = excluded.kept_at
"""
TAKEN = """
    SELECT m.product_id, picture FROM own_pills JOIN medications AS m ON m.id = medication_id
    WHERE m.person_id = ? AND m.stopped_at IS NULL
"""
OURS = """
    medication_id IN (SELECT m.id FROM medications AS m JOIN people ON people.id = m.person_id WHERE people.chat_id = ?)
"""


class StoredOwnPills:
    """`bot.core.photos.own_pills.OwnPillPictures` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, id: MedicationId, picture: bytes, version: int, at: datetime) -> None:
        """Keep the picture of a medicine that is taken, in the place of the one before; nothing without consent."""
        async with self._database.change() as tx:
            await tx.run(KEEP, id, picture, version, seconds(at))

    async def of(self, person: PersonId, products: Collection[ProductId]) -> dict[ProductId, bytes]:
        """Return the pictures of what a person takes."""
        rows = await self._database.rows(TAKEN, person)
        return {ProductId(row["product_id"]): row["picture"] for row in rows if row["product_id"] in products}

    async def delete(self, chat_id: ChatId) -> None:
        """Delete all of an account, from the log of changes too."""
        async with self._database.change() as tx:
            await tx.run(f"DELETE FROM own_pills WHERE {OURS}", chat_id)
        await self._database.fold_log()
