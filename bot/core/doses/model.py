"""The values of the ledger: a dose, what happened to it, and a treatment: one medication with its plans and doses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from bot.core.schedules.occurrences import USUAL_MEALS, Occurrence
from bot.core.schedules.schedule import MealTimes, Schedule
from bot.core.schedules.timetable import Timetable

DoseId = NewType("DoseId", int)
MedicationId = NewType("MedicationId", int)
PlanId = NewType("PlanId", int)
ReminderId = NewType("ReminderId", int)
EventId = NewType("EventId", int)

NEW_DOSE, NEW_PLAN = DoseId(0), PlanId(0)  # not in the ledger yet

HORIZON = timedelta(hours=26)  # how far ahead the ledger is written: a day, and what a clock change may add
LATE_AFTER = timedelta(minutes=10)  # a reminder sent later than this says that it is late
WINDOW = timedelta(hours=4)  # a dose older than this is closed as missed instead of being asked for
SNOOZE = timedelta(minutes=10)
UNDO_FOR = timedelta(minutes=10)  # for so long an answer can be undone
BUTTONS_WORK_FOR = timedelta(days=30)  # a reminder is forgotten then; its doses and their events are not
AT_LEAST_OPEN = timedelta(minutes=30)  # for an answer, also where a dose was postponed for long


class DoseState(StrEnum):
    """What has become of a dose."""

    WAITING = "waiting"  # not due yet, or postponed
    ASKED = "asked"
    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"  # its medication was paused or stopped, or it was never taken: it does not count


OPEN = (DoseState.WAITING, DoseState.ASKED)
ANSWERED = (DoseState.TAKEN, DoseState.SKIPPED)


class Action(StrEnum):
    """What a person can say to a reminder."""

    TAKEN = "taken"
    LATER = "later"
    SKIPPED = "skipped"


class EventKind(StrEnum):
    """What happened to a dose."""

    ASKED = "asked"
    TAKEN = "taken"
    SKIPPED = "skipped"
    SNOOZED = "snoozed"
    MISSED = "missed"
    UNDELIVERED = "undelivered"  # its reminder never reached the person
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"
    REVIVED = "revived"  # a pause or a stop was undone


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose in the ledger. Without a slot: no time was set for it, as for one taken when needed."""

    id: DoseId
    medication: MedicationId
    due_at: datetime  # when it was taken, where no time was set for it
    day: date  # local, whatever the clock does
    amount: float = 1.0  # units: tablets, millilitres, drops …
    state: DoseState = DoseState.WAITING
    next_at: datetime | None = None  # when something is to be done about it; None: never
    plan: PlanId | None = None
    slot: int | None = None  # its place among the doses of the day
    reminder: ReminderId | None = None  # the last one that asked for it
    answered_at: datetime | None = None
    deducted: float = 0.0  # units that it took off the stock
    origin: str | None = None  # the tap that added it

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def closed(self, state: DoseState) -> "Dose":
        """Return the dose in a state in which nothing more is to be done about it."""
        return replace(self, state=state, next_at=None)


@dataclass(frozen=True, slots=True)
class Event:
    """A change of a dose, with what it was before."""

    dose: DoseId  # NEW_DOSE: the one that the same change adds
    kind: EventKind
    at: datetime
    was: DoseState | None = None  # None: there was no such dose
    was_next_at: datetime | None = None
    id: EventId | None = None  # None: it is not in the ledger yet

    @classmethod
    def of(cls, before: Dose, kind: EventKind, at: datetime) -> "Event":
        """Make the event of a dose as it was before."""
        return cls(before.id, kind, at, before.state, before.next_at)


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan of a medication, from its beginning to its end."""

    id: PlanId
    schedule: Schedule
    begins: datetime  # when it was set: a number of doses, and hours that go on, count from then
    starts_at: datetime  # doses up to then are not asked for
    expanded_until: datetime  # doses up to then are in the ledger
    ended_at: datetime | None = None  # another took its place, or the medication was paused or stopped


@dataclass(frozen=True, slots=True)
class Treatment:
    """One medication as the ledger sees it: its stock, its plans, and its doses that a change may concern.

    Those are the open ones, those of the last two days, and those that the change is about with all later ones.
    """

    id: MedicationId
    zone: ZoneInfo
    stock: float | None = None  # units left; None: unknown
    counted_after: EventId | None = None  # the last event of any dose as the stock was counted
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    deleted_at: datetime | None = None
    plans: tuple[PlanRecord, ...] = ()  # the oldest first
    doses: tuple[Dose, ...] = ()
    meals: MealTimes = USUAL_MEALS

    @property
    def is_in_use(self) -> bool:
        """Whether it is on the list and not paused: only then its doses can be answered."""
        return self.paused_at is None and self.stopped_at is None

    @property
    def current(self) -> PlanRecord | None:
        """The plan that goes on."""
        return next((one for one in self.plans if one.ended_at is None), None)

    @property
    def in_force(self) -> PlanRecord | None:
        """The plan that goes on, or that a pause ended."""
        ends = (None, self.paused_at)
        return next((one for one in reversed(self.plans) if one.ended_at in ends), None)

    def plan_of(self, dose: Dose) -> PlanRecord | None:
        """Return the plan that a dose belongs to."""
        return next((one for one in self.plans if one.id == dose.plan), None)

    def timetable(self, plan: PlanRecord) -> Timetable:
        """Return when the doses of a plan are due."""
        return Timetable(plan.schedule, self.zone, plan.begins, self.meals)

    def taken_on(self, day: date) -> list[datetime]:
        """Return when the doses of a local day that were taken were due."""
        return [dose.due_at for dose in self.doses if dose.state is DoseState.TAKEN and dose.day == day]

    def with_doses(self, changed: Iterable[Dose]) -> "Treatment":
        """Put doses in the place of those with the same ids."""
        by_id = {dose.id: dose for dose in changed}
        return replace(self, doses=tuple(by_id.get(dose.id, dose) for dose in self.doses))

    def without(self, removed: Iterable[Dose]) -> "Treatment":
        """Take doses out: nobody was asked for them."""
        gone = {dose.id for dose in removed}
        return replace(self, doses=tuple(dose for dose in self.doses if dose.id not in gone))

    def with_plan(self, changed: PlanRecord) -> "Treatment":
        """Put a plan in the place of the one with the same id."""
        return replace(self, plans=tuple(changed if one.id == changed.id else one for one in self.plans))


@dataclass(frozen=True, slots=True)
class Change:
    """What a treatment becomes, and what happened to its doses by that."""

    treatment: Treatment
    events: tuple[Event, ...] = ()


def expected(treatment: Treatment, plan: PlanRecord, dues: Iterable[Occurrence]) -> tuple[Dose, ...]:
    """Return the doses of a plan that are to be written into the ledger."""
    return tuple(
        Dose(
            NEW_DOSE, treatment.id, due.at, due.day, due.amount,
            next_at=due.at, plan=plan.id, slot=due.slot,
        )
        for due in dues
    )  # fmt: skip
