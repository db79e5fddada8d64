"""Instants as the database keeps them, in whole seconds of UTC, and the latest of them."""

from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3

from bot.storage.file.encryption import opened
from bot.storage.file.snapshots import CopyError

LATEST = """
    SELECT max(at) FROM (SELECT max(received_at) AS at FROM updates UNION ALL SELECT max(created_at) FROM reminders)
"""


def seconds(at: datetime) -> int:
    """Return an aware instant as seconds since 1970."""
    return int(at.timestamp())


def instant(at: int) -> datetime:
    """Return seconds since 1970 as an instant in UTC."""
    return datetime.fromtimestamp(at, UTC)


def latest_timestamp(path: Path, key: str) -> datetime | None:
    """Return the latest stored timestamp of a database; None where nothing has happened yet."""
    try:
        with opened(path, key) as connection:
            (latest,) = connection.execute(LATEST).fetchone()
    except sqlcipher3.Error as error:
        raise CopyError(f"{path} can't be read: {error}") from error
    return None if latest is None else instant(latest)
