"""Decides whether and when a reminder is sent again: after a failure, and until it is answered. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.doses.model import AT_LEAST_OPEN, LATE_AFTER, WINDOW, ReminderId
from bot.core.people.habits import Habits

REPEAT_AFTER = timedelta(minutes=3)  # a reminder that perhaps arrived
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)  # between attempts that failed
DIGEST_WINDOW = timedelta(days=1)  # in which it is worth telling what was missed
PROMPT = timedelta(minutes=1)  # a message sent within it came at its time: the next repeat counts from that
NO_REPEATS = Habits(repeats=0)

Quiet = Callable[[datetime], bool]  # whether an instant lies in the quiet hours of whom a reminder is for


class ReminderKind(StrEnum):
    """Why a reminder is sent."""

    DUE = "due"
    LATE = "late"  # after a pause in service
    DIGEST = "digest"  # a list of what was missed while the service was away
    MISSED = "missed"  # nobody answered


class DeliveryState(StrEnum):
    """How far a reminder has come."""

    UNSENT = "unsent"
    PERHAPS_SENT = "perhaps-sent"  # Telegram was given it and did not confirm it
    SENT = "sent"
    FAILED = "failed"  # given up: it never reached the person
    VOID = "void"  # not to be sent: all was answered, or the person can't be written to


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram took the message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot, or their chat is gone."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not leave, or Telegram could not take it now."""

    retry_after: timedelta = timedelta(0)  # as Telegram asks for


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """It left, and no answer came."""


Outcome = Delivered | Blocked | Refused | Failed | Unconfirmed


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reminder on its way to a person."""

    id: ReminderId
    kind: ReminderKind
    created_at: datetime
    state: DeliveryState = DeliveryState.UNSENT
    attempts: int = 0
    next_try_at: datetime | None = None  # None: it is not sent any more
    sent_at: datetime | None = None
    message_id: int | None = None
    every: timedelta = timedelta(0)  # from one repeat to the next
    repeats_left: int = 0

    @property
    def may_have_arrived(self) -> bool:
        """Whether the person may have seen it."""
        return self.state in (DeliveryState.SENT, DeliveryState.PERHAPS_SENT)

    @property
    def until(self) -> datetime:
        """The instant from which it is not worth sending."""
        tells_of_missed = self.kind in (ReminderKind.DIGEST, ReminderKind.MISSED)
        return self.created_at + (DIGEST_WINDOW if tells_of_missed else WINDOW)

    def ended(self, state: DeliveryState) -> "Delivery":
        """Return it as not to be sent any more."""
        return replace(self, state=state, next_try_at=None)

    def again(self, kind: ReminderKind, now: datetime, habits: Habits = NO_REPEATS) -> "Delivery":
        """Return it as to be sent anew, in the place of the message that was sent before."""
        return replace(
            self, kind=kind, created_at=now, state=DeliveryState.UNSENT, attempts=0, next_try_at=now,
            every=habits.every, repeats_left=habits.repeats,
        )  # fmt: skip


def never(_: datetime) -> bool:
    """Return False: there are no quiet hours."""
    return False


def after(delivery: Delivery, outcome: Outcome, at: datetime, is_quiet: Quiet = never) -> Delivery:
    """Return what an attempt that ended at an instant makes of a reminder.

    What was sent is repeated as often as the person set, except in quiet hours. What fails is tried again, at growing
    intervals, as long as it is worth sending. What was perhaps sent is sent once more some minutes later, besides its
    repeats. What ended meanwhile stays so, unless it did arrive.
    """
    if delivery.next_try_at is None and not isinstance(outcome, Delivered):
        return delivery
    tried = replace(delivery, attempts=delivery.attempts + 1)
    match outcome:
        case Delivered(message_id):
            sent = replace(tried.ended(DeliveryState.SENT), sent_at=at, message_id=message_id)
            return sent if delivery.next_try_at is None else _repeated(sent, _planned(delivery, at), is_quiet)
        case Blocked():
            return tried.ended(DeliveryState.VOID)
        case Refused():
            return tried.ended(_given_up(delivery))
        case Failed(retry_after):
            next_try = at + max(pause(tried.attempts), retry_after)
            if next_try < delivery.until:
                return replace(tried, next_try_at=next_try)
            return tried.ended(_given_up(delivery))
        case Unconfirmed():
            if delivery.state is DeliveryState.UNSENT and at + REPEAT_AFTER < delivery.until:
                return replace(tried, state=DeliveryState.PERHAPS_SENT, next_try_at=at + REPEAT_AFTER)
            state = DeliveryState.SENT if delivery.sent_at else DeliveryState.PERHAPS_SENT
            return _repeated(tried.ended(state), at, is_quiet)


def answer_until(delivery: Delivery, at: datetime) -> datetime | None:
    """Return when doses are missed whose reminder arrived at an instant: one interval after its last repeat.

    None where it asks for nothing, or had arrived before.
    """
    if (
        delivery.kind not in (ReminderKind.DUE, ReminderKind.LATE)
        or delivery.state is not DeliveryState.UNSENT
    ):
        return None
    return _planned(delivery, at) + max(AT_LEAST_OPEN, delivery.every * (delivery.repeats_left + 1))


def _planned(delivery: Delivery, at: datetime) -> datetime:
    """Return when a message that was sent at an instant was to be sent, where that was just before."""
    planned = delivery.next_try_at
    return planned if planned and at - planned < PROMPT else at


def _repeated(sent: Delivery, base: datetime, is_quiet: Quiet) -> Delivery:
    """Return a reminder that was sent at an instant with that of its next repeat; those in quiet hours fall away."""
    for number in range(1, sent.repeats_left + 1):
        if not is_quiet(next_at := base + number * sent.every):
            return replace(sent, attempts=0, next_try_at=next_at, repeats_left=sent.repeats_left - number)
    return sent


def review(delivery: Delivery, *, is_open: bool, is_missed: bool, now: datetime) -> Delivery:
    """Return what waiting makes of a reminder that is still to be sent, by what became of its doses meanwhile.

    It keeps its id, since a copy may have arrived, and its buttons must go on working.
    """
    if (
        delivery.state is DeliveryState.SENT
    ):  # a repeat: its time may still be to come, and an answer be undone
        is_over = not is_open and delivery.next_try_at is not None and delivery.next_try_at <= now
        return delivery.ended(DeliveryState.SENT) if is_over else delivery
    if not is_open and not is_missed:
        return delivery.ended(DeliveryState.SENT if delivery.sent_at else DeliveryState.VOID)
    if is_open:
        is_late = delivery.kind is ReminderKind.DUE and delivery.created_at < now - LATE_AFTER
        return replace(delivery, kind=ReminderKind.LATE) if is_late else delivery
    if delivery.kind in (ReminderKind.DIGEST, ReminderKind.MISSED):
        return delivery
    if delivery.attempts:
        return delivery.ended(_given_up(delivery))
    return replace(delivery, kind=ReminderKind.DIGEST)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _given_up(delivery: Delivery) -> DeliveryState:
    """Return the state of what is not tried any more: what may have arrived before does not become a failure."""
    if delivery.sent_at is not None:
        return DeliveryState.SENT
    is_perhaps = delivery.state is DeliveryState.PERHAPS_SENT
    return DeliveryState.PERHAPS_SENT if is_perhaps else DeliveryState.FAILED
