"""A database that comes from a backup: what happened since it was made is not known, and is not guessed."""

from datetime import datetime

from bot.core.doses.reminders import WINDOW
from bot.storage.database import Database
from bot.storage.timestamps import seconds

APART = 1_000_000  # more ids than are given between two backups


async def close_what_is_past(database: Database, now: datetime) -> None:
    """Drop what was open when the backup was made and can't be answered any more.

    Doses of the time between are neither asked for again nor called missed: their people may have taken them. Those
    that still can be taken are reminded of, late. Updates that were waiting then were handled since. Ids go on far
    above those that were given since: an old button must not mean something new.
    """
    past = seconds(now - WINDOW)
    async with database.change() as tx:
        await tx.run(
            "DELETE FROM doses WHERE state NOT IN ('taken', 'skipped', 'missed') AND due_at < ?", past
        )
        await tx.run(
            "UPDATE plans SET expanded_until = ? WHERE ended_at IS NULL AND expanded_until < ?", past, past
        )
        await tx.run("UPDATE reminders SET sent_at = ? WHERE sent_at IS NULL AND created_at < ?", past, past)
        await tx.run("UPDATE updates SET handled_at = ?, body = '' WHERE handled_at IS NULL", seconds(now))
        await tx.run(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master"
            " WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
        )
        await tx.run("UPDATE sqlite_sequence SET seq = seq + ?", APART)
