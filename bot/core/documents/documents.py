"""Where documents are kept: the port."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.documents.model import Document, DocumentId, DocumentKind, Row
from bot.core.people.accounts import PersonId
from bot.core.photos.model import Decision
from knowledge.products import ProductId


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
    async def decide(
        self, id: DocumentId, number: int, decision: Decision, product: ProductId | None
    ) -> None: ...
    async def note_added(self, id: DocumentId) -> None: ...
