"""How many doses were taken of those that were due: laws, and the cases that are counted wrongly elsewhere."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import DoseState, MedicationId
from bot.core.reports.adherence import (
    PERIODS,
    SETTLED,
    Adherence,
    DoseOutcome,
    adherence,
    by_day,
    by_medication,
    by_period,
)

TODAY = date(2026, 11, 22)
TAKEN, SKIPPED, MISSED = SETTLED
DAYS = st.integers(-3, 120).map(lambda back: TODAY - timedelta(days=back))
DOSES = st.lists(
    st.builds(
        DoseOutcome,
        st.sampled_from([MedicationId(1), MedicationId(2), MedicationId(3)]),
        DAYS,
        st.sampled_from(DoseState),
        st.booleans(),
    ),
    max_size=60,
)


def dose(back: int, state: DoseState = TAKEN, *, has_slot: bool = True, medication: int = 1) -> DoseOutcome:
    return DoseOutcome(MedicationId(medication), TODAY - timedelta(days=back), state, has_slot)


@pytest.mark.parametrize(
    ("doses", "percent"),
    [
        ([], None), ([dose(0)], 100), ([dose(0, MISSED)], 0), ([dose(0), dose(1, SKIPPED)], 50),
        ([dose(6), dose(7, MISSED)], 100),  # seven days, today among them
        ([dose(0), dose(0, DoseState.WAITING), dose(0, DoseState.ASKED)], 100),  # open still
        ([dose(0, DoseState.WITHDRAWN)], None),  # of a pause
        ([dose(0, has_slot=False)], None),  # taken when needed
        ([dose(-1, MISSED)], None), ([*[dose(0)] * 199, dose(0, MISSED)], 99),
    ],
)  # fmt: skip
def test_what_counts_over_a_week(doses, percent):
    assert adherence(doses, 7, TODAY).percent == percent


def test_days_before_a_medicine_was_there_do_not_count():
    since_yesterday = [dose(0), dose(1)]
    assert {days: one.percent for days, one in by_period(since_yesterday, TODAY).items()} == {
        7: 100,
        30: 100,
        90: 100,
    }


@given(DOSES)
def test_a_share_lies_between_none_and_all_and_is_unknown_only_without_doses(doses):
    for days in PERIODS:
        one = adherence(doses, days, TODAY)
        assert 0 <= one.taken <= one.due
        assert (one.percent is None) == (one.due == 0)
        assert one.percent is None or (one.percent == 100) == (one.taken == one.due)


@given(DOSES, st.integers(1, 100))
def test_days_and_medicines_add_up_to_the_whole(doses, days):
    whole = adherence(doses, days, TODAY)
    for parts in (by_medication(doses, days, TODAY).values(), [one for _, one in by_day(doses, days, TODAY)]):
        assert Adherence(sum(one.due for one in parts), sum(one.taken for one in parts)) == whole
    assert [day for day, _ in by_day(doses, days, TODAY)] == [
        TODAY - timedelta(days=back) for back in reversed(range(days))
    ]


@given(DOSES, st.randoms(use_true_random=False))
def test_the_order_of_doses_makes_no_difference(doses, luck):
    shuffled = list(doses)
    luck.shuffle(shuffled)
    assert by_period(shuffled, TODAY) == by_period(doses, TODAY)


@given(DOSES, st.integers(1, 60), st.integers(0, 60))
def test_a_longer_period_holds_the_shorter_one(doses, days, more):
    short, long = adherence(doses, days, TODAY), adherence(doses, days + more, TODAY)
    assert (short.due, short.taken) <= (long.due, long.taken)
    assert short.taken <= long.taken


@given(DOSES, st.sampled_from([DoseState.WAITING, DoseState.ASKED, DoseState.WITHDRAWN]), DAYS)
def test_what_is_open_or_withdrawn_changes_nothing(doses, state, day):
    more = [*doses, DoseOutcome(MedicationId(1), day, state)]
    assert by_period(more, TODAY) == by_period(doses, TODAY)
    needed = [*doses, DoseOutcome(MedicationId(1), day, TAKEN, has_slot=False)]
    assert by_period(needed, TODAY) == by_period(doses, TODAY)
