"""Where documents are kept: the port."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.documents.model import Document, DocumentId, DocumentKind, Row
from bot.core.people.accounts import PersonId


class Documents(Protocol):
    """Keeps which products were read, never a photo or a line of text."""

    async def answered(self, origin: str) -> bool:
        """Return whether the document of an origin was answered, should the update come again."""
        ...

    async def keep(
        self, person: PersonId, origin: str, kind: DocumentKind, rows: Sequence[Row], at: datetime
    ) -> DocumentId: ...
    async def note_message(self, id: DocumentId, message_id: int) -> None: ...
    async def get(self, person: PersonId, id: DocumentId) -> Document | None: ...
    async def put(self, id: DocumentId, row: Row) -> None:
        """Put a row in the place of the one with its number, or below all."""
        ...

    async def note_added(self, id: DocumentId) -> None: ...
