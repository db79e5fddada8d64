"""The newest instant that a database tells of."""

from pathlib import Path

import sqlcipher3

from bot.storage.encryption import opened
from bot.storage.snapshots import CopyError

NEWEST = """
    SELECT max(at) FROM (SELECT max(received_at) AS at FROM updates UNION ALL SELECT max(created_at) FROM reminders)
"""


def newest_moment(path: Path, key: str) -> int | None:
    """Return it in seconds since 1970; None where nothing has happened yet."""
    try:
        with opened(path, key) as connection:
            found: int | None = connection.execute(NEWEST).fetchone()[0]
            return found
    except sqlcipher3.Error as error:
        raise CopyError(f"{path} can't be read: {error}") from error
