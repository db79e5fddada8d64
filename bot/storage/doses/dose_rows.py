"""Rows of doses, plans and events as the values that core decides about, and back."""

from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from bot.core.doses.model import (
    Dose,
    DoseId,
    DoseState,
    Event,
    EventId,
    EventKind,
    MedicationId,
    PlanId,
    PlanRecord,
    ReminderId,
)
from bot.core.schedules.occurrences import USUAL_MEALS
from bot.core.schedules.schedule import Meal, MealTimes
from bot.core.schedules.schedule_json import from_json, to_json
from bot.storage.file.database import Row
from bot.storage.file.timestamps import instant, seconds

Values = tuple[object, ...]

NEW_DOSE = (
    "INSERT INTO doses (medication_id, plan_id, day, slot, due_at, amount, state, next_at, answered_at, deducted, origin)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)  # one that is there already stays as it is
CHANGED_DOSE = "UPDATE doses SET amount = ?, state = ?, next_at = ?, reminder_id = ?, answered_at = ?, deducted = ? WHERE id = ?"
MOVED_DOSE = "UPDATE doses SET day = ? WHERE id = ?"  # apart: it alone rewrites the index of all days
NEW_PLAN = (
    "INSERT INTO plans (medication_id, schedule, begins_at, starts_at, ended_at, expanded_until)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
CHANGED_PLAN = "UPDATE plans SET starts_at = ?, ended_at = ?, expanded_until = ? WHERE id = ?"
NEW_EVENT = "INSERT INTO dose_events (dose_id, kind, happened_at, was, was_next_at) VALUES (?, ?, ?, ?, ?)"


def dose_of(row: Row) -> Dose:
    """Build a dose from a row of its table."""
    return Dose(
        DoseId(row["id"]),
        MedicationId(row["medication_id"]),
        instant(row["due_at"]),
        date.fromisoformat(row["day"]),
        row["amount"],
        DoseState(row["state"]),
        instant_or_none(row["next_at"]),
        None if row["plan_id"] is None else PlanId(row["plan_id"]),
        row["slot"],
        None if row["reminder_id"] is None else ReminderId(row["reminder_id"]),
        instant_or_none(row["answered_at"]),
        row["deducted"],
        row["origin"],
    )


def new_dose(dose: Dose) -> Values:
    """Return the values of NEW_DOSE."""
    return (
        dose.medication, dose.plan, dose.day.isoformat(), dose.slot, seconds(dose.due_at), dose.amount, dose.state,
        seconds_or_none(dose.next_at), seconds_or_none(dose.answered_at), dose.deducted, dose.origin,
    )  # fmt: skip


def changed_dose(dose: Dose, reminder: ReminderId | None) -> Values:
    """Return the values of CHANGED_DOSE."""
    return (
        dose.amount, dose.state, seconds_or_none(dose.next_at), reminder, seconds_or_none(dose.answered_at),
        dose.deducted, dose.id,
    )  # fmt: skip


def event_of(row: Row) -> Event:
    """Build an event from a row of its table."""
    return Event(
        DoseId(row["dose_id"]),
        EventKind(row["kind"]),
        instant(row["happened_at"]),
        None if row["was"] is None else DoseState(row["was"]),
        instant_or_none(row["was_next_at"]),
        EventId(row["id"]),
    )


def new_event(event: Event) -> Values:
    """Return the values of NEW_EVENT."""
    return event.dose, event.kind, seconds(event.at), event.was, seconds_or_none(event.was_next_at)


def meals_of(row: Row) -> MealTimes:
    """Build a person's meal times from a row of theirs; those that are not set are the usual ones."""
    said = {meal: row[meal] for meal in Meal}
    return _meals(*said.values()) if any(said.values()) else USUAL_MEALS


@lru_cache(maxsize=1024)
def _meals(*said: str | None) -> MealTimes:
    told = {meal: time.fromisoformat(at) for meal, at in zip(Meal, said, strict=True) if at}
    return replace(USUAL_MEALS, **told)


def plan_record_of(row: Row) -> PlanRecord:
    """Build a plan, with its beginning and end, from a row of its table."""
    return PlanRecord(
        PlanId(row["id"]),
        from_json(row["schedule"]),
        instant(row["begins_at"]),
        instant(row["starts_at"]),
        instant(row["expanded_until"]),
        instant_or_none(row["ended_at"]),
    )


def new_plan(medication: MedicationId, record: PlanRecord) -> Values:
    """Return the values of NEW_PLAN."""
    return (
        medication, to_json(record.schedule), seconds(record.begins), seconds(record.starts_at),
        seconds_or_none(record.ended_at), seconds(record.expanded_until),
    )  # fmt: skip


def changed_plan(record: PlanRecord) -> Values:
    """Return the values of CHANGED_PLAN."""
    return (
        seconds(record.starts_at),
        seconds_or_none(record.ended_at),
        seconds(record.expanded_until),
        record.id,
    )


def instant_or_none(at: int | None) -> datetime | None:
    """Return seconds since 1970 as an instant; None for NULL."""
    return None if at is None else instant(at)


def seconds_or_none(at: datetime | None) -> int | None:
    """Return an instant as seconds since 1970; NULL for None."""
    return None if at is None else seconds(at)
