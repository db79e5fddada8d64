"""Decides which doses of new times are left of a day, after what was taken by the old ones. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.doses.model import Dose, DoseState, PlanRecord, Treatment, expected
from bot.core.schedules.schedule_change import asks_after
from bot.core.schedules.timetable import Timetable

Replaced = tuple[
    Timetable | None, datetime
]  # when a plan's doses were due, and since when another may be in its place


def replaced_by_now(treatment: Treatment, doses: Iterable[Dose]) -> list[Replaced]:
    """Return the ended plans of some doses that were answered, each with the later of its end and the last answer.

    For a dose without a slot, that is the plan that was ended after it was taken, if there is one.
    """
    found: dict[object, Replaced] = {}
    for dose in doses:
        answered = dose.answered_at or dose.due_at
        if dose.slot is None:
            found[None] = _replaced_since(treatment, answered)
        elif (plan := treatment.plan_of(dose)) and plan.ended_at:
            found[plan.id] = (
                treatment.timetable(plan),
                max(answered, plan.ended_at, found.get(plan.id, (None, answered))[1]),
            )
    return list(found.values())


def ask_less(treatment: Treatment, old: Timetable | None, at: datetime) -> Treatment:
    """Ask for no dose of the new times that was taken by the old ones on the day of `at`."""
    plan = treatment.current
    after = _asks_after(treatment, old, at)
    if plan is None or after is None or after <= at:
        return treatment
    behind = [
        dose
        for dose in treatment.doses
        if dose.plan == plan.id
        and dose.state is DoseState.WAITING
        and dose.reminder is None
        and dose.due_at <= after
    ]
    later = replace(
        plan, starts_at=max(plan.starts_at, after), expanded_until=max(plan.expanded_until, after)
    )
    return treatment.without(behind).with_plan(later)


def ask_again(treatment: Treatment, old: Timetable | None, since: datetime) -> Treatment:
    """Ask for doses of the new times after all: that others were taken on the day of `since` was undone."""
    plan = treatment.current
    after = _asks_after(treatment, old, since)
    if plan is None or after is None or after >= plan.starts_at:
        return treatment
    known = {(dose.plan, dose.day, dose.slot) for dose in treatment.doses}
    dues = treatment.timetable(plan).between(after, plan.expanded_until)
    again = expected(treatment, plan, (due for due in dues if (plan.id, due.day, due.slot) not in known))
    earlier = replace(treatment, doses=(*treatment.doses, *again))
    return earlier.with_plan(replace(plan, starts_at=after))


def _asks_after(treatment: Treatment, old: Timetable | None, at: datetime) -> datetime | None:
    """Return the instant after which the current plan asks for doses, given what was taken on the day of `at`."""
    plan: PlanRecord | None = treatment.current
    taken = treatment.taken_on(at.astimezone(treatment.zone).date())
    return asks_after(old, treatment.timetable(plan), taken, at) if plan else None


def _replaced_since(treatment: Treatment, taken_at: datetime) -> Replaced:
    ended = [(one, one.ended_at) for one in treatment.plans if one.ended_at and one.ended_at >= taken_at]
    plan, ended_at = ended[-1] if ended else (None, taken_at)
    return (treatment.timetable(plan) if plan else None), ended_at
