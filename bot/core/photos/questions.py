"""Where questions about photos are kept: the port."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.medications.medications import MedicationId
from bot.core.people.accounts import PersonId
from bot.core.photos.model import Decision, Pill, Question, QuestionId
from knowledge.identify.ranking import Ranking
from knowledge.products import ProductId


class Questions(Protocol):
    """Where questions are kept."""

    async def answered(self, origin: str) -> bool:
        """Return whether an origin's question has been answered, should the update come again."""
        ...

    async def ask(self, person: PersonId, origin: str, pills: Sequence[Pill], at: datetime) -> QuestionId: ...
    async def note_message(self, id: QuestionId, message_id: int) -> None: ...
    async def get(self, person: PersonId, id: QuestionId) -> Question | None: ...
    async def decide(
        self, id: QuestionId, number: int, decision: Decision, product: ProductId | None
    ) -> None: ...
    async def rerank(self, id: QuestionId, number: int, ranking: Ranking) -> None: ...
    async def note_added(self, id: QuestionId, number: int, medication: MedicationId | None) -> None: ...
    async def turn(self, id: QuestionId, pills: Sequence[Pill], without: Sequence[int] = ()) -> None:
        """Keep the other sides of pills, and what they may be with them; what the person chose stays.

        `without` are the numbers of pills that turned out to be those other sides.
        """
        ...
