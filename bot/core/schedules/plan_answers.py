"""Puts an answer into the plan, or the stock, of each medicine it is about."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.core.medications.medications import MedicationId, MedicationService
from bot.core.people.accounts import Account
from bot.core.schedules.answered_schedule import needed_for, planned, when_needed
from bot.core.schedules.plan_questions import PlanQuestion
from bot.core.schedules.schedule import AsNeeded, Schedule
from bot.core.schedules.timetable import Timetable

Become = Callable[[Schedule | None], Schedule]


class PlanAnswers:
    """The answers to the questions on how medicines are taken."""

    def __init__(self, medicines: MedicationService) -> None:
        self._medicines = medicines

    async def take(
        self, account: Account, ids: Sequence[MedicationId], ask: PlanQuestion, value: float, at: datetime
    ) -> None:
        """Note a number that fits."""
        clock = clock_for(account, at)
        if ask is PlanQuestion.TABLETS:
            for id in ids:
                await self._medicines.count(account, id, value)
        elif ask is PlanQuestion.DAYS:
            await self._last(account, ids, int(value), at)
        else:
            await self.change(account, ids, lambda before: planned(before, ask, value, clock, at), at)

    async def when_needed(self, account: Account, ids: Sequence[MedicationId], at: datetime) -> None:
        """Note that medicines are taken only when needed."""
        await self.change(account, ids, when_needed, at)

    async def change(
        self, account: Account, ids: Sequence[MedicationId], become: Become, at: datetime
    ) -> None:
        """Make another plan of each medicine's; one that is gone meanwhile is passed over."""
        for id in ids:
            if medication := await self._medicines.get(account, id, at):
                await self._medicines.plan(account, id, become(medication.plan), at)

    async def _last(self, account: Account, ids: Sequence[MedicationId], days: int, at: datetime) -> None:
        """Count what is enough for so many days."""
        clock = clock_for(account, at)
        for id in ids:
            if medication := await self._medicines.get(account, id, at):
                await self._medicines.count(account, id, needed_for(medication.plan, days, clock, at))


def clock_for(account: Account, at: datetime) -> Timetable:
    """Return a timetable of nothing, on a person's clock."""
    return account.timetable(AsNeeded(), at)
