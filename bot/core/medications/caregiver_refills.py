"""A caregiver who gets new packs adds them to the person's stock, and the person is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.doses.model import MedicationId
from bot.core.medications.medications import Medication, MedicationService
from bot.core.medications.model import RefillId
from bot.core.medications.refills import RefillService
from bot.core.people.accounts import Account, Accounts
from bot.core.people.caregivers import Caregiver, CaregiverId, Caregivers, Refills
from knowledge.products import Product


@dataclass(frozen=True, slots=True)
class CaredPack:
    """A medicine of which a caregiver gets new packs."""

    care: Caregiver
    whose: Account  # about the person who takes it
    medication: Medication
    product: Product | None

    @property
    def called(self) -> str:
        """The name on the list, in lower case."""
        return self.medication.name.lower()


class PackMessages(Protocol):
    """Tells the person."""

    async def pack_added(self, pack: CaredPack, amount: float, refill: RefillId) -> None: ...


class CaregiverRefills:
    """The use cases of packs that a caregiver got."""

    def __init__(
        self,
        caregivers: Caregivers,
        accounts: Accounts,
        medicines: MedicationService,
        refills: RefillService,
        messages: PackMessages,
    ) -> None:
        self._caregivers = caregivers
        self._accounts = accounts
        self._medicines = medicines
        self._refills = refills
        self._messages = messages

    async def find(
        self, account: Account, id: CaregiverId, medication: MedicationId, at: datetime
    ) -> CaredPack | None:
        """Return a medicine of a person; None where it is gone, or this chat does not get its packs (any more)."""
        care = await self._caregivers.get(id)
        if care is None or care.chat_id != account.chat_id or not care.is_agreed:
            return None
        if care.refills is not Refills.AGREED:
            return None
        whose = await self._accounts.about(care.person_chat, care.person)
        listed = await self._medicines.look_at(whose, [medication], at) if whose else ()
        return CaredPack(care, whose, *listed[0]) if whose and listed else None

    async def running_out(
        self, account: Account, name: str | None, at: datetime
    ) -> tuple[CaredPack, ...] | None:
        """Return the medicines that this chat was told run out, only those that a name may mean where one is said.

        None where this chat gets nobody's packs.
        """
        cares = [
            care
            for care in await self._caregivers.of(account.chat_id)
            if care.chat_id == account.chat_id and care.is_agreed and care.refills is Refills.AGREED
        ]
        packs = [pack for care in cares for pack in await self._running_out_of(account, care, at)]
        if name is not None:
            meant = {product.id for product in await self._medicines.find(name)}
            packs = [one for one in packs if one.medication.product_id in meant or name in one.called]
        return tuple(packs) if cares else None

    async def _running_out_of(self, account: Account, care: Caregiver, at: datetime) -> list[CaredPack]:
        whose = await self._accounts.about(care.person_chat, care.person)
        ids = await self._refills.running_out(whose) if whose else ()
        found = [await self.find(account, care.id, id, at) for id in ids]
        return [pack for pack in found if pack and not pack.medication.paused_at]

    async def add(self, pack: CaredPack, amount: float, after: RefillId, at: datetime) -> RefillId | None:
        """Add a pack and tell the person; None where another was added since `after`, by either of them."""
        added = await self._refills.refill(pack.whose, pack.medication.id, amount, after, at)
        if added is not None:
            await self._messages.pack_added(pack, amount, added)
        return added
