"""The questions after medicines were added: how often, how many, for how long; and what the answers mean."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.core.people.accounts import Account
from bot.core.schedules.plans import LONGEST_INTERVAL, Plan, first_day_of

USUAL_TIMES = {1: (time(8),), 2: (time(8), time(18, 30)), 3: (time(8), time(12, 30), time(18, 30))}
MOST_AT_ONCE = 20.0  # tablets a dose
MOST_TABLETS = 2000.0  # left
MOST_DAYS = 365
QUARTER = 0.25  # the smallest part a tablet is broken into


class PlanQuestion(StrEnum):
    """One question."""

    OFTEN = "often"  # times a day
    EVERY = "every"  # how many days from one dose to the next
    FIRST = "first"  # in how many days the next dose is
    LATE = "late"  # at which hour, where it is today and its time has passed
    AMOUNT = "amount"  # tablets a dose
    DAYS = "days"  # for how many days the tablets are enough
    TABLETS = "tablets"  # how many are left
    COURSE = "course"  # after how many days it is over


LIMITS: Mapping[PlanQuestion, tuple[float, float]] = {
    PlanQuestion.OFTEN: (1, 3),
    PlanQuestion.EVERY: (2, LONGEST_INTERVAL),
    PlanQuestion.FIRST: (0, LONGEST_INTERVAL),
    PlanQuestion.LATE: (0, 23.75),
    PlanQuestion.AMOUNT: (QUARTER, MOST_AT_ONCE),
    PlanQuestion.DAYS: (1, MOST_DAYS),
    PlanQuestion.TABLETS: (0, MOST_TABLETS),
    PlanQuestion.COURSE: (1, MOST_DAYS),
}


def fits(ask: PlanQuestion, value: float) -> bool:
    """Return whether a number can be an answer: within bounds, and whole where parts make no sense."""
    least, most = LIMITS[ask]
    step = QUARTER if ask in (PlanQuestion.AMOUNT, PlanQuestion.TABLETS, PlanQuestion.LATE) else 1.0
    return least <= value <= most and (value / step).is_integer()


@dataclass(frozen=True, slots=True)
class PlanDialogue:
    """What is asked at the moment, and about which medicines: groups are asked about one after the other, each alike."""

    groups: tuple[tuple[MedicationId, ...], ...]
    ask: PlanQuestion = PlanQuestion.OFTEN
    edits: bool = False  # one answer of a medicine is being changed; no other question follows
    done: tuple[MedicationId, ...] = ()

    @property
    def head(self) -> tuple[MedicationId, ...]:
        """The medicines that are asked about at the moment."""
        return self.groups[0]

    def at(self, ask: PlanQuestion) -> "PlanDialogue":
        """Ask something else about the same medicines."""
        return replace(self, ask=ask)

    def apart(self) -> "PlanDialogue":
        """Ask about each medicine of the group by itself."""
        return replace(self, groups=(*((id,) for id in self.head), *self.groups[1:]), ask=PlanQuestion.OFTEN)

    def after(self, ask: PlanQuestion | None) -> "PlanDialogue | None":
        """Go on with a question; None for it goes on with the next medicines, and returns None after the last."""
        if ask:
            return self.at(ask)
        rest, done = self.groups[1:], (*self.done, *self.head)
        return PlanDialogue(rest, done=done) if rest else None

    def as_data(self) -> dict[str, Any]:
        """Return what a dialogue keeps."""
        return {"groups": self.groups, "ask": self.ask, "edits": self.edits, "done": self.done}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "PlanDialogue":
        """Read it back."""
        groups = tuple(tuple(MedicationId(id) for id in group) for group in data["groups"])
        return cls(
            groups, PlanQuestion(data["ask"]), data["edits"], tuple(MedicationId(id) for id in data["done"])
        )


def following(ask: PlanQuestion, *, edits: bool) -> PlanQuestion | None:
    """Return the question after an answer; None after the last about these medicines."""
    if ask is PlanQuestion.EVERY:
        return PlanQuestion.FIRST
    if edits:
        return None
    return {
        PlanQuestion.OFTEN: PlanQuestion.AMOUNT,
        PlanQuestion.FIRST: PlanQuestion.AMOUNT,
        PlanQuestion.LATE: PlanQuestion.AMOUNT,
        PlanQuestion.AMOUNT: PlanQuestion.DAYS,
    }.get(ask)


def planned(plan: Plan | None, ask: PlanQuestion, value: float, zone: ZoneInfo, now: datetime) -> Plan:
    """Return a plan with one more answer in it; what was answered before stays."""
    before = plan or Plan()
    match ask:
        case PlanQuestion.OFTEN:
            return replace(before, times=USUAL_TIMES[int(value)], every_days=1, first_day=None)
        case PlanQuestion.EVERY:
            times = before.times if len(before.times) == 1 else USUAL_TIMES[1]
            return replace(
                before, times=times, every_days=int(value), first_day=first_day_of(times, zone, now)
            )
        case PlanQuestion.FIRST:
            first = now.astimezone(zone).date() + timedelta(days=int(value))
            return replace(before, first_day=first) if before.every_days > 1 else before
        case PlanQuestion.LATE:
            return replace(before, times=(time(int(value), int(value % 1 * 60)),))
        case PlanQuestion.AMOUNT:
            return replace(before, amount=value)
        case PlanQuestion.COURSE:
            return replace(before, last_day=_start(before, zone, now) + timedelta(days=int(value) - 1))
    return before


def when_needed(plan: Plan | None) -> Plan:
    """Return a plan without reminders."""
    return replace(plan or Plan(), times=(), every_days=1, first_day=None, last_day=None)


def tablets_for(plan: Plan, days: float) -> float:
    """Return how many tablets a plan takes in so many days; a plan for when it is needed takes one dose a day."""
    return math.ceil(days / plan.every_days) * max(1, len(plan.times)) * plan.amount


def _start(plan: Plan, zone: ZoneInfo, now: datetime) -> date:
    first = first_day_of(plan.times, zone, now)
    return max(first, plan.first_day) if plan.first_day else first


class PlanAnswers:
    """Puts an answer into the plan, or the stock, of each medicine it is about."""

    def __init__(self, medicines: MedicationService) -> None:
        self._medicines = medicines

    async def take(
        self, account: Account, ids: Sequence[MedicationId], ask: PlanQuestion, value: float, at: datetime
    ) -> None:
        """Note a number that fits; a medicine that is gone meanwhile is passed over."""
        for id in ids:
            if medication := await self._medicines.get(account, id, at):
                await self._note(account, medication, ask, value, at)

    async def when_needed(self, account: Account, ids: Sequence[MedicationId], at: datetime) -> None:
        """Note that medicines are taken only when needed."""
        for id in ids:
            if medication := await self._medicines.get(account, id, at):
                await self._medicines.plan(account, id, when_needed(medication.plan), at)

    async def _note(
        self, account: Account, medication: Medication, ask: PlanQuestion, value: float, at: datetime
    ) -> None:
        if ask is PlanQuestion.TABLETS:
            await self._medicines.count(account, medication.id, value)
        elif ask is PlanQuestion.DAYS:
            tablets = tablets_for(medication.plan or Plan(), value)
            await self._medicines.count(account, medication.id, tablets)
        else:
            plan = planned(medication.plan, ask, value, account.zone, at)
            await self._medicines.plan(account, medication.id, plan, at)
