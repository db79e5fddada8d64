"""Instants as the database keeps them: UTC, whole seconds."""

from datetime import UTC, datetime


def seconds(at: datetime) -> int:
    """Return an aware instant as seconds since 1970."""
    return int(at.timestamp())


def instant(at: int) -> datetime:
    """Return seconds since 1970 as an instant in UTC."""
    return datetime.fromtimestamp(at, UTC)
