"""Instants of a schedule: the same however time is split, none missing and none twice whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.schedules.occurrences import next_occurrences, occurrences
from bot.core.schedules.schedule import (
    AtMeal,
    Cycle,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    MealTimes,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Rule,
    Step,
    Taper,
    TimedAmount,
)

ZONES = (
    "Asia/Seoul",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
)
SEOUL = ZoneInfo("Asia/Seoul")
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
times = st.lists(
    st.builds(TimedAmount, st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))),
    min_size=1, max_size=4, unique_by=lambda one: one.at,
).map(lambda found: tuple(sorted(found, key=lambda one: one.at)))  # fmt: skip
first = st.dates(date(2026, 1, 1), date(2026, 12, 31))
rules = st.builds(
    Rule,
    times,
    st.just(EveryDay())
    | st.builds(OnWeekdays, st.frozensets(st.integers(0, 6), min_size=1))
    | st.builds(EveryNDays, st.integers(1, 30), first)
    | st.builds(OnMonthDays, st.frozensets(st.integers(1, 31), min_size=1))
    | st.builds(Cycle, st.integers(1, 28), st.integers(1, 28), first),
)
steps = st.lists(st.builds(Step, times, st.integers(1, 20)), min_size=2, max_size=4).map(tuple)
schedules = (
    st.builds(lambda rule, doses: Regular((rule,), doses=doses), rules, st.none() | st.integers(1, 50))
    | st.builds(Taper, steps, first)
    | st.builds(Interval, st.sampled_from([1.5, 4, 5, 6, 7, 24, 36]), st.builds(time, st.integers(0, 23)))
    | st.just(Interval(3, time(9), time(21)))
)
moments = st.integers(0, 500 * 24 * 60).map(lambda minutes: BEGINS + timedelta(minutes=minutes))


@given(schedules, st.sampled_from(ZONES), moments, moments, moments)
@settings(max_examples=150, deadline=None)
def test_splitting_a_window_gives_the_same_doses(schedule, zone, one, two, three):
    start, middle, end = sorted([one, two, three])
    zone = ZoneInfo(zone)
    whole = list(occurrences(schedule, zone, start, end, begins=BEGINS))
    parts = [
        *occurrences(schedule, zone, start, middle, begins=BEGINS),
        *occurrences(schedule, zone, middle, end, begins=BEGINS),
    ]
    assert whole == parts
    assert [dose.at for dose in whole] == sorted({dose.at for dose in whole})


@pytest.mark.parametrize("zone", ZONES)
def test_in_ten_years_no_dose_of_a_day_is_missing_and_none_comes_twice(zone):
    schedule = Regular((Rule((TimedAmount(time(2, 30)), TimedAmount(time(8)), TimedAmount(time(23, 45)))),))
    begins = datetime(2017, 1, 1, tzinfo=UTC)
    found = list(
        occurrences(schedule, ZoneInfo(zone), begins, datetime(2027, 1, 1, tzinfo=UTC), begins=begins)
    )
    days = [dose.day for dose in found]
    assert len({(dose.day, dose.slot) for dose in found}) == len(found)
    missing = [day for day in _days(min(days), max(days)) if day not in set(days)]
    assert missing == []
    assert {days.count(day) for day in list(dict.fromkeys(days))[1:-1]} == {3}


def _days(start, end):
    return (start + timedelta(days=step) for step in range((end - start).days + 1))


def test_a_month_that_is_too_short_has_its_last_day():
    monthly = Regular((Rule((TimedAmount(time(8)),), OnMonthDays(frozenset({31}))),))
    found = next_occurrences(monthly, SEOUL, datetime(2026, 1, 31, 9, tzinfo=SEOUL), 3)
    assert [f"{dose.day}" for dose in found] == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_meals_move_with_the_person():
    after_dinner = Regular((Rule((TimedAmount(AtMeal(Meal.DINNER, 30)),)),))
    now = datetime(2026, 12, 1, 6, tzinfo=SEOUL)
    (dose,) = next_occurrences(after_dinner, SEOUL, now, 1, MealTimes(dinner=time(20)))
    assert f"{dose.at.astimezone(SEOUL):%H:%M}" == "20:30"


def test_a_number_of_doses_counts_from_when_the_schedule_was_set():
    twice = Regular((Rule((TimedAmount(time(8)), TimedAmount(time(20)))),), doses=3)
    found = next_occurrences(twice, SEOUL, datetime(2026, 12, 1, 12, tzinfo=SEOUL), 10)
    assert [f"{dose.at.astimezone(SEOUL):%d %H}" for dose in found] == ["01 20", "02 08", "02 20"]
