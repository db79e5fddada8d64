"""One chat has so many photos and so many seconds an hour, and slow pictures hold up their own sender alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ops.monitoring.metrics import Metrics
from bot.telegram.transport.admission import Admission, AdmissionLimits, CrowdedError, PhotoQueue, Ticket
from bot.telegram.transport.photo_quota import HOUR, PhotoQuota, QuotaLimits

LIMITS = QuotaLimits(photos=10, seconds=60.0)


def test_nobody_waits_who_has_sent_nothing_whatever_the_album():
    assert PhotoQuota(LIMITS).wait(1, 10, 0.0) == 0
    assert PhotoQuota(QuotaLimits(photos=1)).wait(1, 10, 0.0) == 0


def test_who_has_sent_as_many_as_may_be_waits_for_the_next_and_no_other_chat_does():
    quota = PhotoQuota(LIMITS)
    quota.sent(1, 10, 0.0)
    assert quota.wait(1, 1, 0.0) == pytest.approx(HOUR / 10)
    assert quota.wait(1, 1, HOUR / 10) == pytest.approx(0, abs=1e-6)
    assert quota.wait(2, 10, 0.0) == 0


def test_slow_pictures_use_up_the_seconds():
    quota = PhotoQuota(LIMITS)
    for _ in range(9):
        quota.spent(1, 10.0, 0.0)
    assert quota.wait(1, 1, 0.0) == pytest.approx(30 * HOUR / 60)
    assert quota.wait(1, 1, HOUR) == 0


@given(st.lists(st.tuples(st.floats(0, 600), st.integers(1, 10)), max_size=60))
def test_within_an_hour_a_chat_gets_at_most_twice_its_photos_and_an_album(plan: list[tuple[float, int]]):
    quota, now, taken = PhotoQuota(LIMITS), 0.0, []
    for pause, photos in plan:
        now += pause
        wait = quota.wait(1, photos, now)
        if not wait:
            quota.sent(1, photos, now)
            taken.append((now, photos))
        else:
            assert quota.wait(1, photos, now + wait + 1e-6) == pytest.approx(0, abs=1e-3)
    for start, _ in taken:
        within = sum(photos for at, photos in taken if start <= at < start + HOUR)
        assert within <= 2 * LIMITS.photos + 10


def test_a_chat_with_a_slow_picture_has_one_at_a_time_until_a_fast_one():
    queue = PhotoQueue(AdmissionLimits(at_once=3))
    queue.accept(1, 4)
    queue.accept(2, 1)
    for _ in range(4):
        queue.wait(Ticket(1, 1))
    first = queue.start_next()
    assert first is not None
    queue.took(1, 10.0)
    assert queue.start_next() is None
    queue.wait(Ticket(2, 1))
    assert (other := queue.start_next()) is not None
    assert other.chat == 2
    queue.finish(first)
    assert (second := queue.start_next()) is not None
    queue.took(1, 0.2)
    assert (third := queue.start_next()) is not None
    assert (second.chat, third.chat) == (1, 1)


async def test_stale_photos_stand_back_for_newer_ones():
    gate = Admission(AdmissionLimits(photos=4), Metrics())
    with gate.accepted(1, 2, age=3600):
        with pytest.raises(CrowdedError), gate.accepted(2, 1, age=3600):
            pass
        with gate.accepted(3, 1, age=1):
            assert gate.length == 3


async def test_who_is_over_the_quota_is_told_when_to_come_back():
    gate = Admission(AdmissionLimits(quota=QuotaLimits(photos=2)), Metrics())
    with gate.accepted(1, 2):
        pass
    with pytest.raises(CrowdedError) as crowded, gate.accepted(1, 1):
        pass
    assert crowded.value.seconds == pytest.approx(HOUR / 2, rel=0.01)
