"""Doses of a plan that counts its hours from the last dose taken: each answer moves those that follow. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core.doses.model import DoseState, PlanRecord, Treatment, expected
from bot.core.schedules.occurrences import Occurrence, instant_of
from bot.core.schedules.schedule import Interval, is_counted_from_taken

DAY = timedelta(days=1)


def dues(treatment: Treatment, plan: PlanRecord, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """Yield what is due by a plan in (after, until], in order: by the clock, or from the last dose taken on."""
    if not (isinstance(plan.schedule, Interval) and plan.schedule.since_taken):
        yield from treatment.timetable(plan).between(after, until)
        return
    at = _first(treatment, plan, plan.schedule, after)
    while at is not None and at <= until:
        local = at.astimezone(treatment.zone)
        if plan.schedule.last_day and local.date() > plan.schedule.last_day:
            return
        yield Occurrence(local.date(), local.hour * 60 + local.minute, at, plan.schedule.amount)
        at = _in_window(treatment, plan.schedule, at + plan.schedule.length)


def laid_anew(treatment: Treatment) -> Treatment:
    """Return a treatment whose doses to come follow the last one taken, where its plan counts from that."""
    plan = treatment.current
    if plan is None or not is_counted_from_taken(plan.schedule):
        return treatment
    to_come = (
        dose
        for dose in treatment.doses
        if dose.plan == plan.id and dose.state is DoseState.WAITING and dose.reminder is None
    )
    left = treatment.without(to_come)
    anew = expected(left, plan, dues(left, plan, plan.starts_at, plan.expanded_until))
    return replace(left, doses=(*left.doses, *anew))


def _first(treatment: Treatment, plan: PlanRecord, schedule: Interval, after: datetime) -> datetime | None:
    """Return the next dose after the last one of a plan, or its first by the clock where it has none yet."""
    mine = [dose for dose in treatment.doses if dose.plan == plan.id]
    if not mine:
        first = treatment.timetable(plan).next(max(after, plan.starts_at))
        return first.at if first else None
    last = max(mine, key=lambda dose: dose.due_at)
    taken = last.answered_at if last.state is DoseState.TAKEN else None
    return _in_window(
        treatment, schedule, (taken or last.due_at).replace(second=0, microsecond=0) + schedule.length
    )


def _in_window(treatment: Treatment, schedule: Interval, at: datetime) -> datetime:
    """Return an instant, put off to the next opening where it lies outside of the window of the day."""
    if schedule.until is None:
        return at
    local = at.astimezone(treatment.zone)
    clock = time(local.hour, local.minute)
    if clock < schedule.start:
        return instant_of(local.date(), schedule.start, treatment.zone)
    return at if clock <= schedule.until else instant_of(local.date() + DAY, schedule.start, treatment.zone)
