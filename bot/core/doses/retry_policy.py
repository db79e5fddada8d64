"""Decides whether and when a reminder is sent again, by what its last attempt came to. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.doses.model import LATE_AFTER, WINDOW, ReminderId

REPEAT_AFTER = timedelta(minutes=3)  # a reminder that perhaps arrived
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)  # between attempts that failed
DIGEST_WINDOW = timedelta(days=1)  # in which a list of missed doses is worth sending


class ReminderKind(StrEnum):
    """Why a reminder is sent: in time, late after a pause in service, or as one list of what was missed."""

    DUE = "due"
    LATE = "late"
    DIGEST = "digest"


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

    @property
    def until(self) -> datetime:
        """The instant from which it is not worth sending."""
        return self.created_at + (DIGEST_WINDOW if self.kind is ReminderKind.DIGEST else WINDOW)

    def ended(self, state: DeliveryState) -> "Delivery":
        """Return it as not to be sent any more."""
        return replace(self, state=state, next_try_at=None)


def after(delivery: Delivery, outcome: Outcome, at: datetime) -> Delivery:
    """Return what an attempt that ended at an instant makes of a reminder.

    What fails is tried again, at growing intervals, as long as it is worth sending. What was perhaps sent is repeated
    once, some minutes later: the person sees it twice at most. What ended meanwhile stays so, unless it did arrive.
    """
    if delivery.next_try_at is None and not isinstance(outcome, Delivered):
        return delivery
    tried = replace(delivery, attempts=delivery.attempts + 1)
    match outcome:
        case Delivered(message_id):
            return replace(tried.ended(DeliveryState.SENT), sent_at=at, message_id=message_id)
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
            perhaps = tried.ended(DeliveryState.PERHAPS_SENT)
            is_first = delivery.state is DeliveryState.UNSENT and at + REPEAT_AFTER < delivery.until
            return replace(perhaps, next_try_at=at + REPEAT_AFTER) if is_first else perhaps


def review(delivery: Delivery, *, is_open: bool, is_missed: bool, now: datetime) -> Delivery:
    """Return what waiting makes of a reminder that is still to be sent, by what became of its doses meanwhile.

    It keeps its id, since a copy may have arrived, and its buttons must go on working.
    """
    if not is_open and not is_missed:
        return delivery.ended(DeliveryState.VOID)
    if is_open:
        is_late = delivery.kind is ReminderKind.DUE and delivery.created_at < now - LATE_AFTER
        return replace(delivery, kind=ReminderKind.LATE) if is_late else delivery
    if delivery.kind is ReminderKind.DIGEST:
        return delivery
    if delivery.attempts:
        return delivery.ended(_given_up(delivery))
    return replace(delivery, kind=ReminderKind.DIGEST)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _given_up(delivery: Delivery) -> DeliveryState:
    is_perhaps = delivery.state is DeliveryState.PERHAPS_SENT
    return DeliveryState.PERHAPS_SENT if is_perhaps else DeliveryState.FAILED
