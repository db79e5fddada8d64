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

    async def remember(self, question: QuestionId, file_ids: Sequence[str]) -> None: ...
    async def files(self, person: PersonId, question: QuestionId) -> list[str]: ...
    async def give(self, person: PersonId, origin: str, photo: bytes, version: int, at: datetime) -> bool:
        """Keep a photo, once; return False where it is kept already."""
        ...

    async def of(self, chat_id: ChatId) -> list[Donation]: ...
    async def photo(self, chat_id: ChatId, id: DonationId) -> bytes | None: ...
    async def take_back(self, chat_id: ChatId, id: DonationId | None, at: datetime) -> int:
        """Delete one, or all where none is named; return how many."""
        ...


class DonationService:
    """The use cases round photos that are given."""

    def __init__(self, donations: Donations) -> None:
        self._donations = donations

    async def remember(self, question: QuestionId, file_ids: Sequence[str]) -> None:
        """Note where the photos of a question can be fetched, should they be given; the photos are not kept."""
        await self._donations.remember(question, file_ids)

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

    async def given(self, account: Account) -> list[Donation]:
        """Return what an account gave, the newest first."""
        return await self._donations.of(account.chat_id)

    async def photo(self, account: Account, id: DonationId) -> bytes | None:
        """Return a photo that an account gave."""
        return await self._donations.photo(account.chat_id, id)

    async def take_back(self, account: Account, id: DonationId | None, at: datetime) -> int:
        """Delete one photo, or all; return how many."""
        return await self._donations.take_back(account.chat_id, id, at)
