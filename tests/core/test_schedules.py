"""When doses are due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedules import Daily, due_between

SEOUL, BERLIN, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
instants = st.integers(1_704_067_200, 1_830_297_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=40))
schedules = st.builds(
    Daily,
    st.lists(
        st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
        min_size=1,
        max_size=6,
        unique=True,
    ).map(lambda times: tuple(sorted(times))),
    st.sampled_from([SEOUL, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]),
)


@given(schedules, instants, spans, spans)
def test_splitting_a_window_anywhere_gives_the_same_doses(schedule, start, first, second):
    middle, end = start + first, start + first + second
    whole = list(due_between(schedule, start, end))
    assert whole == [*due_between(schedule, start, middle), *due_between(schedule, middle, end)]


@given(schedules, instants, spans)
def test_every_slot_of_every_day_comes_once(schedule, start, span):
    keys = [(due.day, due.slot) for due in due_between(schedule, start, start + span)]
    assert len(keys) == len(set(keys))


@given(schedules, instants)
def test_a_year_has_a_dose_for_every_slot_of_every_day_in_it(schedule, start):
    doses = list(due_between(schedule, start, start + timedelta(days=365)))
    assert abs(len(doses) - 365 * len(schedule.times)) <= len(schedule.times)


@given(schedules, instants, spans)
def test_doses_fall_inside_the_window_and_keep_the_wall_clock(schedule, start, span):
    for due in due_between(schedule, start, start + span):
        assert start < due.at <= start + span
        local = due.at.astimezone(schedule.zone)
        skipped = (
            datetime.combine(due.day, schedule.times[due.slot], schedule.zone)
            .astimezone(UTC)
            .astimezone(schedule.zone)
        )
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
    doses = due_between(Daily((local,), zone), noon - timedelta(days=1), noon + timedelta(hours=13))
    assert [due.at for due in doses if due.day == day] == [expected]


@pytest.mark.parametrize("times", [(), (time(8), time(8)), (time(9), time(8))])
def test_times_that_are_none_doubled_or_unsorted_are_refused(times):
    with pytest.raises(ValueError, match="expected at least one time"):
        Daily(times, SEOUL)
