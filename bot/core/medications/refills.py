"""New packs and expiry dates of medicines: added, taken back, kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.doses.model import UNDO_FOR, MedicationId
from bot.core.medications.model import RefillId
from bot.core.people.accounts import Account, PersonId

MOST_IN_A_PACK = 2000.0  # units


class Refills(Protocol):
    """Where new packs are kept. What is about a medicine that is gone changes nothing."""

    async def refill(
        self, person: PersonId, id: MedicationId, amount: float, after: RefillId, at: datetime
    ) -> RefillId | None:
        """Add a pack, unless another was added since `after`; None where nothing was added."""
        ...

    async def take_back(self, person: PersonId, id: RefillId, since: datetime) -> bool:
        """Take the last pack of a medicine back, if it was added since an instant."""
        ...

    async def expires(self, person: PersonId, id: MedicationId, on: date | None) -> None: ...
    async def running_out(self, person: PersonId) -> Sequence[MedicationId]:
        """Return the medicines of which it was told that they run out, and no pack was added since."""
        ...


class RefillService:
    """The use cases of packs."""

    def __init__(self, refills: Refills) -> None:
        self._refills = refills

    async def refill(
        self, account: Account, id: MedicationId, amount: float, after: RefillId, at: datetime
    ) -> RefillId | None:
        """Add a pack. `after` is the last one that the person saw: a second tap adds none, whatever the device."""
        if not 0 < amount <= MOST_IN_A_PACK:
            return None
        return await self._refills.refill(account.person_id, id, amount, after, at)

    async def take_back(self, account: Account, id: RefillId, at: datetime) -> bool:
        """Take a pack of the last ten minutes back."""
        return await self._refills.take_back(account.person_id, id, at - UNDO_FOR)

    async def expires(self, account: Account, id: MedicationId, on: date | None) -> None:
        """Keep the last day on which the pack may be taken; None for not known."""
        await self._refills.expires(account.person_id, id, on)

    async def running_out(self, account: Account) -> Sequence[MedicationId]:
        """Return the medicines of which it was told that they run out, and no pack was added since."""
        return await self._refills.running_out(account.person_id)
