"""A refill of another maker in the place of the medicine on the list: by one tap, and that taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from bot.core.doses.model import UNDO_FOR
from bot.core.medications.medications import Medication, MedicationId, MedicationService, Overview
from bot.core.people.accounts import Account, PersonId
from bot.core.photos.model import Question, QuestionId
from bot.core.photos.photo_service import PhotoService
from knowledge.interactions.substitution import Likeness, refills
from knowledge.products import Product, ProductId

SubstitutionId = NewType("SubstitutionId", int)


@dataclass(frozen=True, slots=True)
class Offer:
    """A pill of a photo that stands in for a medicine on the list: the same in it and as much, with another look."""

    number: int
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class Replaced:
    """A medicine as it was before, and as it stands on the list now, with its times and what was taken of it."""

    id: SubstitutionId
    before: ProductId
    before_name: str
    medication: Medication


class Substitutions(Protocol):
    """Where it is kept what medicines were before."""

    async def replace(
        self, person: PersonId, id: MedicationId, old: ProductId, new: Product, at: datetime
    ) -> bool:
        """Put a product in the place of `old`; False where that is not it any more, or the new one is listed."""
        ...

    async def last(self, person: PersonId, id: MedicationId) -> tuple[SubstitutionId, ProductId, str] | None:
        """Return what a medicine was before its last replacement: its product and name."""
        ...

    async def undo(self, person: PersonId, id: SubstitutionId, since: datetime) -> bool:
        """Put back what was replaced no earlier than `since`; False where there is none, or it is listed again."""
        ...

    async def of(self, person: PersonId, id: SubstitutionId) -> bool:
        """Return whether a replacement stands."""
        ...


def offers(
    question: Question, products: Mapping[ProductId, Product], together: Overview
) -> tuple[Offer, ...]:
    """Return which pills of a photo stand in for which medicines on the list."""
    numbers = {pill.identity: pill.number for pill in reversed(question.pills) if pill.identity}
    listed = {m.product_id: m.id for m in together.medications}
    seen = [products[id] for id in numbers if id in products]
    known = [together.products[id] for id in listed if id in together.products]
    return tuple(
        Offer(numbers[found.seen], listed[found.listed])
        for found in refills(seen, known)
        if found.likeness is Likeness.NEW_LOOK
    )


class SubstitutionService:
    """The use cases round a refill."""

    def __init__(
        self, photos: PhotoService, medicines: MedicationService, replacements: Substitutions
    ) -> None:
        self._photos = photos
        self._medicines = medicines
        self._replacements = replacements

    async def replace(self, account: Account, id: QuestionId, offer: Offer, at: datetime) -> Replaced | None:
        """Put a pill's product in the place of a medicine; None where that is not offered any more.

        Its times, its tablets and what was taken of it stay. A second tap finds it done.
        """
        question = await self._photos.get(account, id)
        pill = question.pill(offer.number) if question else None
        if question is None or pill is None or pill.identity is None:
            return None
        products = await self._photos.products([pill.identity])
        overview = await self._medicines.overview(account, at)
        old = next((m for m in overview.medications if m.id == offer.medication), None)
        if old and offer in offers(question, products, overview):
            new = products[pill.identity]
            await self._replacements.replace(account.person_id, old.id, old.product_id, new, at)
        medication = await self._medicines.get(account, offer.medication, at)
        before = await self._replacements.last(account.person_id, offer.medication)
        if medication is None or before is None or medication.product_id != pill.identity:
            return None
        return Replaced(*before, medication)

    async def undo(self, account: Account, id: SubstitutionId, at: datetime) -> bool:
        """Put back what was replaced in the last ten minutes; False where it can't be. A second tap finds it done."""
        undone = await self._replacements.undo(account.person_id, id, at - UNDO_FOR)
        return undone or not await self._replacements.of(account.person_id, id)
