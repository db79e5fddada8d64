"""From which instant new times ask for doses, on a day on which some were taken."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedules.schedule_change import asks_after
from bot.core.schedules.timetable import Timetable, is_over_today
from tests.schedules import scheduled

SEOUL = ZoneInfo("Asia/Seoul")
MIDNIGHT = datetime(2026, 11, 21, 15, tzinfo=UTC)  # in Seoul, at which the 22nd begins
TIMES = st.lists(st.integers(0, 23).map(time), min_size=1, max_size=5, unique=True).map(
    lambda times: tuple(sorted(times))
)


@given(TIMES, TIMES, st.data())
def test_a_day_never_has_more_doses_than_the_plan_of_its_end_counts(before, after, data):
    """What was taken and what is asked for after it, together."""
    count = data.draw(st.integers(0, len(before)))
    taken = [MIDNIGHT + timedelta(hours=at.hour) for at in before[:count]]
    now = (taken[-1] if taken else MIDNIGHT) + timedelta(minutes=1)
    old, new = (Timetable(scheduled(each), SEOUL, now - timedelta(days=1)) for each in (before, after))
    asks = asks_after(old, new, taken, now)
    left = list(new.between(asks, MIDNIGHT + timedelta(hours=23, minutes=59)))
    assert asks >= now
    assert count + len(left) <= max(count, len(after))


def test_what_is_taken_when_needed_from_now_on_asks_for_nothing_though_some_was_taken_today():
    taken, now = [MIDNIGHT + timedelta(hours=8)], MIDNIGHT + timedelta(hours=9)
    old, new = (Timetable(each, SEOUL, MIDNIGHT) for each in (scheduled((time(8),)), scheduled()))
    assert asks_after(old, new, taken, now) == now


@pytest.mark.parametrize(
    ("plan", "hour", "over"),
    [
        (scheduled((time(8),), 7, date(2026, 11, 22)), 8, True),
        (scheduled((time(8),), 7, date(2026, 11, 22)), 7, False),
        (scheduled((time(8), time(20)), 7, date(2026, 11, 22)), 9, False),
        (
            scheduled((time(8), time(9)), 7, date(2026, 11, 22)),
            10,
            False,
        ),  # one other time would not do for both
        (scheduled((time(8),), 7, date(2026, 11, 23)), 9, False),
        (scheduled((time(8),)), 9, False),
    ],
)
def test_a_plan_that_begins_today_is_over_for_today_once_its_last_time_has_passed(plan, hour, over):
    assert is_over_today(Timetable(plan, SEOUL, MIDNIGHT), MIDNIGHT + timedelta(hours=hour)) is over
