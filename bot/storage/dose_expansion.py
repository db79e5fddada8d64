"""Doses written ahead by each person's clock, and written anew when that changes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.doses.reminders import HORIZON
from bot.core.people.accounts import PersonId
from bot.core.schedules.plans import Due, due_between, kept, least_apart
from bot.storage.database import Row, Transaction
from bot.storage.medications import plan_of
from bot.storage.timestamps import instant, seconds

ZONE = "coalesce(people.time_zone, accounts.time_zone)"  # of a person
PLANS = f"""
    SELECT plans.*, {ZONE} AS time_zone
    FROM plans JOIN medications ON medications.id = plans.medication_id
               JOIN people ON people.id = medications.person_id
               JOIN accounts ON accounts.chat_id = people.chat_id
    WHERE plans.ended_at IS NULL
"""  # that go on, each with the clock it goes by
EXCLUSIVE = timedelta(seconds=1)  # what is due just then is due after it
DOSES = "SELECT day, slot, due_at FROM doses WHERE plan_id = ?"


async def reschedule(tx: Transaction, person: PersonId, at: datetime) -> None:
    """Write a person's doses to come anew, by the clock that is set by now.

    What was due up to now stays, so that no hour of a day is asked for twice, and nothing follows closely on it. A
    dose that the new clock has no place for any more stays at its instant: it was promised.
    """
    for row in await tx.rows(f"{PLANS} AND people.id = ?", person):
        plan, zone = plan_of(row), ZoneInfo(row["time_zone"])
        promised = [
            _due(dose)
            for dose in await tx.rows(f"{DOSES} AND state = 'waiting' AND due_at > ?", row["id"], seconds(at))
        ]
        staying = kept(plan, zone, promised, at)
        await tx.run_many(
            "DELETE FROM doses WHERE plan_id = ? AND day = ? AND slot = ?",
            [(row["id"], due.day.isoformat(), due.slot) for due in promised if due not in staying],
        )
        last = await tx.row(f"{DOSES} AND due_at <= ? ORDER BY due_at DESC LIMIT 1", row["id"], seconds(at))
        after = max(at, instant(row["starts_at"]))
        if last:
            after = max(after, _due(last).at + least_apart(plan) - EXCLUSIVE)
        await write_ahead(tx, row, after, max(after, at + HORIZON))


async def write_ahead(tx: Transaction, plan: Row, after: datetime, until: datetime) -> None:
    """Write the doses of a row of PLANS that fall due in (after, until]; a dose that is there already stays as it is."""
    await tx.run_many(
        "INSERT INTO doses (plan_id, day, slot, due_at, next_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (plan["id"], due.day.isoformat(), due.slot, seconds(due.at), seconds(due.at))
            for due in due_between(plan_of(plan), ZoneInfo(plan["time_zone"]), after, until)
        ],
    )
    await tx.run("UPDATE plans SET expanded_until = ? WHERE id = ?", seconds(until), plan["id"])


def _due(row: Row) -> Due:
    return Due(date.fromisoformat(row["day"]), row["slot"], instant(row["due_at"]))
