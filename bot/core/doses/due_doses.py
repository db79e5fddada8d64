"""Decides what to do about a person's doses at an instant: ask for them in one message, or close them as missed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.doses.care_notices import Delay, NewNotice, notices_of
from bot.core.doses.model import (
    AT_LEAST_OPEN,
    LATE_AFTER,
    WINDOW,
    Dose,
    DoseId,
    DoseState,
    Event,
    EventKind,
    MedicationId,
    ReminderId,
)
from bot.core.doses.retry_policy import Delivery, DeliveryState, ReminderKind, review
from bot.core.people.accounts import PersonId
from bot.core.people.habits import Habits


@dataclass(frozen=True, slots=True)
class PersonDue:
    """A person, and what may have to be done for them: their doses that are due and still open.

    With the doses of their reminders that are still to be sent, whatever became of those.
    """

    person: PersonId
    is_blocked: bool
    doses: tuple[Dose, ...]
    deliveries: Mapping[ReminderId, Delivery]  # still to be sent, or of a dose among these
    habits: Habits = Habits()
    caregivers: tuple[Delay, ...] = ()


@dataclass(frozen=True, slots=True)
class NewReminder:
    """A reminder to be written, and the doses it is about as they are then; its id is not known yet."""

    person: PersonId
    kind: ReminderKind
    doses: tuple[Dose, ...]
    every: timedelta = timedelta(0)
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be written for a person."""

    reminders: tuple[NewReminder, ...] = ()
    changed: tuple[Dose, ...] = ()  # that no new reminder is about
    deliveries: tuple[Delivery, ...] = ()  # that have changed
    events: tuple[Event, ...] = ()
    notices: tuple[NewNotice, ...] = ()  # to caregivers

    @property
    def given_up(self) -> int:
        """How many reminders failed for good."""
        return sum(one.state is DeliveryState.FAILED for one in self.deliveries)


def claim(due: PersonDue, now: datetime) -> Claim:
    """Decide what is asked for, what is missed, and which reminders are still to be sent.

    One dose of a medication is open at a time: asking for one closes those before it. Doses that are too old to be
    asked for come as one list, and so do those whose reminder never reached the person. A reminder of which all open
    doses are missed now says so in a message of its own.
    """
    if due.is_blocked:
        return _close_all(due, now)
    waiting = [dose for dose in due.doses if dose.state is DoseState.WAITING and _is_due(dose, now)]
    latest = {dose.medication: dose.due_at for dose in sorted(waiting, key=lambda dose: dose.due_at)}
    past = [d for d in waiting if (d.next_at or now) < now - WINDOW or d.due_at < latest[d.medication]]
    asked = [dose for dose in waiting if dose not in past]
    over = [dose for dose in due.doses if dose not in waiting and _is_over(dose, latest, now)]
    reviewed = _reviewed(due, {dose.id for dose in over}, now)
    unreached = [dose for dose in over if _never_reached(reviewed, dose)]
    again = _asked_before(due, asked, over)
    if again:
        reviewed[again.id] = again.again(_kind(asked, now), now, due.habits)
    digest = tuple(d.closed(DoseState.MISSED) for d in (*past, *unreached))
    asking = tuple(_asked(dose, now) for dose in asked)
    groups = [NewReminder(due.person, ReminderKind.DIGEST, digest)]
    if not again:
        groups.append(
            NewReminder(due.person, _kind(asked, now), asking, due.habits.every, due.habits.repeats)
        )
    return Claim(
        tuple(group for group in groups if group.doses),
        (
            *(dose.closed(DoseState.MISSED) for dose in over if dose not in unreached),
            *(replace(dose, reminder=again.id) for dose in asking if again),
        ),
        tuple(one for one in reviewed.values() if one != due.deliveries[one.id]),
        (
            *_events((*past, *over), EventKind.MISSED, now),
            *_events(unreached, EventKind.UNDELIVERED, now),
            *_events(asked, EventKind.ASKED, now),
        ),
        notices_of((*past, *over), due.caregivers, now),
    )


def _asked_before(due: PersonDue, asked: Iterable[Dose], over: Iterable[Dose]) -> Delivery | None:
    """Return the reminder by which doses were postponed, to be sent again; None where it asks for others meanwhile."""
    asked_ids, over_ids = {dose.id for dose in asked}, {dose.id for dose in over}
    for id in sorted({dose.reminder for dose in asked if dose.reminder}, reverse=True):
        others = (d for d in due.doses if d.reminder == id and d.is_open and d.id not in asked_ids | over_ids)
        is_missed = any(dose.reminder == id for dose in over)
        delivery = due.deliveries.get(id)
        if delivery and delivery.may_have_arrived and not is_missed and not any(others):
            return delivery
    return None


def _close_all(due: PersonDue, now: datetime) -> Claim:
    """Miss what is due to a person who can't be written to, and send them nothing."""
    over = [dose for dose in due.doses if dose.is_open and _is_due(dose, now)]
    pending = [one for one in due.deliveries.values() if one.next_try_at]
    return Claim(
        changed=tuple(dose.closed(DoseState.MISSED) for dose in over),
        deliveries=tuple(one.ended(one.state if one.sent_at else DeliveryState.VOID) for one in pending),
        events=_events(over, EventKind.MISSED, now),
    )


def _reviewed(due: PersonDue, closing: set[DoseId], now: datetime) -> dict[ReminderId, Delivery]:
    """Return the deliveries as they are to be once some doses are closed.

    A dose that is waiting was postponed by a button of its reminder: a copy of that did arrive.
    """
    reviewed = dict(due.deliveries)
    for id, delivery in due.deliveries.items():
        mine = [dose for dose in due.doses if dose.reminder == id]
        is_open = any(dose.state is DoseState.ASKED and dose.id not in closing for dose in mine)
        is_missed = any(dose.id in closing for dose in mine)
        if is_missed and not is_open and delivery.may_have_arrived:
            reviewed[id] = delivery.again(ReminderKind.MISSED, now)
        elif delivery.next_try_at:
            was_missed = any(dose.state is DoseState.MISSED for dose in mine)
            reviewed[id] = review(delivery, is_open=is_open, is_missed=is_missed or was_missed, now=now)
    return reviewed


def _never_reached(deliveries: Mapping[ReminderId, Delivery], dose: Dose) -> bool:
    delivery = deliveries.get(dose.reminder) if dose.reminder else None
    return delivery is not None and delivery.state is DeliveryState.FAILED


def _is_due(dose: Dose, now: datetime) -> bool:
    return dose.next_at is not None and dose.next_at <= now


def _is_over(dose: Dose, latest: Mapping[MedicationId, datetime], now: datetime) -> bool:
    """Return whether an open dose is missed: nobody answered in time, or a later one is asked for."""
    later = latest.get(dose.medication)
    return (dose.state is DoseState.ASKED and _is_due(dose, now)) or (
        dose.is_open and later is not None and dose.due_at < later
    )


def _kind(asked: Iterable[Dose], now: datetime) -> ReminderKind:
    oldest = min((dose.next_at or now for dose in asked), default=now)
    return ReminderKind.LATE if oldest < now - LATE_AFTER else ReminderKind.DUE


def _asked(dose: Dose, now: datetime) -> Dose:
    """Return a dose as asked for. When its reminder arrives, `answer_until` brings the end nearer."""
    return replace(dose, state=DoseState.ASKED, next_at=max(dose.due_at + WINDOW, now + AT_LEAST_OPEN))


def _events(doses: Iterable[Dose], kind: EventKind, now: datetime) -> tuple[Event, ...]:
    return tuple(Event.of(dose, kind, now) for dose in doses)
