"""What a report is made of: the list as a whole, and what came of the doses of the last days."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.core.doses.dose_record import RecordedDose
from bot.core.medications.medications import MedicationService, Overview
from bot.core.people.accounts import Account, PersonId
from bot.core.ports import Knowledge
from bot.core.reports.adherence import PERIODS, DoseOutcome
from bot.core.reports.drawings import Chart, Document
from knowledge.products import Product, ProductId

Draw = Callable[[Chart | Document], Awaitable[bytes]]  # in another process: to a PNG, or a PDF


@dataclass(frozen=True, slots=True)
class Report:
    """A person's list, and their doses of the last 90 days, the oldest first."""

    account: Account
    at: datetime
    overview: Overview
    doses: tuple[RecordedDose, ...]
    products: dict[ProductId, Product]  # of the doses, too

    @property
    def today(self) -> date:
        """The local day of the person."""
        return self.at.astimezone(self.account.zone).date()

    @property
    def outcomes(self) -> tuple[DoseOutcome, ...]:
        """What came of the doses."""
        return tuple(DoseOutcome(one.medication, one.day, one.state, one.has_slot) for one in self.doses)


class DosesSince(Protocol):
    """Where doses are kept."""

    async def since(self, person: PersonId, since: datetime, until: datetime) -> Sequence[RecordedDose]:
        """Return a person's doses that were due between two instants, of medicines that were not deleted."""
        ...


class ReportService:
    """Gathers what reports are made of."""

    def __init__(self, medicines: MedicationService, doses: DosesSince, knowledge: Knowledge) -> None:
        self._medicines = medicines
        self._doses = doses
        self._knowledge = knowledge

    async def report(self, account: Account, at: datetime) -> Report:
        """Return what is known of a person's medicines and doses now."""
        overview = await self._medicines.overview(account, at)
        doses = await self._doses.since(account.person_id, at - timedelta(days=PERIODS[-1] + 1), at)
        products = await self._knowledge.products({dose.product for dose in doses})
        return Report(account, at, overview, tuple(doses), {**products, **overview.products})
