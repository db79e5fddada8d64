"""Schedules for tests, in few words."""

from datetime import date, time

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
    Schedule,
    Step,
    Taper,
    TimedAmount,
)


def scheduled(
    times: tuple[time, ...] = (),
    every_days: int = 1,
    first_day: date | None = None,
    last_day: date | None = None,
    amount: float = 1.0,
) -> Schedule:
    """Return a schedule at the same times every so many days; without times it is taken only when needed."""
    if not times:
        return AsNeeded(amount)
    days = EveryNDays(every_days, first_day) if first_day else EveryDay()
    return Regular((Rule(tuple(TimedAmount(at, amount) for at in times), days),), last_day=last_day)


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
amounts = st.sampled_from([0.25, 0.5, 1.0, 2.0])
timed = st.lists(
    st.builds(TimedAmount, clocks | st.builds(AtMeal, st.sampled_from(Meal), st.sampled_from([-30, 0, 30])), amounts),
    min_size=1, max_size=4, unique_by=lambda one: one.at,
).map(tuple)  # fmt: skip
first_days = st.dates(date(2025, 12, 1), date(2027, 2, 1))
rules = st.builds(
    Rule,
    timed,
    st.just(EveryDay())
    | st.builds(OnWeekdays, st.frozensets(st.integers(0, 6), min_size=1))
    | st.builds(EveryNDays, st.integers(1, 9), first_days)
    | st.builds(OnMonthDays, st.frozensets(st.integers(1, 31), min_size=1))
    | st.builds(Cycle, st.integers(1, 9), st.integers(1, 9), first_days),
)
steps = st.lists(st.builds(Step, timed, st.integers(1, 9)), min_size=2, max_size=4).map(tuple)
any_schedule: st.SearchStrategy[Schedule] = (
    st.builds(
        lambda some, doses: Regular(tuple(some), doses=doses),
        st.lists(rules, min_size=1, max_size=2), st.none() | st.integers(1, 20),
    )
    | st.builds(Taper, steps, first_days)
    | st.builds(Interval, st.sampled_from([1.5, 4, 5, 6, 7, 24, 36]), clocks)
    | st.just(Interval(3, time(9), time(21)))
    | st.just(AsNeeded())
)  # fmt: skip
