"""Small pictures of people's own pills for their reminders: kept only for who agreed, and deleted at will."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.core.doses.model import MedicationId
from bot.core.medications.medications import Medications
from bot.core.people.accounts import Account, Accounts, ChatId, OwnPills, PersonId
from bot.core.photos.model import Decision, Pill, Question
from knowledge.products import ProductId

TEXT_VERSION = 1  # of what people agree to; raised whenever it changes in substance


class OwnPillPictures(Protocol):
    """Where the pictures are kept: JPEG, at most 6 KB each."""

    async def keep(self, id: MedicationId, picture: bytes, version: int, at: datetime) -> None:
        """Keep the picture of a medicine in the place of the one before."""
        ...

    async def of(self, person: PersonId, products: Collection[ProductId]) -> dict[ProductId, bytes]:
        """Return the pictures of what a person takes."""
        ...

    async def delete(self, chat_id: ChatId) -> None:
        """Delete all of an account, from the log of changes too."""
        ...


class OwnPillService:
    """The consent, and what is kept by it."""

    def __init__(self, pictures: OwnPillPictures, accounts: Accounts, medications: Medications) -> None:
        self._pictures = pictures
        self._accounts = accounts
        self._medications = medications

    async def asked(self, account: Account) -> Account:
        """Note that the person was asked: they are not asked again."""
        return await self._save(account, OwnPills.ASKED)

    async def agree(self, account: Account) -> Account:
        """Note that the person agreed."""
        return await self._save(account, OwnPills.AGREED)

    async def withdraw(self, account: Account) -> Account:
        """Delete every picture, and keep none from now on."""
        withdrawn = await self._save(account, OwnPills.ASKED)
        await self._pictures.delete(account.chat_id)
        return withdrawn

    async def confirmed(self, account: Account, question: Question) -> Sequence[tuple[MedicationId, Pill]]:
        """Return the pills of a photo whose medicine the person confirmed and takes, one for each medicine."""
        listed = await self._medications.active(account.person_id)
        taken = {medication.product_id: medication.id for medication in listed}
        found = {
            taken[pill.product_id]: pill
            for pill in question.pills
            if pill.decision is Decision.CHOSEN and pill.product_id in taken
        }
        return tuple(found.items())

    async def keep(self, account: Account, id: MedicationId, picture: bytes, at: datetime) -> None:
        """Keep a picture; nothing where the person has not agreed."""
        if account.own_pills is OwnPills.AGREED:
            await self._pictures.keep(id, picture, TEXT_VERSION, at)

    async def _save(self, account: Account, consent: OwnPills) -> Account:
        changed = replace(account, own_pills=consent)
        await self._accounts.save(changed)
        return changed
