"""What a schedule in words has in every language: which parts a sentence has, and how a screen shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.core.schedules.schedule import (
    AsNeeded,
    Interval,
    MealTimes,
    Regular,
    Schedule,
    Taper,
    TimeOfDay,
    clock_of,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a screen shows a schedule: with the clock time of each meal, and amounts as they are written there."""

    meals: MealTimes
    amount: Callable[[float], str]


class Words:
    """What both languages share: which parts a sentence has."""

    def __init__(self, today: date, unit: str, shown: Shown | None) -> None:
        self.today = today
        self.unit = unit
        self.shown = shown

    def schedule(self, schedule: Schedule) -> str:
        match schedule:
            case Regular():
                return self.regular(schedule)
            case Taper():
                return self.taper(schedule)
            case Interval():
                return self.interval(schedule)
            case AsNeeded():
                return self.as_needed(schedule)

    def regular(self, schedule: Regular) -> str:
        raise NotImplementedError

    def taper(self, schedule: Taper) -> str:
        raise NotImplementedError

    def interval(self, schedule: Interval) -> str:
        raise NotImplementedError

    def as_needed(self, schedule: AsNeeded) -> str:
        raise NotImplementedError

    def time(self, at: TimeOfDay) -> str:
        raise NotImplementedError

    def amount(self, amount: float) -> str:
        """Return an amount with its unit."""
        return self.shown.amount(amount) if self.shown else self.counted(amount)

    def counted(self, amount: float) -> str:
        raise NotImplementedError

    def clocked(self, said: str, at: TimeOfDay) -> str:
        """Return a time of day that is tied to a meal, with its clock time where that is shown."""
        return f"{said} {clock_of(at, self.shown.meals):%H:%M}" if self.shown else said

    def needs_year(self, day: date) -> bool:
        """Whether a date without its year would be taken for another."""
        return day.year != self.today.year + (
            (day.year, day.month) >= (self.today.year + 1, 1) and day.month < self.today.month
        )

    def starts(self, schedule: Regular) -> date | None:
        """Return the first day that has to be said: the schedule's, or the one from which a rule counts."""
        counted = (getattr(rule.days, "first", None) for rule in schedule.rules)
        return schedule.first_day or next((day for day in counted if day), None)


def only_time(schedule: Taper) -> TimeOfDay | None:
    """Return the time of a taper that has one dose a day, always at the same time."""
    times = {one.at for step in schedule.steps for one in step.times}
    return times.pop() if len(times) == 1 and all(len(step.times) == 1 for step in schedule.steps) else None
