"""Photos that people give to learn from: kept only once they agreed, taken back at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from bot.core.people.accounts import Account, ChatId, PersonId
from bot.core.photos.model import QuestionId

DonationId = NewType("DonationId", int)

TEXT_VERSION = 1  # of what people agree to; raised whenever it changes in substance
MOST = 20  # photos of an account


@dataclass(frozen=True, slots=True)
class Donation:
    """A photo that was given, without the photo."""

    id: DonationId
    given_at: datetime


class Donations(Protocol):
    """Where donations are kept, and where the photos of a question can be fetched again."""

    async def remember(self, question: QuestionId, file_ids: Sequence[str]) -> None:
        """Note where the photos of a question can be fetched, should they be given; the photos are not kept."""

    async def files(self, person: PersonId, question: QuestionId) -> list[str]: ...
    async def give(self, person: PersonId, origin: str, photo: bytes, version: int, at: datetime) -> bool:
        """Keep a photo, once; return False where it is kept already."""
        ...

    async def of(self, chat_id: ChatId) -> list[Donation]:
        """Return what an account gave, the newest first."""
        ...

    async def photo(self, chat_id: ChatId, id: DonationId) -> bytes | None: ...
    async def take_back(self, chat_id: ChatId, id: DonationId | None, at: datetime) -> int:
        """Delete one, or all where none is named; return how many."""
        ...


class DonationService:
    """What may be given, and how it is kept. What has no rules of its own is asked of `Donations`."""

    def __init__(self, donations: Donations) -> None:
        self._donations = donations

    async def files(self, account: Account, question: QuestionId) -> list[str]:
        """Return where the photos of a question can be fetched; none where it is gone, or enough was given."""
        if len(await self._donations.of(account.chat_id)) >= MOST:
            return []
        return await self._donations.files(account.person_id, question)

    async def give(
        self, account: Account, question: QuestionId, photos: Sequence[bytes], at: datetime
    ) -> None:
        """Keep the photos of a question, each once however often it is given."""
        for place, photo in enumerate(photos):
            origin = f"question:{question}:{place}"
            await self._donations.give(account.person_id, origin, photo, TEXT_VERSION, at)
