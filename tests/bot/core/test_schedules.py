"""When doses are due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedules.plans import Plan, due_between, first_day_of, lasts_until, next_due

SEOUL, BERLIN, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
instants = st.integers(1_704_067_200, 1_830_297_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=40))
times = st.lists(
    st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    min_size=1,
    max_size=6,
    unique=True,
).map(lambda times: tuple(sorted(times)))
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
plans = st.one_of(
    st.builds(Plan, times),
    st.builds(Plan, times, every_days=st.integers(1, 30), first_day=days, last_day=st.none() | days),
)
zones = st.sampled_from(
    [SEOUL, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]
)


@given(plans, zones, instants, spans, spans)
def test_splitting_a_window_anywhere_gives_the_same_doses(plan, zone, start, first, second):
    middle, end = start + first, start + first + second
    whole = list(due_between(plan, zone, start, end))
    assert whole == [*due_between(plan, zone, start, middle), *due_between(plan, zone, middle, end)]


@given(plans, zones, instants, spans)
def test_every_slot_of_every_day_comes_once(plan, zone, start, span):
    keys = [(due.day, due.slot) for due in due_between(plan, zone, start, start + span)]
    assert len(keys) == len(set(keys))


@given(times.map(Plan), st.just(SEOUL), instants)
def test_a_year_has_a_dose_for_every_slot_of_every_day_in_it(plan, zone, start):
    doses = list(due_between(plan, zone, start, start + timedelta(days=365)))
    assert abs(len(doses) - 365 * len(plan.times)) <= len(plan.times)


@given(plans, zones, instants, spans)
def test_doses_fall_inside_the_window_and_keep_the_wall_clock(plan, zone, start, span):
    for due in due_between(plan, zone, start, start + span):
        assert start < due.at <= start + span
        local = due.at.astimezone(zone)
        skipped = datetime.combine(due.day, plan.times[due.slot], zone).astimezone(UTC).astimezone(zone)
        assert local == skipped


@pytest.mark.parametrize(
    ("zone", "day", "local", "expected"),
    [
        (SEOUL, date(2026, 11, 22), time(8), datetime(2026, 11, 21, 23, tzinfo=UTC)),
        (
            BERLIN,
            date(2026, 3, 29),
            time(2, 30),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        ),  # left out by the clock: 3:30
        (
            BERLIN,
            date(2026, 10, 25),
            time(2, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),  # twice: the first time
        (NEW_YORK, date(2026, 7, 4), time(0), datetime(2026, 7, 4, 4, tzinfo=UTC)),
    ],
)
def test_a_local_time_becomes_an_instant(zone, day, local, expected):
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    doses = due_between(Plan((local,)), zone, noon - timedelta(days=1), noon + timedelta(hours=13))
    assert [due.at for due in doses if due.day == day] == [expected]


@given(plans, zones, instants, spans)
def test_no_two_doses_of_a_plan_fall_on_one_instant_and_they_come_in_order(plan, zone, start, span):
    instants = [due.at for due in due_between(plan, zone, start, start + span)]
    assert instants == sorted(set(instants))


def test_two_times_that_a_clock_change_brings_together_are_one_dose():
    night = datetime(2026, 3, 29, tzinfo=UTC)  # 02:00 to 03:00 are left out in Berlin
    plan = Plan((time(2), time(2, 30), time(3), time(3, 30)))
    doses = list(due_between(plan, BERLIN, night, night + timedelta(hours=5)))
    assert [(due.slot, due.at.hour, due.at.minute) for due in doses] == [(0, 1, 0), (1, 1, 30)]


@given(plans, zones, instants)
def test_doses_fall_on_days_of_the_plan_only(plan, zone, start):
    for due in due_between(plan, zone, start, start + timedelta(days=100)):
        if plan.first_day:
            assert due.day >= plan.first_day
            assert (due.day - plan.first_day).days % plan.every_days == 0
        assert plan.last_day is None or due.day <= plan.last_day


@given(plans, zones, instants)
def test_the_next_dose_is_the_first_of_those_to_come(plan, zone, now):
    four_years = due_between(plan, zone, now, now + timedelta(days=1500))
    assert next_due(plan, zone, now) == next(four_years, None)


@given(plans.filter(lambda plan: not plan.last_day), instants, st.integers(1, 40))
def test_a_stock_lasts_until_the_day_of_its_last_dose(plan, now, doses):
    to_come = list(due_between(plan, SEOUL, now, now + timedelta(days=1500 + 31 * doses)))
    assert lasts_until(plan, SEOUL, doses, now) == to_come[doses - 1].day


def test_a_stock_that_is_enough_for_the_whole_plan_has_no_last_day():
    now = datetime(2026, 11, 22, tzinfo=UTC)
    plan = Plan((time(8),), last_day=date(2026, 11, 30))
    assert lasts_until(plan, SEOUL, 3, now) == date(2026, 11, 25)
    assert lasts_until(plan, SEOUL, 30, now) is None
    assert lasts_until(plan, SEOUL, 0, now) is None
    assert lasts_until(Plan(), SEOUL, 30, now) is None


@pytest.mark.parametrize(
    ("local", "expected"), [(time(7), 22), (time(8), 23), (time(12), 23)], ids=["before", "at", "after"]
)
def test_a_plan_set_now_begins_today_while_a_time_is_still_to_come(local, expected):
    now = datetime.combine(date(2026, 11, 22), local, SEOUL)
    assert first_day_of((time(8),), SEOUL, now) == date(2026, 11, expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": (time(8), time(8))}, {"times": (time(9), time(8))}, {"every_days": 0}, {"every_days": 2},
        {"every_days": 366, "first_day": date(2026, 1, 1)}, {"amount": 0}, {"amount": -1},
    ],
)  # fmt: skip
def test_a_plan_that_can_not_be_is_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        Plan(**wrong)
