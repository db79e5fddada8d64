"""What is left of a medicine: told in time, before days on which nothing is open, each thing once a pack."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import MedicationId
from bot.core.medications.closed_days import closed_days, open_day_after, open_day_before
from bot.core.medications.stock import AHEAD, OF_STOCK, StockNews, Supply, lacking, look_at
from bot.core.schedules.timetable import Timetable
from tests.schedules import any_schedule, scheduled

SEOUL = ZoneInfo("Asia/Seoul")
LOW, CLOSED, OUT, EXPIRES = StockNews
NOBODY: frozenset[StockNews] = frozenset()


def at_ten(day: date) -> datetime:
    return datetime.combine(day, time(10), SEOUL).astimezone(UTC)


def supply(stock: float | None, day: date, told: frozenset[StockNews] = NOBODY, **more) -> Supply:
    """Return a medicine taken every evening at eight."""
    table = Timetable(scheduled((time(20),)), SEOUL, at_ten(day) - timedelta(days=400))
    return Supply(MedicationId(1), table, stock, told=told, **more)


def told(
    stock: float | None, day: date, days: int = 7, told: frozenset[StockNews] = NOBODY, **more
) -> set[StockNews]:
    return set(look_at(supply(stock, day, told, **more), days, at_ten(day), day).new)


@pytest.mark.parametrize(
    ("stock", "day", "days", "expected"),
    [
        (None, date(2026, 12, 1), 7, set()),
        (30, date(2026, 12, 1), 7, set()),
        (8, date(2026, 12, 1), 7, set()), (7, date(2026, 12, 1), 7, {LOW}),  # a Tuesday
        (9, date(2026, 12, 4), 7, {LOW}),  # a Friday: Sunday would be the day
        (10, date(2026, 12, 4), 7, set()),
        (3, date(2026, 12, 1), 3, {LOW}), (4, date(2026, 12, 1), 3, set()),
        (1, date(2026, 12, 4), 3, {LOW, CLOSED}),  # nothing for Saturday
        (2, date(2026, 12, 4), 3, {LOW, CLOSED}), (3, date(2026, 12, 4), 3, {LOW, CLOSED}),  # Sunday, Monday
        (4, date(2026, 12, 4), 3, {LOW}),  # Tuesday: on Monday there is time
        (0, date(2026, 12, 4), 7, {OUT}), (0.5, date(2026, 12, 4), 7, {OUT}),
        (0, date(2026, 12, 4), 0, set()),
        (5, date(2026, 2, 13), 3, {LOW, CLOSED}),  # the Friday before Seollal, 16 to 18 February
        (6, date(2026, 2, 13), 3, {LOW, CLOSED}), (7, date(2026, 2, 13), 3, {LOW}), (9, date(2026, 2, 13), 3, set()),
    ],
)  # fmt: skip
def test_what_runs_out_is_told_so_many_days_before_and_before_a_rest(stock, day, days, expected):
    assert told(stock, day, days) == expected


def test_nothing_is_told_twice_of_one_pack_and_all_of_it_of_the_next():
    day, stock, known = date(2026, 12, 1), 10.0, frozenset[StockNews]()
    said: list[tuple[date, StockNews]] = []
    for _ in range(30):
        one = look_at(supply(stock, day, known), 7, at_ten(day), day)
        said += [(day, news) for news in sorted(one.new)]
        known = (known | one.new) - one.over
        stock, day = max(0.0, stock - 1), day + timedelta(days=1)
        if day == date(2026, 12, 15):
            stock, known = stock + 10, NOBODY
    assert said == [
        (date(2026, 12, 4), LOW), (date(2026, 12, 11), OUT),
        (date(2026, 12, 18), LOW), (date(2026, 12, 24), CLOSED), (date(2026, 12, 25), OUT),
    ]  # fmt: skip


def test_a_pause_and_an_end_of_the_plan_need_no_new_pack():
    day = date(2026, 12, 1)
    assert told(1, day, is_paused=True) == set()
    ending = Timetable(scheduled((time(20),), last_day=day), SEOUL, at_ten(day) - timedelta(days=9))
    assert look_at(Supply(MedicationId(1), ending, 1.0), 7, at_ten(day), day).new == NOBODY


@pytest.mark.parametrize(
    ("days", "is_told"), [(31, False), (30, True), (0, True), (-3, True)]
)  # fmt: skip
def test_an_expiry_date_is_told_a_month_before_and_once(days, is_told):
    day = date(2026, 12, 1)
    on = day + timedelta(days=days)
    assert (EXPIRES in told(None, day, expires_on=on)) is is_told
    assert told(None, day, told=frozenset({EXPIRES}), expires_on=on) == set()


def test_a_medicine_without_times_is_told_of_once_nothing_is_left():
    day = date(2026, 12, 1)
    for stock, expected in ((0.0, {OUT}), (1.0, set())):
        one = Supply(MedicationId(1), None, stock)
        assert set(look_at(one, 7, at_ten(day), day).new) == expected


@given(any_schedule, st.floats(0, 60), st.integers(0, 400))
def test_more_tablets_never_run_out_sooner(schedule, stock, further):
    begins = at_ten(date(2026, 1, 1))
    now = begins + timedelta(days=further)
    days = [
        lacking(Supply(MedicationId(1), Timetable(schedule, SEOUL, begins), left), now, now + AHEAD)
        or date.max
        for left in (stock, stock + 1, stock + 10)
    ]
    assert days == sorted(days)


@given(any_schedule, st.floats(0, 60), st.integers(0, 400), st.sampled_from([1, 3, 7, 14]))
def test_what_was_told_is_never_new_and_what_is_over_was_told(schedule, stock, further, days):
    begins = at_ten(date(2026, 1, 1))
    now = begins + timedelta(days=further)
    today = now.astimezone(SEOUL).date()
    one = Supply(MedicationId(1), Timetable(schedule, SEOUL, begins), stock)
    first = look_at(one, days, now, today)
    assert first.over == NOBODY
    again = look_at(Supply(one.id, one.timetable, stock, told=first.new), days, now, today)
    assert again.new == NOBODY
    assert again.over == NOBODY
    full = Supply(one.id, one.timetable, 1e6, told=OF_STOCK)
    assert look_at(full, days, now, today).over == OF_STOCK


@pytest.mark.parametrize(
    ("zone", "day", "is_closed"),
    [
        ("Asia/Seoul", date(2026, 9, 25), True), ("Asia/Seoul", date(2026, 9, 28), False),  # Chuseok
        ("America/New_York", date(2026, 11, 26), True), ("Asia/Seoul", date(2026, 11, 26), False),  # Thanksgiving
        ("Europe/Berlin", date(2026, 10, 3), True), ("Asia/Seoul", date(2026, 12, 5), True),
        ("UTC", date(2026, 12, 5), True), ("UTC", date(2026, 12, 25), False),
    ],
)  # fmt: skip
def test_a_day_is_closed_by_the_calendar_of_where_the_person_lives(zone, day, is_closed):
    assert closed_days(ZoneInfo(zone))(day) is is_closed


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(["Asia/Seoul", "America/New_York", "UTC"])
)
def test_the_open_days_round_a_day_are_open_and_none_lies_between(day, zone):
    is_closed = closed_days(ZoneInfo(zone))
    before, after = open_day_before(day, is_closed), open_day_after(day, is_closed)
    assert not is_closed(before)
    assert not is_closed(after)
    between = (before + timedelta(days=n) for n in range(1, (after - before).days))
    assert all(one == day or is_closed(one) for one in between)
