"""Decides how a treatment changes after new times, a pause, a stop, a stock count, a move or a restore. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.doses.model import (
    HORIZON,
    NEW_PLAN,
    UNDO_FOR,
    WINDOW,
    Change,
    Dose,
    DoseState,
    Event,
    EventId,
    EventKind,
    PlanRecord,
    Treatment,
    expected,
)
from bot.core.doses.since_taken import dues
from bot.core.doses.transitions import is_followed
from bot.core.schedules.occurrences import Occurrence
from bot.core.schedules.schedule import Schedule, is_counted_from_taken
from bot.core.schedules.timetable import kept, least_apart

EXPANDED_AHEAD = timedelta(hours=1)  # plans are expanded hourly, not whenever the clock ticks
SLACK = timedelta(minutes=1)  # doses that were due just before a pause and not asked for are written again
EXCLUSIVE = timedelta(seconds=1)  # what is due just then is due after it


def expand(treatment: Treatment, until: datetime) -> Change:
    """Write the doses of the plan that goes on up to an instant."""
    plan = treatment.current
    if plan is None or plan.expanded_until >= until:
        return Change(treatment)
    return Change(_expand(treatment, plan, plan.expanded_until, until))


def plan_anew(treatment: Treatment, schedule: Schedule, at: datetime, asks_after: datetime) -> Change:
    """Replace the plan: doses to come are withdrawn, those that are open stay. The same schedule changes nothing.

    The new plan of a paused medication has ended as the pause began: it begins when that is over.
    """
    before = treatment.in_force
    if before and before.schedule == schedule:
        return Change(treatment)
    return Change(_begin(_end_plan(treatment, at), schedule, at, asks_after))


def pause(treatment: Treatment, at: datetime) -> Change:
    """End the plan until it is resumed."""
    if not treatment.is_in_use:
        return Change(treatment)
    return _withdraw(replace(treatment, paused_at=at), at)


def resume(treatment: Treatment, schedule: Schedule | None, at: datetime, asks_after: datetime) -> Change:
    """Begin a plan in the place of the one that was paused."""
    if treatment.stopped_at or not treatment.paused_at:
        return Change(treatment)
    going = replace(treatment, paused_at=None)
    return Change(_begin(going, schedule, at, asks_after) if schedule else going)


def stop(treatment: Treatment, at: datetime, *, delete: bool) -> Change:
    """Take a medication off the list; with `delete`, its history goes too, once that can't be undone any more."""
    if treatment.stopped_at:
        return Change(treatment)
    return _withdraw(replace(treatment, stopped_at=at, deleted_at=at if delete else None), at)


def undo_stop(treatment: Treatment, since: datetime) -> Change:
    """Undo a stop, or else a pause, that is no older than `since`: the plan goes on as if it had not been."""
    ended_at = treatment.stopped_at or treatment.paused_at
    if ended_at is None or ended_at < since:
        return Change(treatment)
    if treatment.stopped_at is None:
        return _revive(replace(treatment, paused_at=None), ended_at, since + UNDO_FOR)
    listed = replace(treatment, stopped_at=None, deleted_at=None)
    return Change(listed) if listed.paused_at else _revive(listed, ended_at, since + UNDO_FOR)


def count(treatment: Treatment, tablets: float | None, last: EventId) -> Change:
    """Set how many tablets are left after the last event; undoing an earlier dose gives none back to them."""
    return Change(replace(treatment, stock=tablets, counted_after=last))


def refill(treatment: Treatment, amount: float, last: EventId) -> Change:
    """Add a new pack to what is left; where that was not known, the pack is what is left after the last event."""
    if treatment.stock is None:
        return count(treatment, amount, last)
    return Change(replace(treatment, stock=treatment.stock + amount))


def take_refill_back(treatment: Treatment, amount: float) -> Change:
    """Take a pack off what is left: it was added by mistake."""
    return Change(replace(treatment, stock=max(0.0, (treatment.stock or 0.0) - amount)))


def move(treatment: Treatment, at: datetime) -> Change:
    """Write the doses to come anew, by the zone and the meal times that the treatment has now.

    What was due up to now stays, so that no hour of a day is asked for twice, and nothing follows closely on it. A
    dose that the new clock has no place for any more stays at its instant: it was promised.
    """
    plan = treatment.current
    if plan is None or is_counted_from_taken(plan.schedule):
        return Change(treatment)
    promised = {
        _due(dose): dose
        for dose in treatment.doses
        if dose.plan == plan.id and dose.slot is not None and _is_to_come(dose, at)
    }
    timetable = treatment.timetable(plan)
    staying = kept(timetable, sorted(promised, key=lambda due: due.at), at)
    moved = treatment.without(dose for due, dose in promised.items() if due not in staying)
    last = max((d.due_at for d in treatment.doses if d.plan == plan.id and d.due_at <= at), default=None)
    after = max(at, plan.starts_at)
    if last:
        after = max(after, last + least_apart(timetable) - EXCLUSIVE)
    return Change(_expand(moved, plan, after, max(after, at + HORIZON)))


def forget_open(treatment: Treatment, past: datetime) -> Change:
    """Drop what was open when a backup was made and can't be answered any more: nobody knows what came of it."""
    dropped = treatment.without(dose for dose in treatment.doses if dose.is_open and dose.due_at < past)
    plan = dropped.current
    if plan and plan.expanded_until < past:
        dropped = dropped.with_plan(replace(plan, expanded_until=past))
    return Change(dropped)


def _expand(treatment: Treatment, plan: PlanRecord, after: datetime, until: datetime) -> Treatment:
    known = {(dose.plan, dose.day, dose.slot) for dose in treatment.doses}
    found = dues(treatment, plan, after, until)
    new = expected(treatment, plan, (due for due in found if (plan.id, due.day, due.slot) not in known))
    longer = replace(treatment, doses=(*treatment.doses, *new))
    return longer.with_plan(replace(plan, expanded_until=until))


def _begin(treatment: Treatment, schedule: Schedule, at: datetime, asks_after: datetime) -> Treatment:
    record = PlanRecord(NEW_PLAN, schedule, at, asks_after, asks_after, treatment.paused_at)
    return replace(treatment, plans=(*treatment.plans, record))


def _end_plan(treatment: Treatment, at: datetime) -> Treatment:
    """End the plan that goes on: doses to come are withdrawn, those that were postponed are not."""
    plan = treatment.current
    if plan is None:
        return treatment
    to_come = (dose for dose in treatment.doses if dose.plan == plan.id and _is_to_come(dose, at))
    return treatment.without(to_come).with_plan(replace(plan, ended_at=at))


def _withdraw(treatment: Treatment, at: datetime) -> Change:
    """End the plan at once: what was asked for, or postponed, and not answered is withdrawn."""
    ended = _end_plan(treatment, at)
    ended = ended.without(dose for dose in ended.doses if _is_unasked(dose))
    return close(ended, (dose for dose in ended.doses if dose.is_open), EventKind.WITHDRAWN, at)


def close(treatment: Treatment, doses: Iterable[Dose], kind: EventKind, at: datetime) -> Change:
    """Close doses as what an event says."""
    closed = tuple(doses)
    after = treatment.with_doses(dose.closed(DoseState(kind)) for dose in closed)
    return Change(after, tuple(Event.of(dose, kind, at) for dose in closed))


def _revive(treatment: Treatment, ended_at: datetime, at: datetime) -> Change:
    """Let the plan that ended at an instant go on from there; what was open then is asked for again."""
    plan = next((one for one in reversed(treatment.plans) if one.ended_at == ended_at), None)
    if plan is None:
        return Change(treatment)
    going = replace(plan, ended_at=None, expanded_until=max(plan.starts_at, ended_at - SLACK))
    revived = [
        dose
        for dose in treatment.doses
        if dose.state is DoseState.WITHDRAWN
        and dose.plan == plan.id
        and dose.slot is not None
        and dose.due_at > ended_at - WINDOW
        and not is_followed(treatment, dose)
    ]
    waiting = [replace(dose, state=DoseState.WAITING, next_at=ended_at) for dose in revived]
    return Change(
        treatment.with_plan(going).with_doses(waiting),
        tuple(Event.of(dose, EventKind.REVIVED, at) for dose in revived),
    )


def _is_to_come(dose: Dose, at: datetime) -> bool:
    return dose.state is DoseState.WAITING and dose.due_at > at


def _is_unasked(dose: Dose) -> bool:
    return dose.state is DoseState.WAITING and dose.reminder is None


def _due(dose: Dose) -> Occurrence:
    return Occurrence(dose.day, dose.slot or 0, dose.due_at, dose.amount)
