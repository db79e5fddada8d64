"""Parts of the day that move at once, and the sentences that ask for it."""

from datetime import date, time

import pytest

from bot.core.medications.units import unit_of
from bot.core.schedules.occurrences import USUAL_MEALS
from bot.core.schedules.rare_medicines import is_too_often
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    Cycle,
    Interval,
    Meal,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Rule,
    TimedAmount,
    Unit,
    daily,
)
from bot.core.schedules.slot_moves import SlotMove, moved
from bot.core.understanding.slot_sentences import slot_move
from knowledge.interactions.dosing_habits import Habit
from tests.schedules import scheduled

TO = SlotMove(Meal.BREAKFAST, time(7, 30))
AFTER_BREAKFAST, DINNER = AtMeal(Meal.BREAKFAST, 30), AtMeal(Meal.DINNER)


@pytest.mark.parametrize(
    ("schedule", "after"),
    [
        (daily(AFTER_BREAKFAST, DINNER), daily(time(7, 30), DINNER)),
        (daily(time(8), time(9), time(20)), daily(time(7, 30), time(8, 30), time(20))),
        (scheduled((time(10),), 3, date(2026, 11, 22)), scheduled((time(7, 30),), 3, date(2026, 11, 22))),
        (daily(time(7, 30)), None),
        (daily(DINNER), None),
        (daily(time(5), time(8, 30), time(11)), None),  # two doses would come at the same time
        (AsNeeded(), None),
        (Interval(8), None),
        (None, None),
    ],
)
def test_the_doses_of_a_part_of_the_day_move_and_others_stay(schedule, after):
    assert moved(schedule, TO, USUAL_MEALS) == after


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("아침 약 7시 반으로", TO),
        ("아침약 시간을 7시 30분으로 바꿔줘", TO),
        ("저녁 약 8시로 옮겨 주세요", SlotMove(Meal.DINNER, time(20))),
        ("자기 전 약 11시로", SlotMove(Meal.BEDTIME, time(23))),
        ("점심약 1시로 변경", SlotMove(Meal.LUNCH, time(13))),
        ("morning pills to 7:30", TO),
        ("please move my evening meds to 8", SlotMove(Meal.DINNER, time(20))),
        ("set bedtime pills at 11 pm", SlotMove(Meal.BEDTIME, time(23))),
        ("아침 약 먹었어요", None),
        ("아침 약 뭐 먹어요?", None),
        ("morning pills", None),
        ("타이레놀 7시로", None),
    ],
)
def test_a_sentence_names_a_part_of_the_day_and_a_time(text, move):
    assert slot_move(text) == move


@pytest.mark.parametrize(
    ("name", "form", "unit"),
    [
        ("타이레놀정500밀리그램", "", Unit.TABLET),
        ("어린이부루펜시럽", "", Unit.ML),
        ("무엇", "시럽제", Unit.ML),
        ("히알루미니점안액0.1%", "", Unit.DROP),
        ("세레타이드디스커스", "흡입제", Unit.PUFF),
        ("란투스주솔로스타", "", Unit.UNIT),
        ("스멕타현탁액", "", Unit.ML),
        ("뉴로패취", "", Unit.PATCH),
        ("아세트산과립", "", Unit.SACHET),
        ("노바스크", "", Unit.TABLET),
    ],
)
def test_what_is_counted_is_told_by_form_or_name(name, form, unit):
    assert unit_of(name, form) is unit


SUNDAYS = Regular((Rule((TimedAmount(time(8)), TimedAmount(time(20))), OnWeekdays(frozenset({6}))),))


@pytest.mark.parametrize(
    ("schedule", "habit", "often"),
    [
        (daily(time(8)), Habit.WEEKLY, True),
        (SUNDAYS, Habit.WEEKLY, False),
        (SUNDAYS, Habit.MONTHLY, True),
        (scheduled((time(8),), 7, date(2026, 11, 22)), Habit.WEEKLY, False),
        (scheduled((time(8),), 6, date(2026, 11, 22)), Habit.WEEKLY, True),
        (Regular((Rule((TimedAmount(time(8)),), OnMonthDays(frozenset({1}))),)), Habit.MONTHLY, False),
        (Regular((Rule((TimedAmount(time(8)),), Cycle(1, 6, date(2026, 11, 22))),)), Habit.WEEKLY, False),
        (Interval(24), Habit.WEEKLY, True),
        (AsNeeded(), Habit.WEEKLY, True),
        (daily(time(8)), Habit.BEDTIME, False),
        (daily(time(8)), None, False),
        (None, Habit.WEEKLY, False),
    ],
)
def test_more_days_than_is_usual_for_a_rare_medicine(schedule, habit, often):
    assert is_too_often(schedule, habit) is often
