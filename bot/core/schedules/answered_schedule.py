"""What the answer to a question makes of a schedule. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.core.schedules.plan_questions import PlanQuestion
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    Cycle,
    Days,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    MealTimes,
    OnWeekdays,
    Regular,
    Rule,
    Schedule,
    Step,
    Taper,
    TimedAmount,
    TimeOfDay,
    clock_of,
    daily,
    one_amount,
    only_rule,
)
from bot.core.schedules.timetable import Timetable

USUAL = {
    1: (Meal.BREAKFAST,),
    2: (Meal.BREAKFAST, Meal.DINNER),
    3: (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER),
    4: (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER, Meal.BEDTIME),
}
DAYTIME = (time(8), time(22))  # between which an interval asks for doses that is not to wake anybody


def usual_times(count: int) -> tuple[AtMeal, ...]:
    """Return the times of so many doses a day: at meals, and before bed."""
    return tuple(AtMeal(meal) for meal in USUAL[count])


def planned(
    before: Schedule | None, ask: PlanQuestion, value: float, clock: Timetable, now: datetime
) -> Schedule:
    """Return a schedule with one more answer in it; what was answered before stays.

    `clock` tells the person's zone and meal times. Raise ValueError for a schedule that can not be.
    """
    today = now.astimezone(clock.zone).date()
    match ask:
        case PlanQuestion.OFTEN:
            return with_times(_of_every_day(before), usual_times(int(value)))
        case PlanQuestion.EVERY:
            kept = _single(before)
            return on_days(kept, EveryNDays(int(value), first_day_of(kept, clock, now)))
        case PlanQuestion.FIRST:
            return first_on(before or daily(*usual_times(1)), today + timedelta(days=int(value)))
        case PlanQuestion.LATE:
            return with_times(before, (time(int(value), int(value % 1 * 60)),))
        case PlanQuestion.AMOUNT:
            return with_amount(before or AsNeeded(), value)
        case PlanQuestion.COURSE:
            return lasting(before or AsNeeded(), int(value), clock, now)
        case PlanQuestion.HOURS:
            return Interval(value, DAYTIME[0], amount=one_amount(before) or 1.0)
        case PlanQuestion.GAP:
            return replace(when_needed(before), least_hours=value)
        case PlanQuestion.MOST:
            return replace(when_needed(before), most_a_day=int(value))
    return before or AsNeeded()


def with_times(before: Schedule | None, times: Iterable[TimeOfDay]) -> Schedule:
    """Return a schedule at other times of its days; the amount of each dose is that of the first one before."""
    rule = only_rule(before)
    amount = rule.times[0].amount if rule else one_amount(before) or 1.0
    said = tuple(TimedAmount(at, amount) for at in times)
    if not said:
        return when_needed(before)
    days = rule.days if rule else EveryDay()
    return replace(_ends(before), rules=(Rule(said, days),))


def on_days(before: Schedule | None, days: Days) -> Schedule:
    """Return a schedule at the same times on other days."""
    rule = only_rule(before) or daily(*usual_times(1)).rules[0]
    return replace(_ends(before), rules=(replace(rule, days=days),), first_day=None)


def on_weekdays(before: Schedule | None, weekdays: Iterable[int]) -> Schedule:
    """Return a schedule at the same times on some weekdays of every week."""
    return on_days(_single(before), OnWeekdays(frozenset(weekdays)))


def in_cycle(before: Schedule | None, on: int, off: int, clock: Timetable, now: datetime) -> Schedule:
    """Return a schedule at the same times in a cycle that begins with the next dose."""
    kept = _single(before)
    return on_days(kept, Cycle(on, off, first_day_of(kept, clock, now)))


def first_on(before: Schedule, first: date) -> Schedule:
    """Return a schedule whose days are counted from another day."""
    rule = only_rule(before)
    if rule is None or not isinstance(rule.days, EveryNDays | Cycle):
        return before
    return replace(_ends(before), rules=(replace(rule, days=replace(rule.days, first=first)),))


def with_amount(before: Schedule, amount: float) -> Schedule:
    """Return a schedule with the same amount for every dose. The steps of a taper are its amounts: they stay."""
    match before:
        case Regular(rules=rules):
            alike = (
                replace(rule, times=tuple(replace(one, amount=amount) for one in rule.times))
                for rule in rules
            )
            return replace(before, rules=tuple(alike))
        case Taper():
            return before
    return replace(before, amount=amount)


def lasting(before: Schedule, days: int, clock: Timetable, now: datetime) -> Schedule:
    """Return a schedule that ends after so many days from its next dose on."""
    due = replace(clock, schedule=before, begins=now).next(now)
    if due is None or not isinstance(before, Regular | Interval):
        return before
    return replace(before, last_day=due.day + timedelta(days=days - 1), doses=None)


def by_hours(before: Schedule | None, how: str) -> Schedule:
    """Return an interval round the clock, in the daytime only, or counted from the last dose that was taken."""
    base = before if isinstance(before, Interval) else Interval(8)
    if how == "daytime":
        return replace(base, start=DAYTIME[0], until=DAYTIME[1], since_taken=False)
    return replace(base, until=None, since_taken=how == "taken")


def tapered(first: float, less: float, days: int, clock: Timetable, now: datetime) -> Taper:
    """Return a taper from an amount down to the last step above nothing, once a day in the morning."""
    (at,) = usual_times(1)
    steps = []
    left = first
    while left > 0:
        steps.append(Step((TimedAmount(at, left),), days))
        left = round(left - less, 2)
    return Taper(tuple(steps), first_day_of(daily(at), clock, now))


def when_needed(before: Schedule | None) -> AsNeeded:
    """Return a schedule without reminders; the amount, and limits that were told, stay."""
    if isinstance(before, AsNeeded):
        return before
    return AsNeeded(one_amount(before) or 1.0)


def first_day_of(schedule: Schedule, clock: Timetable, now: datetime) -> date:
    """Return the local day of the first dose by times that are set now: today while one of them is still to come."""
    local = now.astimezone(clock.zone)
    rule = only_rule(schedule)
    is_left = rule and any(clock_of(one.at, clock.meals) > local.time() for one in rule.times)
    return local.date() + timedelta(days=not is_left)


def needed_for(schedule: Schedule | None, days: int, clock: Timetable, now: datetime) -> float:
    """Return how much is taken in so many days from the next dose on; one dose a day where it is only when needed."""
    if schedule is None or isinstance(schedule, AsNeeded):
        return days * (schedule.amount if schedule else 1.0)
    timetable = replace(clock, schedule=schedule, begins=now)
    first = timetable.next(now)
    if first is None:
        return 0.0
    return sum(dose.amount for step in range(days) for dose in timetable.on(first.day + timedelta(days=step)))


def with_meal_times(times: MealTimes, meal: Meal, at: time) -> MealTimes:
    """Return meal times with another time for one of them."""
    return replace(times, **{meal.value: at})


def _of_every_day(before: Schedule | None) -> Schedule | None:
    return on_days(before, EveryDay()) if only_rule(before) else before


def _single(before: Schedule | None) -> Schedule:
    """Return a schedule of one dose a day: as it is where it has one, else in the morning."""
    rule = only_rule(before)
    if before and rule and len(rule.times) == 1:
        return before
    return with_times(_of_every_day(before), usual_times(1))


def _ends(before: Schedule | None) -> Regular:
    """Return a schedule of which only the first and last day, and the number of doses, are kept."""
    return before if isinstance(before, Regular) else daily(*usual_times(1))
