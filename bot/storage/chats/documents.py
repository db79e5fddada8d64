"""Printed pages and boxes: which products were read and what was decided, never the photo or its text."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.core.documents.model import Document, DocumentId, DocumentKind, PossibleDose, Row
from bot.core.medications.model import RefillId
from bot.core.people.accounts import PersonId
from bot.core.photos.model import Decision
from bot.core.schedules.schedule_json import from_json, to_json
from bot.storage.chats.questions import KEPT, KEPT_WITHOUT_CONSENT
from bot.storage.file.database import Database
from bot.storage.file.timestamps import seconds
from knowledge.products import ProductId


class StoredDocuments:
    """`bot.core.documents.documents.Documents` in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answered(self, origin: str) -> bool:
        """Return whether the document of this origin has been answered."""
        row = await self._database.row(
            "SELECT 1 FROM documents WHERE origin = ? AND message_id IS NOT NULL", origin
        )
        return row is not None

    async def keep(
        self, person: PersonId, origin: str, kind: DocumentKind, rows: Sequence[Row], at: datetime
    ) -> DocumentId:
        """Keep a document; the same origin again replaces what was kept and not answered."""
        async with self._database.change() as tx:
            await tx.run("DELETE FROM documents WHERE origin = ?", origin)
            kept = await tx.row(
                "INSERT INTO documents (person_id, origin, kind, rows, asked_at) VALUES (?, ?, ?, ?, ?)"
                " RETURNING id",
                *(person, origin, kind, _written(rows), seconds(at)),
            )
        assert kept is not None  # noqa: S101  (RETURNING gives the row)
        return DocumentId(kept["id"])

    async def note_message(self, id: DocumentId, message_id: int) -> None:
        """Remember which message carries the buttons."""
        async with self._database.change() as tx:
            await tx.run("UPDATE documents SET message_id = ? WHERE id = ?", message_id, id)

    async def get(self, person: PersonId, id: DocumentId) -> Document | None:
        """Return a person's document."""
        row = await self._database.row("SELECT * FROM documents WHERE id = ? AND person_id = ?", id, person)
        if row is None:
            return None
        return Document(id, DocumentKind(row["kind"]), _read(row["rows"]), bool(row["is_added"]))

    async def put(self, id: DocumentId, row: Row) -> None:
        """Put a row in the place of the one with its number, or below all."""
        async with self._database.change() as tx:
            kept = await tx.row("SELECT rows FROM documents WHERE id = ?", id)
            if kept:
                rows = {one.number: one for one in _read(kept["rows"])} | {row.number: row}
                await tx.run("UPDATE documents SET rows = ? WHERE id = ?", _written(tuple(rows.values())), id)

    async def note_added(self, id: DocumentId) -> None:
        """Remember that its medicines are on the list."""
        async with self._database.change() as tx:
            await tx.run("UPDATE documents SET is_added = 1 WHERE id = ?", id)

    async def forget_old(self, now: datetime) -> None:
        """Delete what was read a month ago; after a day where the person has not agreed to more."""
        async with self._database.change() as tx:
            await tx.run(
                "DELETE FROM documents WHERE asked_at < ? OR asked_at < ? AND person_id IN (SELECT people.id FROM people"
                " JOIN accounts ON accounts.chat_id = people.chat_id WHERE consent_version = 0)",
                seconds(now - KEPT),
                seconds(now - KEPT_WITHOUT_CONSENT),
            )


def _written(rows: Sequence[Row]) -> str:
    return json.dumps(
        [
            {
                "number": row.number,
                "candidates": row.candidates,
                "is_sure": row.is_sure,
                "plan": to_json(row.plan) if row.plan else None,
                "units": row.units,
                "expires_on": row.expires_on.isoformat() if row.expires_on else None,
                "lot": row.lot,
                "after": row.after,
                "decision": row.decision,
                "product_id": row.product_id,
                "doses": [{"plan": to_json(one.plan), "units": one.units} for one in row.doses],
            }
            for row in rows
        ]
    )


def _read(text: str) -> tuple[Row, ...]:
    return tuple(_row(one) for one in json.loads(text))


def _row(one: dict[str, Any]) -> Row:
    return Row(
        one["number"],
        tuple(ProductId(id) for id in one["candidates"]),
        one["is_sure"],
        from_json(one["plan"]) if one["plan"] else None,
        one["units"],
        date.fromisoformat(one["expires_on"]) if one["expires_on"] else None,
        one["lot"],
        RefillId(one["after"]),
        Decision(one["decision"]),
        ProductId(one["product_id"]) if one["product_id"] else None,
        tuple(PossibleDose(from_json(dose["plan"]), dose["units"]) for dose in one.get("doses", ())),
    )
