"""All that is taken at one time of the day moves to another time at once. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.core.schedules.schedule import (
    AtMeal,
    Meal,
    MealTimes,
    Regular,
    Schedule,
    Taper,
    TimedAmount,
    TimeOfDay,
    clock_of,
)

BEGINS = (
    (time(4), Meal.BREAKFAST),
    (time(11), Meal.LUNCH),
    (time(16), Meal.DINNER),
    (time(20, 30), Meal.BEDTIME),
)
A_DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class SlotMove:
    """A part of the day, by the meal in it, and the time to which its doses move."""

    slot: Meal
    to: time


def slot_of(at: TimeOfDay, meals: MealTimes) -> Meal:
    """Return the part of the day that a time belongs to: its meal's, else by the clock."""
    if isinstance(at, AtMeal):
        return at.meal
    return next((meal for begins, meal in reversed(BEGINS) if at >= begins), Meal.BEDTIME)


def moved(schedule: Schedule | None, move: SlotMove, meals: MealTimes) -> Schedule | None:
    """Return a schedule whose doses of a part of the day come at another time: the first at that, others as much later.

    None where it has none there, or two doses would come at the same time.
    """
    try:
        match schedule:
            case Regular():
                rules = tuple(replace(rule, times=_moved(rule.times, move, meals)) for rule in schedule.rules)
                after: Schedule = replace(schedule, rules=rules)
            case Taper():
                steps = tuple(replace(step, times=_moved(step.times, move, meals)) for step in schedule.steps)
                after = replace(schedule, steps=steps)
            case _:
                return None
    except ValueError:
        return None
    return None if after == schedule else after


def _moved(times: Sequence[TimedAmount], move: SlotMove, meals: MealTimes) -> tuple[TimedAmount, ...]:
    """Return the times of a day in order after a move."""
    mine = [clock_of(one.at, meals) for one in times if slot_of(one.at, meals) is move.slot]
    if not mine:
        return tuple(times)
    later = _minutes(move.to) - min(_minutes(at) for at in mine)
    changed = (
        replace(one, at=_shifted(one.at, later, meals)) if slot_of(one.at, meals) is move.slot else one
        for one in times
    )
    return tuple(sorted(changed, key=lambda one: clock_of(one.at, meals)))


def _shifted(at: TimeOfDay, minutes: int, meals: MealTimes) -> time:
    return time(*divmod((_minutes(clock_of(at, meals)) + minutes) % A_DAY, 60))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
