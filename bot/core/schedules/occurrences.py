"""A schedule to the instants at which doses are due. Pure: the same doses however a window of time is split."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.schedules.schedule import (
    AsNeeded,
    Cycle,
    Days,
    EveryDay,
    EveryNDays,
    Interval,
    MealTimes,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Schedule,
    Taper,
    TimedAmount,
    clock_of,
)

DAY = timedelta(days=1)
HORIZON = timedelta(days=800)  # how far ahead the next doses are looked for
USUAL_MEALS = MealTimes()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dose to come: its local day, its place among the doses of that day, the instant in UTC, the amount."""

    day: date
    slot: int
    at: datetime
    amount: float


def occurrences(
    schedule: Schedule,
    zone: ZoneInfo,
    after: datetime,
    until: datetime,
    meals: MealTimes = USUAL_MEALS,
    *,
    begins: datetime,
) -> Iterator[Occurrence]:
    """Yield what is due in (after, until], in order. Nothing is due up to `begins`, when the schedule was set.

    A local time that a clock change leaves out is due as much later as the clock jumped; one that comes twice is due
    the first time. A limit on the number of doses counts from the first one after `begins`.
    """
    first, last = _span(schedule, begins.astimezone(zone).date())
    if isinstance(schedule, AsNeeded):
        return
    limit = schedule.doses if isinstance(schedule, Regular | Interval) else None
    day = first if limit else max(first, after.astimezone(zone).date() - DAY)
    end = until.astimezone(zone).date() + DAY
    end = min(end, last) if last else end
    counted = 0
    while day <= end and (limit is None or counted < limit):
        for due in _on(schedule, zone, day, first, meals):
            if due.at <= begins:
                continue
            counted += 1
            if after < due.at <= until and (limit is None or counted <= limit):
                yield due
        day += DAY


def next_occurrences(
    schedule: Schedule,
    zone: ZoneInfo,
    now: datetime,
    count: int,
    meals: MealTimes = USUAL_MEALS,
    *,
    begins: datetime | None = None,
) -> tuple[Occurrence, ...]:
    """Return the first doses at or after an instant, fewer where the schedule ends."""
    start = now - timedelta(microseconds=1)
    found = occurrences(schedule, zone, start, now + HORIZON, meals, begins=begins or start)
    return tuple(islice(found, count))


def on_day(
    schedule: Schedule, zone: ZoneInfo, day: date, meals: MealTimes, *, begins: datetime
) -> tuple[Occurrence, ...]:
    """Return the doses of a whole local day in order, also those up to `begins`; a number of doses in all limits none."""
    first, last = _span(schedule, begins.astimezone(zone).date())
    if isinstance(schedule, AsNeeded) or day < first or (last and day > last):
        return ()
    return _on(schedule, zone, day, first, meals)


def instant_of(day: date, local: time, zone: ZoneInfo) -> datetime:
    """Return when a local time of a day comes, in UTC."""
    return datetime.combine(day, local, zone).astimezone(UTC)


def includes(days: Days, day: date) -> bool:
    """Return whether a rule's days include a local day."""
    match days:
        case EveryDay():
            return True
        case OnWeekdays():
            weeks = (_monday(day) - _monday(days.first)).days // 7 if days.first else 0
            return day.weekday() in days.weekdays and weeks >= 0 and weeks % days.every == 0
        case EveryNDays():
            return day >= days.first and (day - days.first).days % days.every == 0
        case OnMonthDays():
            months = (day.year - days.first.year) * 12 + day.month - days.first.month if days.first else 0
            longest = monthrange(day.year, day.month)[1]
            wanted = {min(one, longest) for one in days.days}
            return day.day in wanted and months >= 0 and months % days.every == 0
        case Cycle():
            place = (day - days.first).days
            return place >= 0 and place % (days.on + days.off) < days.on


def _span(schedule: Schedule, begins: date) -> tuple[date, date | None]:
    """Return the first day of a schedule, and its last one where it ends by a day."""
    if isinstance(schedule, AsNeeded):
        return begins, None
    if isinstance(schedule, Taper):
        lengths = [step.days for step in schedule.steps]
        ends = (
            None
            if lengths[-1] is None
            else schedule.first_day + timedelta(days=sum(filter(None, lengths)) - 1)
        )
        return schedule.first_day, ends
    return schedule.first_day or begins, schedule.last_day


def _on(
    schedule: Schedule, zone: ZoneInfo, day: date, first: date, meals: MealTimes
) -> tuple[Occurrence, ...]:
    """Return the doses of one local day in order; two that a clock change brings together are one."""
    if isinstance(schedule, Interval):
        found = _of_interval(schedule, zone, day, first)
    else:
        found = [
            (instant_of(day, clock_of(one.at, meals), zone), one.amount) for one in _times(schedule, day)
        ]
    by_instant: dict[datetime, tuple[int, float]] = {}
    for slot, (at, amount) in enumerate(found):
        by_instant.setdefault(at, (slot, amount))
    return tuple(Occurrence(day, slot, at, amount) for at, (slot, amount) in sorted(by_instant.items()))


def _times(schedule: Schedule, day: date) -> Iterator[TimedAmount]:
    if isinstance(schedule, Regular):
        for rule in schedule.rules:
            if includes(rule.days, day):
                yield from rule.times
    elif isinstance(schedule, Taper):
        left = (day - schedule.first_day).days
        for step in schedule.steps:
            if step.days is None or left < step.days:
                yield from step.times
                return
            left -= step.days


def _of_interval(schedule: Interval, zone: ZoneInfo, day: date, first: date) -> list[tuple[datetime, float]]:
    """Return the doses of an interval on a local day.

    Where the hours divide a day, or a window begins each day anew, they are times of day by the local clock; otherwise
    they go on from the first one.
    """
    step = int(schedule.hours * 60)
    start = schedule.start.hour * 60 + schedule.start.minute
    if schedule.until is not None:
        last = schedule.until.hour * 60 + schedule.until.minute
        minutes = range(start, last + 1, step)
    elif (24 * 60) % step == 0:
        minutes = range(start if day == first else start % step, 24 * 60, step)
    else:
        return _going_on(schedule, zone, day, first)
    return [(instant_of(day, time(*divmod(one, 60)), zone), schedule.amount) for one in minutes]


def _going_on(schedule: Interval, zone: ZoneInfo, day: date, first: date) -> list[tuple[datetime, float]]:
    begin = instant_of(first, schedule.start, zone)
    opens, closes = instant_of(day, time.min, zone), instant_of(day + DAY, time.min, zone)
    passed = max(0, -((begin - opens) // schedule.length))
    found = []
    while (at := begin + passed * schedule.length) < closes:
        found += [(at, schedule.amount)] if at >= opens else []
        passed += 1
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
