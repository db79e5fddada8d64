"""Decides how an answer, its undo, and "I took one now" change doses and stock. Pure."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.doses.model import (
    ANSWERED,
    AT_LEAST_OPEN,
    NEW_DOSE,
    SNOOZE,
    UNDO_FOR,
    WINDOW,
    Action,
    Change,
    Dose,
    DoseId,
    DoseState,
    Event,
    EventKind,
    Treatment,
)
from bot.core.doses.replaced_plans import ask_again, ask_less, replaced_by_now
from bot.core.doses.since_taken import laid_anew
from bot.core.schedules.schedule import AsNeeded

ANSWERS = {Action.TAKEN: DoseState.TAKEN, Action.SKIPPED: DoseState.SKIPPED}


def answer(
    treatment: Treatment, which: Collection[DoseId], action: Action, at: datetime, delay: timedelta = SNOOZE
) -> Change:
    """Apply a tap to those of some doses that can still be answered; the first answer stands.

    `delay` is for how long they are postponed by "later"; the last delay stands.
    """
    doses = [dose for dose in treatment.doses if dose.id in which]
    if action is Action.LATER:
        return _snooze(treatment, doses, at, delay)
    if not treatment.is_in_use:
        return Change(treatment)
    answered = [dose for dose in doses if dose.state not in ANSWERED]
    changed, stock = _deduct(
        [replace(dose.closed(ANSWERS[action]), answered_at=at) for dose in answered], treatment.stock
    )
    after = replace(treatment.with_doses(changed), stock=stock)
    if action is Action.TAKEN:
        for plan, _ in replaced_by_now(after, changed):
            after = ask_less(after, plan, at)
    return Change(laid_anew(after), tuple(Event.of(dose, EventKind(action), at) for dose in answered))


def undo(
    treatment: Treatment, which: Collection[DoseId], answers: Mapping[DoseId, Event], at: datetime
) -> Change:
    """Undo the answers of the last ten minutes: `answers` are the events by which some doses were answered.

    A dose becomes what it was before, and is open for half an hour at least. It is missed where it is not to be
    asked for any more: a later dose of its plan was, or the plan has ended.
    """
    undone = [dose for dose in treatment.doses if dose.id in which and can_undo(dose, at)]
    if not undone:
        return Change(treatment)
    changed = [_before(treatment, dose, answers.get(dose.id), at) for dose in undone]
    after = _give_back(treatment, undone, answers).with_doses(changed)
    for plan, since in replaced_by_now(treatment, [d for d in undone if d.state is DoseState.TAKEN]):
        after = ask_again(after, plan, since)
    return Change(laid_anew(after), tuple(Event.of(dose, EventKind.UNDONE, at) for dose in undone))


def can_undo(dose: Dose, at: datetime) -> bool:
    """Return whether a dose was answered in the last ten minutes."""
    return dose.state in ANSWERED and dose.answered_at is not None and dose.answered_at >= at - UNDO_FOR


def take_now(treatment: Treatment, seen: DoseId, origin: str, at: datetime) -> Change | None:
    """Add a dose that was taken just now, of a medication without times.

    None where it has times, is paused or gone, or where `seen` is not the last dose that was added so.
    """
    plan = treatment.current
    if (
        not treatment.is_in_use
        or (plan and not isinstance(plan.schedule, AsNeeded))
        or last_added(treatment) != seen
    ):
        return None
    amount = plan.schedule.amount if plan and isinstance(plan.schedule, AsNeeded) else 1.0
    dose = Dose(
        NEW_DOSE, treatment.id, at, at.astimezone(treatment.zone).date(), amount,
        DoseState.TAKEN, plan=plan.id if plan else None, answered_at=at, origin=origin,
    )  # fmt: skip
    (dose,), stock = _deduct([dose], treatment.stock)
    after = replace(treatment, doses=(*treatment.doses, dose), stock=stock)
    return Change(after, (Event(NEW_DOSE, EventKind.TAKEN, at),))


def last_added(treatment: Treatment) -> DoseId:
    """Return the last dose that was added by "I took one now" and not undone; 0 for none."""
    added = [dose.id for dose in treatment.doses if dose.origin is not None and dose.state is DoseState.TAKEN]
    return max(added, default=NEW_DOSE)


def postpone_day(treatment: Treatment, delay: timedelta, at: datetime) -> Change:
    """Ask for the doses still to come on the local day so much later than their times; zero: at their times again.

    Those that a reminder asked for already are none of them.
    """
    today = at.astimezone(treatment.zone).date()
    coming = [
        dose
        for dose in treatment.doses
        if dose.state is DoseState.WAITING
        and dose.reminder is None
        and dose.due_at > at
        and dose.day == today
    ]
    moved = [(dose, replace(dose, next_at=dose.due_at + delay)) for dose in coming]
    changed = [(dose, after) for dose, after in moved if dose != after]
    return Change(
        treatment.with_doses(after for _, after in changed),
        tuple(Event.of(dose, EventKind.SNOOZED, at) for dose, _ in changed),
    )


def _snooze(treatment: Treatment, doses: Iterable[Dose], at: datetime, delay: timedelta) -> Change:
    open_ = [dose for dose in doses if dose.is_open]
    later = [replace(dose, state=DoseState.WAITING, next_at=at + delay) for dose in open_]
    moved = [(dose, after) for dose, after in zip(open_, later, strict=True) if dose != after]
    return Change(
        treatment.with_doses(after for _, after in moved),
        tuple(Event.of(dose, EventKind.SNOOZED, at) for dose, _ in moved),
    )


def _deduct(doses: Iterable[Dose], stock: float | None) -> tuple[list[Dose], float | None]:
    """Count the stock down by the doses that were taken, never below nothing; note on each by how much."""
    counted = []
    for dose in doses:
        deducted = min(dose.amount, stock or 0.0) if dose.state is DoseState.TAKEN else 0.0
        counted.append(replace(dose, deducted=deducted))
        stock = None if stock is None else stock - deducted
    return counted, stock


def _give_back(treatment: Treatment, doses: Iterable[Dose], answers: Mapping[DoseId, Event]) -> Treatment:
    """Give back what doses took off the stock, unless it was counted since."""
    if treatment.stock is None:
        return treatment
    counted = treatment.counted_after or 0
    since = [dose for dose in doses if _number(answers.get(dose.id)) > counted]
    return replace(treatment, stock=treatment.stock + sum(dose.deducted for dose in since))


def _number(event: Event | None) -> float:
    return event.id if event and event.id is not None else math.inf


def _before(treatment: Treatment, dose: Dose, answered: Event | None, at: datetime) -> Dose:
    """Return what a dose was before it was answered, as far as that can still be."""
    again = replace(dose, answered_at=None, deducted=0.0)
    was = answered.was if answered else DoseState.ASKED
    if was is None:  # it was added by the tap that is undone
        return again.closed(DoseState.WITHDRAWN)
    if was not in (DoseState.WAITING, DoseState.ASKED):
        return again.closed(was)
    if _is_over(treatment, dose):
        return again.closed(DoseState.MISSED)
    next_at = (answered and answered.was_next_at) or dose.due_at + WINDOW
    return replace(
        again, state=was, next_at=next_at if was is DoseState.WAITING else max(next_at, at + AT_LEAST_OPEN)
    )


def _is_over(treatment: Treatment, dose: Dose) -> bool:
    """Return whether a dose is not to be asked for any more: a later one was, or its plan has ended."""
    plan = treatment.plan_of(dose)
    return bool(plan and plan.ended_at) or is_followed(treatment, dose)


def is_followed(treatment: Treatment, dose: Dose) -> bool:
    """Return whether a later dose of the same plan was asked for or answered."""
    return any(
        later.plan == dose.plan
        and later.due_at > dose.due_at
        and (later.reminder is not None or later.state is not DoseState.WAITING)
        for later in treatment.doses
    )
