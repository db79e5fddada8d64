"""A schedule is kept as text and comes back the same."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    Cycle,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Rule,
    Step,
    Taper,
    TimedAmount,
)
from bot.core.schedules.schedule_json import from_json, to_json

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
amounts = st.integers(1, 400).map(lambda quarters: quarters / 4)
times = st.lists(
    st.builds(TimedAmount, clocks | st.builds(AtMeal, st.sampled_from(Meal), st.integers(-240, 240)), amounts),
    min_size=1, max_size=4, unique_by=lambda one: one.at,
).map(tuple)  # fmt: skip
rules = st.builds(
    Rule,
    times,
    st.just(EveryDay())
    | st.builds(OnWeekdays, st.frozensets(st.integers(0, 6), min_size=1), st.integers(1, 52), days)
    | st.builds(EveryNDays, st.integers(1, 365), days)
    | st.builds(OnMonthDays, st.frozensets(st.integers(1, 31), min_size=1), st.integers(1, 12), days)
    | st.builds(Cycle, st.integers(1, 365), st.integers(1, 365), days),
)
steps = st.tuples(
    st.builds(Step, times, st.integers(1, 30)), st.builds(Step, times, st.none() | st.integers(1, 30))
)
schedules = (
    st.builds(
        lambda rules, first, length, doses: Regular(
            tuple(rules), first, first and length and first + timedelta(days=length), doses
        ),
        st.lists(rules, min_size=1, max_size=3), st.none() | days, st.none() | st.integers(0, 99),
        st.none() | st.integers(1, 99),
    )
    | st.builds(Taper, steps, days)
    | st.builds(
        Interval, st.integers(4, 288).map(lambda quarters: quarters / 4), clocks, st.none(), amounts,
        st.none() | days, st.none(), st.none() | st.integers(1, 99), since_taken=st.booleans(),
    )
    | st.just(Interval(3, time(9), time(21)))
    | st.builds(AsNeeded, amounts, st.none() | st.integers(1, 72), st.none() | st.integers(1, 24))
)  # fmt: skip


@given(schedules)
def test_a_schedule_comes_back_from_its_text(schedule):
    assert from_json(to_json(schedule)) == schedule


@pytest.mark.parametrize("text", ['{"v":2,"kind":"as-needed","amount":1}', '{"v":1,"kind":"else"}'])
def test_a_form_of_another_version_or_kind_is_refused(text):
    with pytest.raises(ValueError, match="expected"):
        from_json(text)
