"""The plan that a list keeps today: times of day every so many days, and the instants they give. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

LONGEST_INTERVAL = 365  # days
CLOSE = 3  # two doses are close where less than this part of the usual time lies between them


@dataclass(frozen=True, slots=True)
class Plan:
    """How a medicine is taken: at the same local times, every so many days. Without times: only when needed.

    A slot is an index into `times`, which are sorted and differ.
    """

    times: tuple[time, ...] = ()
    every_days: int = 1
    first_day: date | None = None  # from which the days are counted; None where it is every day
    last_day: date | None = None  # of the last dose
    amount: float = 1.0  # tablets a dose

    def __post_init__(self) -> None:
        if list(self.times) != sorted(set(self.times)):
            raise ValueError(f"expected times that are sorted and all different, got {self.times}")
        if not 1 <= self.every_days <= LONGEST_INTERVAL or (self.every_days > 1 and self.first_day is None):
            raise ValueError(
                f"expected 1 to {LONGEST_INTERVAL} days from a first day, got {self.every_days} from {self.first_day}"
            )
        if self.amount <= 0:
            raise ValueError(f"expected an amount above 0, got {self.amount}")

    def includes(self, day: date) -> bool:
        """Return whether doses are taken on a local day."""
        if (self.first_day and day < self.first_day) or (self.last_day and day > self.last_day):
            return False
        return self.first_day is None or (day - self.first_day).days % self.every_days == 0


@dataclass(frozen=True, slots=True)
class Due:
    """One dose to come: its slot on a local day, and the instant in UTC."""

    day: date
    slot: int
    at: datetime


def due_between(plan: Plan, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[Due]:
    """Yield what is due in (after, until], in order.

    A local time that a clock change leaves out is due as much later as the clock jumped; one that comes twice is due
    the first time. Times that a jump brings together are one dose.
    """
    day, last = after.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date()
    while day <= last:
        if plan.includes(day):
            yield from (due for due in _on(plan, zone, day) if after < due.at <= until)
        day += timedelta(days=1)


def _on(plan: Plan, zone: ZoneInfo, day: date) -> list[Due]:
    """Return the doses of one day in order, none at the same instant as another."""
    by_instant: dict[datetime, Due] = {}
    for slot, local in enumerate(plan.times):
        at = instant_of(day, local, zone)
        by_instant.setdefault(at, Due(day, slot, at))
    return [by_instant[at] for at in sorted(by_instant)]


def next_due(plan: Plan, zone: ZoneInfo, after: datetime) -> Due | None:
    """Return the first dose after an instant; None where none is left."""
    start = after
    if plan.first_day:
        start = max(after, datetime.combine(plan.first_day, time.min, zone) - timedelta(days=1))
    return next(due_between(plan, zone, start, start + timedelta(days=plan.every_days + 2)), None)


def kept(plan: Plan, zone: ZoneInfo, promised: Sequence[Due], at: datetime) -> list[Due]:
    """Return which of the doses to come stay at their instants when the clock becomes that of a zone.

    They are those whose time is over already by the new clock, as on a flight to the east: it would never ask for
    them. One that the next dose follows closely stays not: taken so soon after each other, they would be a double.
    """
    first = next_due(plan, zone, at)
    return [
        due
        for due in promised
        if instant_of(due.day, plan.times[due.slot], zone) <= at
        and (first is None or due.at + least_apart(plan) <= first.at)
    ]


def least_apart(plan: Plan) -> timedelta:
    """Return how much time lies between two doses at least, whatever the clock does.

    It is a part of the usual time, or what the plan itself leaves between two of its times where that is less.
    """
    usual = timedelta(days=plan.every_days) / (CLOSE * max(1, len(plan.times)))
    minutes = [60 * at.hour + at.minute for at in plan.times]
    around = [*minutes, *(first + 24 * 60 * plan.every_days for first in minutes[:1])]
    return min([usual, *(timedelta(minutes=later - earlier) for earlier, later in pairwise(around))])


def instant_of(day: date, local: time, zone: ZoneInfo) -> datetime:
    """Return when a local time of a day comes, in UTC."""
    return datetime.combine(day, local, zone).astimezone(UTC)


def first_day_of(times: tuple[time, ...], zone: ZoneInfo, now: datetime) -> date:
    """Return the local day of the first dose of times set now: today while one of them is still to come."""
    local = now.astimezone(zone)
    return local.date() + timedelta(days=not any(at > local.time() for at in times))


def lasts_until(plan: Plan, zone: ZoneInfo, doses: int, now: datetime) -> date | None:
    """Return the local day of the last dose that so many are enough for; None where there is none, or it has no end.

    Counted by slots: a clock change that brings two together is not looked for a year ahead.
    """
    first = next_due(plan, zone, now) if doses else None
    if first is None:
        return None
    further = max(0, doses - (len(plan.times) - first.slot))
    last = first.day + timedelta(days=plan.every_days * -(-further // len(plan.times)))
    return None if plan.last_day and last > plan.last_day else last
