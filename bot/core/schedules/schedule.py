"""When a medicine is taken: one value for each kind of schedule. Pure.

Times of day are local, and may be tied to a meal. Days count from a first day. Weekdays are 0 (Monday) to 6.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

MOST_TIMES_A_DAY = 12
LONGEST_COURSE = 730  # days
MOST_AMOUNT = 100.0  # units a dose
QUARTER = 0.25  # the smallest part a tablet is broken into


class Unit(StrEnum):
    """What the amounts of a medicine count."""

    TABLET = "tablet"
    ML = "ml"
    DROP = "drop"
    PUFF = "puff"
    UNIT = "unit"  # of insulin
    SACHET = "sachet"
    PATCH = "patch"


class Meal(StrEnum):
    """What a time of day may be tied to."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    BEDTIME = "bedtime"


@dataclass(frozen=True, slots=True)
class MealTimes:
    """A person's own meal times and bedtime."""

    breakfast: time = time(8)
    lunch: time = time(12, 30)
    dinner: time = time(18, 30)
    bedtime: time = time(22)

    def of(self, meal: Meal) -> time:
        """Return the time of a meal."""
        found: time = getattr(self, meal)
        return found


@dataclass(frozen=True, slots=True)
class AtMeal:
    """A time of day tied to a meal: some minutes after it, or before it where they are negative."""

    meal: Meal
    minutes: int = 0

    def __post_init__(self) -> None:
        if not -240 <= self.minutes <= 240:
            raise ValueError(f"expected at most 240 minutes before or after a meal, got {self.minutes}")


TimeOfDay = time | AtMeal


def clock_of(at: TimeOfDay, meals: MealTimes) -> time:
    """Return the clock time of a time of day; what would pass midnight stays on its day."""
    if isinstance(at, time):
        return at
    base = meals.of(at.meal)
    minutes = base.hour * 60 + base.minute + at.minutes
    return time(*divmod(min(max(minutes, 0), 24 * 60 - 1), 60))


@dataclass(frozen=True, slots=True)
class TimedAmount:
    """How much is taken at a time of day: in the medicine's own unit (tablets, millilitres, drops, puffs)."""

    at: TimeOfDay
    amount: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.amount <= MOST_AMOUNT:
            raise ValueError(f"expected an amount above 0 and at most {MOST_AMOUNT}, got {self.amount}")


@dataclass(frozen=True, slots=True)
class EveryDay:
    """Every day."""


@dataclass(frozen=True, slots=True)
class OnWeekdays:
    """Chosen weekdays, every week or every so many weeks, counted from the week of `first`."""

    weekdays: frozenset[int]
    every: int = 1
    first: date | None = None

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError(f"expected weekdays from 0 to 6, got {sorted(self.weekdays)}")
        _every(self.every, 52, self.first)


@dataclass(frozen=True, slots=True)
class EveryNDays:
    """Every so many days, counted from `first`."""

    every: int
    first: date

    def __post_init__(self) -> None:
        _every(self.every, 365, self.first)


@dataclass(frozen=True, slots=True)
class OnMonthDays:
    """Days of the month; a month that is too short has its last day instead. Every so many months from `first`."""

    days: frozenset[int]
    every: int = 1
    first: date | None = None

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(1, 32)):
            raise ValueError(f"expected days of a month from 1 to 31, got {sorted(self.days)}")
        _every(self.every, 12, self.first)


@dataclass(frozen=True, slots=True)
class Cycle:
    """So many days on and so many off, counted from `first`, the first day on."""

    on: int
    off: int
    first: date

    def __post_init__(self) -> None:
        if not (1 <= self.on <= 365 and 1 <= self.off <= 365):
            raise ValueError(f"expected 1 to 365 days on and off, got {self.on} and {self.off}")


Days = EveryDay | OnWeekdays | EveryNDays | OnMonthDays | Cycle


@dataclass(frozen=True, slots=True)
class Rule:
    """On which days, and what at which times of such a day. Times follow each other through the day."""

    times: tuple[TimedAmount, ...]
    days: Days = EveryDay()

    def __post_init__(self) -> None:
        _times(self.times)


@dataclass(frozen=True, slots=True)
class Regular:
    """One rule, or several for different days, from a first to a last day, or for a number of doses in all."""

    rules: tuple[Rule, ...]
    first_day: date | None = None
    last_day: date | None = None
    doses: int | None = None

    def __post_init__(self) -> None:
        if not self.rules:
            raise ValueError("expected a rule")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError(f"expected a last day from {self.first_day} on, got {self.last_day}")
        if self.doses is not None and self.doses < 1:
            raise ValueError(f"expected at least one dose in all, got {self.doses}")


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a taper: the same times for so many days. None: from then on."""

    times: tuple[TimedAmount, ...]
    days: int | None

    def __post_init__(self) -> None:
        _times(self.times)
        if self.days is not None and not 1 <= self.days <= LONGEST_COURSE:
            raise ValueError(f"expected 1 to {LONGEST_COURSE} days, got {self.days}")


@dataclass(frozen=True, slots=True)
class Taper:
    """Steps that follow each other from a first day; only the last may have no end."""

    steps: tuple[Step, ...]
    first_day: date

    def __post_init__(self) -> None:
        if len(self.steps) < 2 or any(step.days is None for step in self.steps[:-1]):
            raise ValueError("expected two steps or more, of which only the last may have no end")


@dataclass(frozen=True, slots=True)
class Interval:
    """Every so many hours from a start: round the clock, or each day anew inside a window of the day.

    `since_taken`: each dose is due so long after the last one was taken, instead of by the clock.
    """

    hours: float
    start: time = time(8)
    until: time | None = None  # the end of the window, included; None: round the clock
    amount: float = 1.0
    first_day: date | None = None
    last_day: date | None = None
    doses: int | None = None
    since_taken: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.hours <= 72 or self.hours * 4 % 1:
            raise ValueError(f"expected 1 to 72 hours in quarters, got {self.hours}")
        if self.until is not None and self.until <= self.start:
            raise ValueError(f"expected a window that ends after {self.start:%H:%M}, got {self.until:%H:%M}")
        TimedAmount(self.start, self.amount)

    @property
    def length(self) -> timedelta:
        """The time from one dose to the next."""
        return timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class AsNeeded:
    """Only when needed: no reminder. The least time between two doses, and the most in 24 hours, where they are told."""

    amount: float = 1.0
    least_hours: float | None = None
    most_a_day: int | None = None

    def __post_init__(self) -> None:
        TimedAmount(time(0), self.amount)
        if self.least_hours is not None and not 0 < self.least_hours <= 72:
            raise ValueError(f"expected more than 0 and at most 72 hours apart, got {self.least_hours}")
        if self.most_a_day is not None and not 1 <= self.most_a_day <= 24:
            raise ValueError(f"expected 1 to 24 doses a day at most, got {self.most_a_day}")


Schedule = Regular | Taper | Interval | AsNeeded


def is_counted_from_taken(schedule: Schedule | None) -> bool:
    """Return whether the next dose is known only once the last one was taken."""
    return isinstance(schedule, Interval) and schedule.since_taken


def only_rule(schedule: Schedule | None) -> Rule | None:
    """Return the rule of a schedule that has one for all of its days: only there times and amounts change by themselves."""
    return schedule.rules[0] if isinstance(schedule, Regular) and len(schedule.rules) == 1 else None


def clocks_of(schedule: Schedule | None, meals: MealTimes) -> tuple[time, ...]:
    """Return the clock times of a schedule with one rule, in order; none for other schedules."""
    rule = only_rule(schedule)
    return tuple(sorted({clock_of(one.at, meals) for one in rule.times})) if rule else ()


def one_amount(schedule: Schedule | None) -> float | None:
    """Return the amount of each dose where all are alike; None where they differ, or nothing is set."""
    match schedule:
        case Interval(amount=amount) | AsNeeded(amount=amount):
            return amount
        case Regular(rules=parts) | Taper(steps=parts):
            amounts = {one.amount for part in parts for one in part.times}
            return amounts.pop() if len(amounts) == 1 else None
    return None


def daily(*times: TimeOfDay, amount: float = 1.0) -> Regular:
    """Return the schedule of every day at these times, the same amount each."""
    return Regular((Rule(tuple(TimedAmount(at, amount) for at in times)),))


def _every(every: int, most: int, first: date | None) -> None:
    if not 1 <= every <= most or (every > 1 and first is None):
        raise ValueError(
            f"expected 1 to {most}, and a first day where it is more than 1; got {every} from {first}"
        )


def _times(times: tuple[TimedAmount, ...]) -> None:
    if not 1 <= len(times) <= MOST_TIMES_A_DAY or len({one.at for one in times}) < len(times):
        raise ValueError(f"expected 1 to {MOST_TIMES_A_DAY} different times a day, got {len(times)}")
