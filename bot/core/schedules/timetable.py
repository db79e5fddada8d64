"""A schedule on a person's clock: what is due when, how far apart, and for how long a stock is enough. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from bot.core.schedules.occurrences import DAY, HORIZON, USUAL_MEALS, Occurrence, occurrences, on_day
from bot.core.schedules.schedule import EveryNDays, MealTimes, Regular, Schedule

CLOSE = 3  # two doses are close where less than this part of the usual time lies between them
SAMPLE = 60  # doses that tell how much time usually lies between two


@dataclass(frozen=True, slots=True)
class Timetable:
    """A schedule, whose clock it goes by, and when it was set."""

    schedule: Schedule
    zone: ZoneInfo
    begins: datetime  # nothing is due up to then
    meals: MealTimes = USUAL_MEALS

    def between(self, after: datetime, until: datetime) -> Iterator[Occurrence]:
        """Yield what is due in (after, until], in order."""
        return occurrences(self.schedule, self.zone, after, until, self.meals, begins=self.begins)

    def on(self, day: date) -> tuple[Occurrence, ...]:
        """Return the doses of a whole local day, also those before the schedule was set."""
        return on_day(self.schedule, self.zone, day, self.meals, begins=self.begins)

    def following(self, after: datetime) -> Iterator[Occurrence]:
        """Yield the doses after an instant, as far ahead as one looks."""
        start = max(after, self.begins)
        first = self._first_day()
        if first:
            start = max(start, datetime.combine(first, datetime.min.time(), self.zone) - DAY)
        return self.between(start, start + HORIZON)

    def next(self, after: datetime) -> Occurrence | None:
        """Return the first dose after an instant; None where none is left."""
        return next(self.following(after), None)

    def _first_day(self) -> date | None:
        if isinstance(self.schedule, Regular) and len(self.schedule.rules) == 1:
            return self.schedule.first_day or getattr(self.schedule.rules[0].days, "first", None)
        return getattr(self.schedule, "first_day", None)


def is_over_today(timetable: Timetable, now: datetime) -> bool:
    """Return whether days that are counted begin today with their only dose, and its time has passed.

    The first reminder would be days away.
    """
    today = now.astimezone(timetable.zone).date()
    match timetable.schedule:
        case Regular(rules=(rule,)) if isinstance(rule.days, EveryNDays) and rule.days.first == today:
            return [dose.at <= now for dose in timetable.on(today)] == [True]
    return False


def kept(timetable: Timetable, promised: Sequence[Occurrence], at: datetime) -> list[Occurrence]:
    """Return which of the doses to come stay at their instants when the clock becomes that of the timetable.

    They are those whose time is over already by the new clock, as on a flight to the east: it would never ask for
    them. One that the next dose follows closely stays not: taken so soon after each other, they would be a double.
    """
    first = timetable.next(at)
    return [
        due
        for due in promised
        if _is_over(timetable, due, at) and (first is None or due.at + least_apart(timetable) <= first.at)
    ]


def _is_over(timetable: Timetable, due: Occurrence, at: datetime) -> bool:
    """Return whether the time of a dose has passed by the timetable, or it has none there."""
    by_slot = {one.slot: one.at for one in timetable.on(due.day)}
    return due.slot not in by_slot or by_slot[due.slot] <= at


def least_apart(timetable: Timetable) -> timedelta:
    """Return how much time lies between two doses at least, whatever the clock does.

    It is a part of the usual time, or what the schedule itself leaves between two of its doses where that is less.
    """
    doses = [one.at for one in islice(timetable.following(timetable.begins), SAMPLE)]
    if len(doses) < 2:
        return DAY / CLOSE
    usual = (doses[-1] - doses[0]) / (len(doses) - 1) / CLOSE
    return min([usual, *(later - earlier for earlier, later in pairwise(doses))])


def lasts_until(timetable: Timetable, stock: float, now: datetime) -> date | None:
    """Return the local day of the last dose that a stock is enough for.

    None where it is not enough for one, or for all that one looks ahead to, or the schedule ends before it does.
    """
    last = None
    for dose in timetable.following(now):
        stock -= dose.amount
        if stock < 0:
            return last
        last = dose.day
    return None
