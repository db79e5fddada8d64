"""A database that comes from a backup: what happened since it was made is not known, and is not guessed."""

from datetime import datetime

from bot.core.doses.model import WINDOW, MedicationId
from bot.core.doses.retry_policy import DeliveryState
from bot.core.doses.treatment_changes import forget_open
from bot.storage.doses.claims import CHANGED_REMINDER, changed_reminder, delivery_of
from bot.storage.doses.treatments import read, write
from bot.storage.file.database import Database, Transaction
from bot.storage.file.timestamps import instant, seconds

APART = 1_000_000  # more ids than are given between two backups
AT_ONCE = 500  # treatments that are read together
GOING = """
    SELECT medication_id FROM plans WHERE ended_at IS NULL
    UNION SELECT medication_id FROM doses WHERE next_at IS NOT NULL
"""


async def close_what_is_past(database: Database, now: datetime) -> None:
    """Drop what was open when the backup was made and can't be answered any more.

    Doses of the time between are neither asked for again nor called missed: their people may have taken them. Those
    that still can be taken are reminded of, late. Caregivers are told nothing before the person confirms it. Updates
    that were waiting then were handled since. Ids go on far above those that were given since: an old button must not
    mean something new.
    """
    past = instant(seconds(now - WINDOW))
    async with database.change() as tx:
        going = [MedicationId(row["medication_id"]) for row in await tx.rows(GOING)]
        for start in range(0, len(going), AT_ONCE):
            found = await read(tx, going[start : start + AT_ONCE], now)
            await write(tx, [(one, forget_open(one, past)) for one in found])
        await _drop_reminders(tx, past)
        await _pause_shares(tx, now)
        await tx.run("DELETE FROM own_pills")  # their people may have withdrawn their consent
        await tx.run("UPDATE accounts SET own_pills = 'unasked'")
        await tx.run(
            "UPDATE updates SET handled_at = ?, body = '', asked = NULL WHERE handled_at IS NULL",
            seconds(now),
        )
        await tx.run(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master"
            " WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
        )
        await tx.run("UPDATE sqlite_sequence SET seq = seq + ?", APART)
        await tx.run("UPDATE lease SET fence = fence + ?, holder = ''", APART)


async def _pause_shares(tx: Transaction, now: datetime) -> None:
    """Tell caregivers nothing until the person is asked: they may have allowed less since the backup was made."""
    await tx.run("UPDATE caregivers SET ask_again_at = ? WHERE confirmed_at IS NOT NULL", seconds(now))
    await tx.run("UPDATE caregivers SET confirmed_at = NULL, weekly_at = NULL, refills = 'no'")
    await tx.run("UPDATE care_notices SET next_try_at = NULL WHERE next_try_at IS NOT NULL")


async def _drop_reminders(tx: Transaction, past: datetime) -> None:
    """Send no reminder that was made so long ago."""
    rows = await tx.rows("SELECT * FROM reminders WHERE next_try_at IS NOT NULL")
    dropped = [one.ended(DeliveryState.VOID) for row in rows if (one := delivery_of(row)).created_at < past]
    await tx.run_many(CHANGED_REMINDER, [changed_reminder(one) for one in dropped])
