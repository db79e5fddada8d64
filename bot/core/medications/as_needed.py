"""A medicine that no reminder asks for: "I took one now", and that undone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.core.doses.model import DoseId, MedicationId
from bot.core.medications.dose_limits import Allowance
from bot.core.medications.medications import Medication, MedicationService
from bot.core.people.accounts import Account, PersonId


class Intakes(Protocol):
    """Where it is kept what was taken without a reminder."""

    async def take(
        self, person: PersonId, id: MedicationId, seen: DoseId, origin: str, at: datetime
    ) -> DoseId | None:
        """Add a dose of a medicine without times and count its stock down; the same origin again finds it added.

        None where the medicine is gone, paused or has times, or where `seen` is not the last dose added so.
        """
        ...

    async def undo(self, person: PersonId, intake: DoseId, at: datetime) -> bool:
        """Undo a dose of the last ten minutes and give its tablets back; False where there is none."""
        ...

    async def has(self, person: PersonId, origin: str) -> bool:
        """Return whether a tap has added a dose already."""
        ...

    async def of(self, person: PersonId, intake: DoseId) -> bool:
        """Return whether a dose was added and not undone."""
        ...


class Outcome(StrEnum):
    """What came of "I took one now"."""

    NOTED = "noted"
    OLD_SCREEN = (
        "old-screen"  # a dose was added since the screen was shown: none is now, so that it is not doubled
    )
    NOT_FREE = "not-free"  # it is paused, or has times now
    TOO_SOON = "too-soon"  # after the last dose of the same substance
    TOO_MUCH = "too-much"  # of the same substance in 24 hours


@dataclass(frozen=True, slots=True)
class Telling:
    """What came of a tap, and the medicine as it stands now."""

    outcome: Outcome
    medication: Medication
    intake: DoseId | None = None
    allowance: Allowance = Allowance()  # as it was before the tap


class AsNeededService:
    """The use cases round medicines without times."""

    def __init__(self, medicines: MedicationService, intakes: Intakes) -> None:
        self._medicines = medicines
        self._intakes = intakes

    async def take(
        self, account: Account, id: MedicationId, seen: DoseId, origin: str, at: datetime
    ) -> Telling | None:
        """Note that one dose was taken now, unless another was since the screen that the person looked at; None: gone.

        `seen` is the last dose that the screen knew of, 0 for none. What would be too soon, or too much in 24 hours, is
        not noted.
        """
        before = await self._medicines.get(account, id, at)
        allowed = await self._medicines.allowance(account, before, at) if before else Allowance()
        if (
            before
            and before.is_free
            and allowed.from_at
            and not await self._intakes.has(account.person_id, origin)
        ):
            return Telling(
                Outcome.TOO_SOON if allowed.is_gap else Outcome.TOO_MUCH, before, allowance=allowed
            )
        noted = await self._intakes.take(account.person_id, id, seen, origin, at)
        medication = await self._medicines.get(account, id, at)
        if medication is None:
            return None
        if noted is not None:
            return Telling(Outcome.NOTED, medication, noted)
        return Telling(Outcome.OLD_SCREEN if medication.is_free else Outcome.NOT_FREE, medication)

    async def undo(self, account: Account, intake: DoseId, at: datetime) -> bool:
        """Undo what was noted in the last ten minutes; False where that is too long ago. A second tap finds it done."""
        undone = await self._intakes.undo(account.person_id, intake, at)
        return undone or not await self._intakes.of(account.person_id, intake)
