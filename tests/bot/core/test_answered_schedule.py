"""What an answer makes of a schedule."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.schedules.answered_schedule import needed_for, on_days, planned, tapered, when_needed
from bot.core.schedules.plan_questions import PlanQuestion
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    EveryNDays,
    Interval,
    Meal,
    Step,
    Taper,
    TimedAmount,
    daily,
)
from bot.core.schedules.timetable import Timetable
from tests.schedules import scheduled

NINE = datetime(2026, 11, 22, tzinfo=UTC)  # in Seoul
CLOCK = Timetable(AsNeeded(), ZoneInfo("Asia/Seoul"), NINE)
BREAKFAST, DINNER = AtMeal(Meal.BREAKFAST), AtMeal(Meal.DINNER)


@pytest.mark.parametrize(
    ("before", "ask", "value", "after"),
    [
        (None, PlanQuestion.OFTEN, 2, daily(BREAKFAST, DINNER)),
        (
            scheduled((time(9),), 7, date(2026, 11, 22), amount=2),
            PlanQuestion.OFTEN,
            1,
            daily(BREAKFAST, amount=2),
        ),
        (
            None,
            PlanQuestion.EVERY,
            7,
            on_days(daily(BREAKFAST), EveryNDays(7, date(2026, 11, 23))),
        ),  # 8 is over
        (scheduled((time(21),)), PlanQuestion.EVERY, 2, scheduled((time(21),), 2, date(2026, 11, 22))),
        (
            scheduled((time(8),), 7, date(2026, 11, 23)),
            PlanQuestion.FIRST,
            3,
            scheduled((time(8),), 7, date(2026, 11, 25)),
        ),
        (scheduled((time(8),)), PlanQuestion.FIRST, 3, scheduled((time(8),))),
        (
            scheduled((time(8),), 7, date(2026, 11, 23)),
            PlanQuestion.LATE,
            22,
            scheduled((time(22),), 7, date(2026, 11, 23)),
        ),
        (scheduled((time(8),)), PlanQuestion.AMOUNT, 0.5, scheduled((time(8),), amount=0.5)),
        (scheduled((time(8),)), PlanQuestion.COURSE, 7, scheduled((time(8),), last_day=date(2026, 11, 29))),
        (scheduled((time(21),)), PlanQuestion.COURSE, 1, scheduled((time(21),), last_day=date(2026, 11, 22))),
        (scheduled((time(8),), amount=2), PlanQuestion.HOURS, 6, Interval(6, time(8), amount=2)),
        (AsNeeded(2), PlanQuestion.GAP, 4, AsNeeded(2, least_hours=4)),
        (AsNeeded(2, least_hours=4), PlanQuestion.MOST, 3, AsNeeded(2, 4, 3)),
        (Interval(6), PlanQuestion.AMOUNT, 5, Interval(6, amount=5)),
    ],
)
def test_an_answer_changes_what_it_is_about_and_nothing_else(before, ask, value, after):
    assert planned(before, ask, value, CLOCK, NINE) == after


def test_a_medicine_for_when_it_is_needed_keeps_its_amount_and_its_limits_alone():
    assert when_needed(scheduled((time(8),), 7, date(2026, 11, 23), date(2026, 12, 1), 0.5)) == AsNeeded(0.5)
    assert when_needed(AsNeeded(2, 4, 3)) == AsNeeded(2, 4, 3)


def test_a_taper_goes_down_to_the_last_step_above_nothing():
    at = AtMeal(Meal.BREAKFAST)
    steps = tuple(Step((TimedAmount(at, amount),), 3) for amount in (1.5, 1, 0.5))
    assert tapered(1.5, 0.5, 3, CLOCK, NINE) == Taper(steps, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("schedule", "days", "tablets"),
    [
        (scheduled((time(8), time(20))), 30, 60), (scheduled((time(8),), amount=0.5), 30, 15),
        (scheduled(amount=2), 10, 20), (scheduled((time(8),), 7, date(2026, 11, 22)), 30, 5), (None, 7, 7),
        (scheduled((time(8),), last_day=date(2026, 11, 24)), 30, 2),
    ],
)  # fmt: skip
def test_days_are_counted_in_tablets_by_the_schedule(schedule, days, tablets):
    assert needed_for(schedule, days, CLOCK, NINE) == tablets
