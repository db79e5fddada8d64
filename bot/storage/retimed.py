"""Doses of a day on which the times were changed: as many of the new ones are asked for as are left of the day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.retiming import asks_after
from bot.storage.database import Row, Transaction
from bot.storage.instants import instant, seconds
from bot.storage.medications import TAKEN_ON, plan_of
from bot.storage.moving import PLANS, write_ahead

REPLACED = """
    SELECT before.*, max(doses.answered_at) AS answered_at, medications.person_id
    FROM doses JOIN plans AS before ON before.id = doses.plan_id
               JOIN medications ON medications.id = before.medication_id
    WHERE before.ended_at IS NOT NULL AND {which} GROUP BY before.id
"""


async def replaced(tx: Transaction, which: str, *values: object) -> list[Row]:
    """Return the plans in whose place others may be by now, of some doses, given as a condition on their table."""
    return await tx.rows(REPLACED.format(which=which), *values)


async def withdraw_what_was_taken(tx: Transaction, plans: list[Row], at: datetime) -> None:
    """Ask for no dose of the new times that was taken at the old ones, on the day of an answer."""
    for before in plans:
        for plan in await _in_place_of(tx, before):
            after = await _asks_after(tx, before, plan, at)
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


async def ask_for_what_was_not(tx: Transaction, plans: list[Row]) -> None:
    """Ask for doses of the new times after all, where it is taken back that they were taken at the old ones."""
    for before in plans:
        for plan in await _in_place_of(tx, before):
            since = instant(max(before["answered_at"], before["ended_at"]))
            after = await _asks_after(tx, before, plan, since)
            if after < instant(plan["starts_at"]):
                await tx.run("UPDATE plans SET starts_at = ? WHERE id = ?", seconds(after), plan["id"])
                await write_ahead(tx, plan, after, instant(plan["expanded_until"]))


async def _in_place_of(tx: Transaction, before: Row) -> list[Row]:
    return await tx.rows(f"{PLANS} AND plans.medication_id = ?", before["medication_id"])


async def _asks_after(tx: Transaction, before: Row, plan: Row, at: datetime) -> datetime:
    zone = ZoneInfo(plan["time_zone"])
    today = at.astimezone(zone).date().isoformat()
    taken = await tx.rows(TAKEN_ON, before["medication_id"], before["person_id"], today)
    return asks_after(plan_of(before), plan_of(plan), [instant(row["at"]) for row in taken], zone, at)
