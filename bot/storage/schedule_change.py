"""Doses of a day on which the times were changed: as many of the new ones are asked for as are left of the day."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.medications.medications import MedicationId
from bot.core.people.accounts import PersonId
from bot.core.schedules.plans import Plan
from bot.core.schedules.schedule_change import asks_after
from bot.storage.database import Row, Transaction
from bot.storage.dose_expansion import PLANS, write_ahead
from bot.storage.medications import TAKEN_ON, plan_of
from bot.storage.timestamps import instant, seconds

REPLACED = """
    SELECT before.*, max(doses.answered_at) AS answered_at, medications.person_id
    FROM doses JOIN plans AS before ON before.id = doses.plan_id
               JOIN medications ON medications.id = before.medication_id
    WHERE before.ended_at IS NOT NULL AND {which} GROUP BY before.id
"""
LAST_ENDED = "SELECT * FROM plans WHERE medication_id = ? AND ended_at >= ? ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The plan by which something was taken, and since when another may be in its place."""

    medication: MedicationId
    person: PersonId
    plan: Plan | None
    since: datetime


async def replaced(tx: Transaction, which: str, *values: object) -> list[Replaced]:
    """Return the plans in whose place others may be by now, of some doses, given as a condition on their table."""
    return [
        Replaced(
            MedicationId(row["medication_id"]),
            PersonId(row["person_id"]),
            plan_of(row),
            instant(max(row["answered_at"], row["ended_at"])),
        )
        for row in await tx.rows(REPLACED.format(which=which), *values)
    ]


async def replaced_after(
    tx: Transaction, medication: MedicationId, person: PersonId, taken_at: datetime
) -> Replaced:
    """Return the plan, if there was any, that was ended after something was taken without a reminder."""
    row = await tx.row(LAST_ENDED, medication, seconds(taken_at))
    if row is None:
        return Replaced(medication, person, None, taken_at)
    return Replaced(medication, person, plan_of(row), instant(row["ended_at"]))


async def withdraw_what_was_taken(tx: Transaction, before: list[Replaced], at: datetime) -> None:
    """Ask for no dose of the new times that was taken at the old ones, on the day of an answer."""
    for old in before:
        for plan in await _in_place_of(tx, old):
            after = await _asks_after(tx, old, plan, at)
            if after > at:
                await tx.run(
                    "UPDATE plans SET starts_at = max(starts_at, ?1), expanded_until = max(expanded_until, ?1)"
                    " WHERE id = ?2",
                    *(seconds(after), plan["id"]),
                )
                await tx.run(
                    "DELETE FROM doses WHERE plan_id = ? AND state = 'waiting' AND reminder_id IS NULL AND due_at <= ?",
                    *(plan["id"], seconds(after)),
                )


async def ask_for_what_was_not(tx: Transaction, before: list[Replaced]) -> None:
    """Ask for doses of the new times after all, where it is taken back that they were taken before."""
    for old in before:
        for plan in await _in_place_of(tx, old):
            after = await _asks_after(tx, old, plan, old.since)
            if after < instant(plan["starts_at"]):
                await tx.run("UPDATE plans SET starts_at = ? WHERE id = ?", seconds(after), plan["id"])
                await write_ahead(tx, plan, after, instant(plan["expanded_until"]))


async def _in_place_of(tx: Transaction, old: Replaced) -> list[Row]:
    return await tx.rows(f"{PLANS} AND plans.medication_id = ?", old.medication)


async def _asks_after(tx: Transaction, old: Replaced, plan: Row, at: datetime) -> datetime:
    zone = ZoneInfo(plan["time_zone"])
    today = at.astimezone(zone).date().isoformat()
    taken = await tx.rows(TAKEN_ON, old.medication, old.person, today)
    return asks_after(old.plan, plan_of(plan), [instant(row["at"]) for row in taken], zone, at)
