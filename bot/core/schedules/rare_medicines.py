"""Whether a schedule takes a medicine more often than is usual for it. Pure."""

from bot.core.schedules.schedule import (
    Cycle,
    Days,
    EveryDay,
    EveryNDays,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Schedule,
)
from knowledge.interactions.dosing_habits import Habit

EVERY = {Habit.WEEKLY: 7, Habit.MONTHLY: 28}  # days from one dose to the next


def is_too_often(schedule: Schedule | None, habit: Habit | None) -> bool:
    """Return whether doses come on more days than once a week, or once a month, where that is the habit."""
    if schedule is None or habit not in EVERY:
        return False
    if not isinstance(schedule, Regular):
        return True
    return sum(_days_in_84(rule.days) for rule in schedule.rules) > 84 / EVERY[habit]


def _days_in_84(days: Days) -> float:
    """Return on how many of 84 days (12 weeks, 3 times 4) doses come, by the rule of a calendar without short months."""
    match days:
        case EveryDay():
            return 84
        case OnWeekdays(weekdays, every):
            return 12 * len(weekdays) / every
        case EveryNDays(every):
            return 84 / every
        case OnMonthDays(month_days, every):
            return 3 * len(month_days) / every
        case Cycle(on, off):
            return 84 * on / (on + off)
