"""The users' database replaced as a whole: by a backup, or by itself under another key. No bot may run meanwhile."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.ops.backups.backup import REPLACED, named, settle_on_disk
from bot.storage.file.database import Database
from bot.storage.file.encryption import KeyRefused
from bot.storage.file.snapshots import Contents, Damaged, copy, fold_log, inspect
from bot.storage.people import tombstones
from bot.storage.people.restore_cleanup import close_what_is_past

LOGS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


class Restored(NamedTuple):
    """What came of a backup: what it holds, where the replaced database is kept, and what must be said."""

    contents: Contents
    aside: Path | None
    knows_deletions: bool  # False: no database told what people deleted since the backup was made


def restore(backup: Path, backup_key: str, database: Path, key: str, now: datetime) -> Restored:
    """Put a backup in the place of the database, without what people deleted since, as far as that one tells it.

    It is copied, brought to the newest schema and checked beside the old one, and takes its name at the very end:
    killed at any moment, one or the other is there, whole.

    Raises:
        KeyRefused, CopyError, SettingError: the backup cannot be used; nothing was changed.
    """
    with _draft_of(database) as draft:
        copy(backup, backup_key, draft, key)
        deleted = tombstones.noted_in(database, key)
        asyncio.run(_bring_forward(draft, key, deleted or {}, now))
        contents = inspect(draft, key)
        aside = _set_aside(database, key, _free_name(database, now))
        _swap(draft, database)
    return Restored(contents, aside, deleted is not None)


def change_key(database: Path, key: str, new_key: str) -> Contents:
    """Write the database anew under another key; killed at any moment, it is whole under the one or the other."""
    with _draft_of(database) as draft:
        contents = copy(database, key, draft, new_key)
        fold_log(database, key)
        _swap(draft, database)
    return contents


async def _bring_forward(draft: Path, key: str, deleted: tombstones.Deletions, now: datetime) -> None:
    """Bring a backup to the newest schema, and leave out of it what must not come back."""
    database = await Database.open(draft, key)
    try:
        await tombstones.repeat(database, deleted)
        await close_what_is_past(database, now)
    finally:
        await database.close()


@contextmanager
def _draft_of(database: Path) -> Iterator[Path]:
    """Give the place where the new file is written, without what a run that was killed left there."""
    draft = database.with_name(f".{database.name}.new")
    _remove(draft)
    try:
        yield draft
    finally:
        _remove(draft)


def _remove(draft: Path) -> None:
    for end in ("", *LOGS):
        draft.with_name(draft.name + end).unlink(missing_ok=True)


def _free_name(database: Path, at: datetime) -> Path:
    while (aside := database.with_name(named(REPLACED, at))).exists():  # restored twice within a second
        at += timedelta(seconds=1)
    return aside


def _set_aside(database: Path, key: str, aside: Path) -> Path | None:
    """Give the database a second name, which it keeps; where it can't be opened any more, its log goes with it."""
    if not database.exists():
        return None
    try:
        fold_log(database, key)
    except (KeyRefused, Damaged):  # a damaged one is what backups are for
        for end in LOGS:
            log = database.with_name(database.name + end)
            if log.exists():
                log.rename(aside.with_name(aside.name + end))
    os.link(database, aside)
    return aside


def _swap(draft: Path, database: Path) -> None:
    draft.replace(database)
    settle_on_disk(database.parent)
