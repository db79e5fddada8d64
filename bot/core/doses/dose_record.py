"""What was taken and what is to be taken on a day, and the history of one medicine: read, and corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.doses.corrections import Correction
from bot.core.doses.model import DoseId, DoseState, MedicationId
from bot.core.people.accounts import Account, PersonId
from bot.core.ports import Knowledge
from bot.core.schedules.schedule import Unit
from knowledge.products import Product, ProductId

HISTORY_PAGE = 12  # doses
DAYS_BACK = 7  # whose doses can be corrected


@dataclass(frozen=True, slots=True)
class RecordedDose:
    """One dose with its medicine. Without a slot: no time was set for it."""

    id: DoseId
    medication: MedicationId
    product: ProductId
    name: str  # of the medicine, as it was when it was added
    due_at: datetime
    day: date
    amount: float
    state: DoseState
    has_slot: bool
    answered_at: datetime | None = None
    unit: Unit = Unit.TABLET


@dataclass(frozen=True, slots=True)
class DoseRecord:
    """Doses in order, with what the catalogue says of their medicines."""

    doses: tuple[RecordedDose, ...]
    products: dict[ProductId, Product] = field(default_factory=dict)


class RecordedDoses(Protocol):
    """Where doses are kept."""

    async def of_day(self, person: PersonId, day: date) -> list[RecordedDose]:
        """Return the doses of a local day in order, and those of the day before that still wait for an answer."""
        ...

    async def get(self, person: PersonId, id: DoseId) -> RecordedDose | None: ...
    async def last(self, person: PersonId, id: MedicationId, now: datetime, skip: int) -> list[RecordedDose]:
        """Return a page of the doses of a medicine that were due by now, the newest first, and one more if there is."""
        ...

    async def correct(self, person: PersonId, id: DoseId, by: Correction, at: datetime) -> bool: ...


class DoseRecordService:
    """The use cases of /today."""

    def __init__(self, doses: RecordedDoses, knowledge: Knowledge) -> None:
        self._doses = doses
        self._knowledge = knowledge

    async def day(self, account: Account, day: date) -> DoseRecord:
        """Return the doses of a local day."""
        return await self._with_products(await self._doses.of_day(account.person_id, day))

    async def dose(self, account: Account, id: DoseId) -> DoseRecord | None:
        """Return one dose; None where it is gone."""
        found = await self._doses.get(account.person_id, id)
        return await self._with_products([found]) if found else None

    async def history(self, account: Account, id: MedicationId, page: int, now: datetime) -> DoseRecord:
        """Return a page of what came of the doses of a medicine, the newest first, and one more if there is."""
        return await self._with_products(
            await self._doses.last(account.person_id, id, now, page * HISTORY_PAGE)
        )

    async def correct(self, account: Account, id: DoseId, by: Correction, at: datetime) -> bool:
        """Correct a dose; return whether that changed anything."""
        return await self._doses.correct(account.person_id, id, by, at)

    async def _with_products(self, doses: Sequence[RecordedDose]) -> DoseRecord:
        ids = dict.fromkeys(dose.product for dose in doses)
        return DoseRecord(tuple(doses), await self._knowledge.products(ids))


def earliest_day(today: date) -> date:
    """Return the first day whose doses can be corrected."""
    return today - timedelta(days=DAYS_BACK)
