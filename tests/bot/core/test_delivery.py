"""What an attempt to send a reminder leads to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import LATE_AFTER, WINDOW, ReminderId
from bot.core.doses.retry_policy import (
    DIGEST_WINDOW,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    REPEAT_AFTER,
    Blocked,
    Delivered,
    Delivery,
    DeliveryState,
    Failed,
    Outcome,
    Refused,
    ReminderKind,
    Unconfirmed,
    after,
    pause,
    review,
)

EIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
NEW = Delivery(ReminderId(1), ReminderKind.DUE, EIGHT, next_try_at=EIGHT)
OUTCOMES = st.sampled_from(
    [Delivered(5), Blocked(), Refused(), Failed(), Failed(timedelta(hours=1)), Unconfirmed()]
)


@pytest.mark.parametrize(
    ("outcome", "state", "wait"),
    [
        (Delivered(5), DeliveryState.SENT, None),
        (Blocked(), DeliveryState.VOID, None),
        (Refused(), DeliveryState.FAILED, None),
        (Failed(), DeliveryState.UNSENT, FIRST_PAUSE),
        (Failed(timedelta(minutes=5)), DeliveryState.UNSENT, timedelta(minutes=5)),
        (Failed(WINDOW), DeliveryState.FAILED, None),
        (Unconfirmed(), DeliveryState.PERHAPS_SENT, REPEAT_AFTER),
    ],
)
def test_the_first_attempt_leads_to(outcome, state, wait):
    delivery = after(NEW, outcome, EIGHT)
    assert (delivery.state, delivery.attempts) == (state, 1)
    assert delivery.next_try_at == (EIGHT + wait if wait else None)


def tried(delivery: Delivery, outcomes: list[Outcome]) -> tuple[Delivery, list[Outcome]]:
    """Try until nothing is left to do; return the delivery, and the outcomes of the attempts that were made."""
    made = []
    for outcome in outcomes:
        if delivery.next_try_at is None:
            break
        made.append(outcome)
        delivery = after(delivery, outcome, delivery.next_try_at)
    return delivery, made


@given(st.lists(OUTCOMES, min_size=40, max_size=40))
def test_a_reminder_that_may_have_arrived_is_sent_once_more_at_most(outcomes):
    _, made = tried(NEW, outcomes)
    assert sum(isinstance(outcome, Delivered | Unconfirmed) for outcome in made) <= 2


@given(st.lists(OUTCOMES, min_size=100, max_size=100), st.sampled_from(ReminderKind))
def test_attempts_come_to_an_end_within_the_time_that_it_is_worth_sending(outcomes, kind):
    window = DIGEST_WINDOW if kind is ReminderKind.DIGEST else WINDOW
    delivery = Delivery(ReminderId(1), kind, EIGHT, next_try_at=EIGHT)
    for outcome in [*outcomes, *[Failed()] * 200]:
        if delivery.next_try_at is None:
            break
        assert EIGHT <= delivery.next_try_at < EIGHT + window
        delivery = after(delivery, outcome, delivery.next_try_at)
    assert delivery.state is not DeliveryState.UNSENT
    assert delivery.next_try_at is None


@given(st.lists(OUTCOMES, max_size=20), OUTCOMES)
def test_what_has_ended_stays_so_unless_it_did_arrive(outcomes, late):
    ended = tried(NEW, [*outcomes, Refused()])[0]
    again = after(ended, late, EIGHT + WINDOW)
    assert again == ended or (isinstance(late, Delivered) and again.state is DeliveryState.SENT)


def test_pauses_between_attempts_grow_up_to_a_quarter_of_an_hour():
    pauses = [pause(attempts) for attempts in range(1, 30)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)


@pytest.mark.parametrize(
    ("attempts", "is_open", "is_missed", "later", "expected"),
    [
        (0, True, False, 0, (ReminderKind.DUE, DeliveryState.UNSENT)),
        (3, True, False, 1, (ReminderKind.LATE, DeliveryState.UNSENT)),
        (0, False, True, 1, (ReminderKind.DIGEST, DeliveryState.UNSENT)),  # the bot was away all the time
        (1, False, True, 1, (ReminderKind.DUE, DeliveryState.FAILED)),
        (0, False, False, 0, (ReminderKind.DUE, DeliveryState.VOID)),  # all was answered on a copy
    ],
)
def test_a_reminder_that_waits_is_looked_at_again(attempts, is_open, is_missed, later, expected):
    waiting = Delivery(ReminderId(1), ReminderKind.DUE, EIGHT, attempts=attempts, next_try_at=EIGHT)
    now = EIGHT + later * (LATE_AFTER + timedelta(seconds=1))
    reviewed = review(waiting, is_open=is_open, is_missed=is_missed, now=now)
    assert (reviewed.kind, reviewed.state) == expected


def test_what_was_perhaps_sent_never_becomes_a_failure():
    perhaps = after(NEW, Unconfirmed(), EIGHT)
    for outcome in (Refused(), Failed(WINDOW), Unconfirmed()):
        assert after(perhaps, outcome, EIGHT).state is DeliveryState.PERHAPS_SENT
    assert review(perhaps, is_open=False, is_missed=True, now=EIGHT).state is DeliveryState.PERHAPS_SENT
