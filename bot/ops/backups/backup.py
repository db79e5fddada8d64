"""Backups of the users' database: made every night, checked by opening them, deleted after some days."""

import asyncio
import math
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.errors import ServiceError
from bot.ops.process.lock import alone
from bot.settings import Settings
from bot.storage.file.snapshots import Contents, copy

STAMP = "%Y%m%dT%H%M%SZ"
BACKUP = "users-"  # what a backup's name begins with
REPLACED = "replaced-"  # and that of a database which a backup was restored over
LOOK_EVERY = "*/10"  # minutes: a night that was missed, or failed, is made up for soon
Clock = Callable[[], datetime]
_log = structlog.stdlib.get_logger(__name__)


class Backups:
    """The folder of backups. Its methods block: call them in a thread."""

    def __init__(self, database: Path, folder: Path, days: int) -> None:
        self.folder = folder
        self.days = days
        self._database = database

    @classmethod
    def of(cls, settings: Settings) -> "Backups":
        """Return the backups that the settings ask for."""
        return cls(settings.database_path, settings.backup_path, settings.backup_days)

    def make(self, key: str, now: datetime) -> tuple[Path, Contents]:
        """Make one, also while the bot runs; it has its name only when it was opened and found whole."""
        with alone(self.folder, setting="YAKSOK_BACKUP_DIR", file=".backup-lock"):
            for left in self.folder.glob(f".{BACKUP}*.part*"):  # by one that was killed
                left.unlink()
            path = self.folder / named(BACKUP, now)
            draft = self.folder / f".{path.name}.part"
            try:
                contents = copy(self._database, key, draft, key)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            settle_on_disk(self.folder)
        return path, contents

    def all(self) -> list[tuple[datetime, Path]]:
        """Return what is there, the newest first."""
        return sorted(_dated(self.folder, BACKUP), reverse=True)

    def latest(self) -> datetime | None:
        """Return when the newest was made."""
        return next((at for at, _ in self.all()), None)

    def expire(self, now: datetime) -> int:
        """Remove those older than they are kept, and databases that were replaced as long ago: people rely on it."""
        replaced = _dated(self._database.parent, REPLACED)
        too_old = now - timedelta(days=self.days)
        old = [path for at, path in (*self.all(), *replaced) if at < too_old]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


class NightlyBackups:
    """Makes a backup every day at an hour, or as soon after it as the bot runs; deletes old ones."""

    def __init__(
        self,
        backups: Backups,
        key: str,
        clock: Clock,
        timer: AsyncIOScheduler,
        *,
        hour: int | None,
        time_zone: ZoneInfo,
    ) -> None:
        self._backups = backups
        self._key = key
        self._clock = clock
        self._hour = hour
        self._zone = time_zone
        self._failed = False
        self._turn = asyncio.Lock()
        self._timer = timer

    def start(self) -> None:
        """Begin, with a night that was missed while the bot was away."""
        self._timer.add_job(self.look, "cron", minute=LOOK_EVERY, id="backup", next_run_time=self._clock())

    async def aclose(self) -> None:
        """Wait for the backup that is being made; the timer is paused before."""
        async with self._turn:
            pass

    def age(self, now: datetime) -> float:
        """Return the seconds since the newest was made; NaN where there is none."""
        latest = self._backups.latest()
        return math.nan if latest is None else (now - latest).total_seconds()

    async def is_well(self) -> bool:
        """Return whether the last one that was due was made: for /healthz."""
        return not self._failed

    async def look(self) -> None:
        """Make a backup if it is time, and delete old ones. What fails is tried again at the next look."""
        async with self._turn:
            try:
                await asyncio.to_thread(self._work, self._clock())
                self._failed = False
            except (ServiceError, OSError) as error:
                self._failed = True
                _log.error("backup failed", reason=str(error))  # noqa: TRY400  (the reason says it all)

    def _work(self, now: datetime) -> None:
        if self._hour is not None and is_due(self._backups.latest(), now, self._hour, self._zone):
            path, contents = self._backups.make(self._key, now)
            _log.info("backup made", file=path.name, accounts=contents.count("accounts"))
        if gone := self._backups.expire(now):
            _log.info("old backups removed", files=gone)


def is_due(latest: datetime | None, now: datetime, hour: int, zone: ZoneInfo) -> bool:
    """Return whether the hour has come, at the last time it did, without a backup since."""
    local = now.astimezone(zone)
    last = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if last > local:
        last -= timedelta(days=1)
    return latest is None or latest < last.astimezone(UTC)


def named(kind: str, at: datetime) -> str:
    """Return the name of a file that was made at an instant."""
    return f"{kind}{at.astimezone(UTC):{STAMP}}.db"


def settle_on_disk(folder: Path) -> None:
    """Make sure that a name given in a folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _dated(folder: Path, kind: str) -> Iterator[tuple[datetime, Path]]:
    for path in folder.glob(f"{kind}*.db*"):
        try:
            yield datetime.strptime(path.name.split(".db")[0], f"{kind}{STAMP}").replace(tzinfo=UTC), path
        except ValueError:
            continue  # not ours
