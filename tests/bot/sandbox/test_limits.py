"""How fast a bot may send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.delivery.limits import RateLimits
from bot.sandbox.errors import ApiError


def limits() -> RateLimits:
    return RateLimits(per_second=30, burst=5, per_minute_in_group=20)


def admitted(rates: RateLimits, chat_id: int, count: int, now: float) -> bool:
    refusal: ApiError | None = None
    try:
        rates.admit(chat_id, count, now)
    except ApiError as error:
        refusal = error
    assert refusal is None or (refusal.code == 429 and (refusal.retry_after or 0) >= 1)
    return refusal is None


def test_a_short_burst_to_one_person_passes_and_no_more() -> None:
    rates = limits()
    assert [admitted(rates, 1, 1, 0.0) for _ in range(7)] == [True] * 5 + [False] * 2


def test_one_message_a_second_to_one_person_passes_for_ever() -> None:
    rates = limits()
    assert all(admitted(rates, 1, 1, float(second)) for second in range(200))


def test_thirty_people_a_second_pass_and_no_more() -> None:
    rates = limits()
    assert [admitted(rates, person, 1, 0.5) for person in range(32)] == [True] * 30 + [False] * 2
    assert admitted(rates, 99, 1, 1.5)


def test_twenty_messages_a_minute_to_a_group_pass_and_no_more() -> None:
    rates = limits()
    assert [admitted(rates, -1, 1, float(second)) for second in range(22)] == [True] * 20 + [False] * 2
    assert admitted(rates, -1, 1, 60.0)


def test_an_album_passes_whole_and_what_follows_waits_the_longer() -> None:
    rates = limits()
    assert admitted(rates, 1, 10, 0.0)
    with pytest.raises(ApiError) as refusal:
        rates.admit(1, 1, 0.0)
    assert refusal.value.retry_after == 6
    assert admitted(rates, 1, 1, 6.0)


def test_a_refused_message_is_welcome_after_retry_after() -> None:
    rates = limits()
    for _ in range(5):
        rates.admit(1, 1, 0.25)
    with pytest.raises(ApiError) as refusal:
        rates.admit(1, 1, 0.25)
    assert refusal.value.retry_after is not None
    assert admitted(rates, 1, 1, 0.25 + refusal.value.retry_after)


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 0.3)), max_size=200))
def test_no_second_ever_holds_more_than_thirty_and_no_chat_runs_ahead(steps: list[tuple[int, float]]) -> None:
    rates, now, passed = limits(), 0.0, []
    for chat_id, pause in steps:
        now += pause
        if admitted(rates, chat_id, 1, now):
            passed.append((chat_id, now))
    moments = [moment for _, moment in passed]
    assert all(sum(start <= moment < start + 1 for moment in moments) <= 30 for start in moments)
    for chat_id in range(1, 5):
        own = [moment for chat, moment in passed if chat == chat_id]
        assert len(own) <= 5 + (own[-1] - own[0] if own else 0)
    assert rates.sent == len(passed)
