"""Treatments read from the ledger, and what core made of them written back: for many at once. Decides nothing."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.doses.model import Change, Dose, DoseId, Event, EventId, MedicationId, PlanRecord, Treatment
from bot.core.doses.treatment_changes import move
from bot.core.people.accounts import PersonId
from bot.storage.doses import dose_rows as rows_
from bot.storage.file.database import Row, Transaction
from bot.storage.file.timestamps import seconds

Changed = tuple[Treatment, Change]  # as it was, and what it becomes
Decide = Callable[[Treatment], Change]

RECENT = timedelta(days=2)  # a local day, wherever
ZONE = "coalesce(people.time_zone, accounts.time_zone)"  # of a person
TREATMENTS = f"""
    SELECT m.id, m.stock, m.counted_after, m.paused_at, m.stopped_at, m.deleted_at, {ZONE} AS time_zone,
           people.breakfast, people.lunch, people.dinner, people.bedtime
    FROM medications AS m JOIN people ON people.id = m.person_id JOIN accounts ON accounts.chat_id = people.chat_id
    WHERE m.id IN (SELECT value FROM json_each(?))
"""
PLANS = "SELECT * FROM plans WHERE medication_id IN (SELECT value FROM json_each(?)) ORDER BY id"
DOSES = """
    WITH mine AS (SELECT value AS id FROM json_each(?1))
    SELECT * FROM doses INDEXED BY doses_medication WHERE medication_id IN mine AND due_at >= ?2
    UNION SELECT * FROM doses INDEXED BY doses_open WHERE medication_id IN mine AND next_at IS NOT NULL
    UNION SELECT * FROM doses WHERE id IN (
        SELECT (SELECT last.id FROM doses AS last WHERE last.medication_id = mine.id AND last.due_at < ?2
                ORDER BY last.due_at DESC LIMIT 1) FROM mine)
    UNION SELECT * FROM doses WHERE medication_id IN mine AND id IN (SELECT value FROM json_each(?3))
    ORDER BY due_at, id
"""  # the recent ones, the open ones, the last one before them, and those that are named
ANSWERS = """
    SELECT * FROM dose_events WHERE kind IN ('taken', 'skipped') AND dose_id IN (SELECT value FROM json_each(?))
    ORDER BY id
"""
MEDICATION = """
    UPDATE OR IGNORE medications SET stock = ?, counted_after = ?, paused_at = ?, stopped_at = ?, deleted_at = ? WHERE id = ?
"""


async def read(
    tx: Transaction, ids: Collection[MedicationId], since: datetime, named: Iterable[DoseId] = ()
) -> list[Treatment]:
    """Return treatments with their doses since an instant, the open ones, the last one before, and those named."""
    listed = json.dumps(sorted(ids))
    plans: defaultdict[int, list[PlanRecord]] = defaultdict(list)
    for row in await tx.rows(PLANS, listed):
        plans[row["medication_id"]].append(rows_.plan_record_of(row))
    doses: defaultdict[int, list[Dose]] = defaultdict(list)
    for row in await tx.rows(DOSES, listed, seconds(since), json.dumps(list(named))):
        doses[row["medication_id"]].append(rows_.dose_of(row))
    return [
        treatment_of(row, plans[row["id"]], doses[row["id"]]) for row in await tx.rows(TREATMENTS, listed)
    ]


def treatment_of(row: Row, plans: Iterable[PlanRecord], doses: Iterable[Dose]) -> Treatment:
    """Build a treatment from a row of TREATMENTS."""
    return Treatment(
        MedicationId(row["id"]),
        ZoneInfo(row["time_zone"]),
        row["stock"],
        None if row["counted_after"] is None else EventId(row["counted_after"]),
        rows_.instant_or_none(row["paused_at"]),
        rows_.instant_or_none(row["stopped_at"]),
        rows_.instant_or_none(row["deleted_at"]),
        tuple(plans),
        tuple(doses),
        rows_.meals_of(row),
    )


async def answers_of(tx: Transaction, doses: Sequence[DoseId]) -> dict[DoseId, Event]:
    """Return the last answer to each of some doses, of those that were ever answered."""
    events = (rows_.event_of(row) for row in await tx.rows(ANSWERS, json.dumps(doses)))
    return {event.dose: event for event in events}


async def change(tx: Transaction, id: MedicationId, since: datetime, decide: Decide) -> bool:
    """Read one treatment, let core decide, and write it back; return whether that changed anything."""
    found = await read(tx, [id], since)
    return await write(tx, [(one, decide(one)) for one in found])


async def move_all(tx: Transaction, person: PersonId, at: datetime) -> None:
    """Write a person's doses to come anew, by the clock that is theirs now."""
    mine = await tx.rows("SELECT id FROM medications WHERE person_id = ?", person)
    treatments = await read(tx, [MedicationId(row["id"]) for row in mine], at - RECENT)
    await write(tx, [(one, move(one, at)) for one in treatments])


async def write(tx: Transaction, changes: Iterable[Changed]) -> bool:
    """Write what has changed; return whether anything did.

    A medication that can't come back, since the same product is on the list again, keeps all of its changes out.
    """
    changed = [each for each in changes if each[0] != each[1].treatment or each[1].events]
    kept = [each for each in changed if await _write_medication(tx, *each)]
    await _write_plans(tx, kept)
    added = await _write_doses(tx, kept)
    events = [event for _, change in kept for event in change.events]
    await tx.run_many(rows_.NEW_EVENT, [rows_.new_event(_named(event, added)) for event in events])
    return bool(kept)


async def _write_medication(tx: Transaction, before: Treatment, change: Change) -> bool:
    old, new = _medication(before), _medication(change.treatment)
    return old == new or await tx.run(MEDICATION, *new) == 1


def _medication(treatment: Treatment) -> rows_.Values:
    moments = (treatment.paused_at, treatment.stopped_at, treatment.deleted_at)
    return (
        treatment.stock,
        treatment.counted_after,
        *(rows_.seconds_or_none(at) for at in moments),
        treatment.id,
    )


async def _write_plans(tx: Transaction, changes: Iterable[Changed]) -> None:
    new, changed = [], []
    for before, change in changes:
        known = {plan.id: plan for plan in before.plans}
        for plan in change.treatment.plans:
            if plan.id not in known:
                new.append(rows_.new_plan(before.id, plan))
            elif plan != known[plan.id]:
                changed.append(rows_.changed_plan(plan))
    await tx.run_many(rows_.CHANGED_PLAN, changed)  # first: one plan at a time goes on
    await tx.run_many(rows_.NEW_PLAN, new)


async def _write_doses(tx: Transaction, changes: Iterable[Changed]) -> list[DoseId]:
    """Write doses; return the ids of those that a tap added."""
    new: list[rows_.Values] = []
    tapped: list[rows_.Values] = []
    changed: list[rows_.Values] = []
    moved: list[rows_.Values] = []
    gone: list[rows_.Values] = []
    for before, change in changes:
        known = {dose.id: dose for dose in before.doses}
        left = {dose.id for dose in change.treatment.doses}
        gone += [(id,) for id in known if id not in left]
        for dose in change.treatment.doses:
            if dose.id not in known:
                (tapped if dose.origin else new).append(rows_.new_dose(dose))
            elif dose != known[dose.id]:
                changed.append(rows_.changed_dose(dose, dose.reminder))
                if dose.day != known[dose.id].day:
                    moved.append((dose.day.isoformat(), dose.id))
    await tx.run_many("DELETE FROM doses WHERE id = ?", gone)
    await tx.run_many(rows_.CHANGED_DOSE, changed)
    await tx.run_many(rows_.MOVED_DOSE, moved)
    await tx.run_many(rows_.NEW_DOSE, new)
    added = [await tx.row(f"{rows_.NEW_DOSE} RETURNING id", *values) for values in tapped]
    return [DoseId(row["id"]) for row in added if row]


def _named(event: Event, added: list[DoseId]) -> Event:
    """Give the event of a dose that was added the id that it got."""
    return event if event.was is not None else replace(event, dose=added[-1])
