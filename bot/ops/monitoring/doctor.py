"""Whether all that the bot needs is as it should be; for each thing that is not, what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.core.errors import DiskError, ServiceError, SettingError, StorageBusy, StorageError
from bot.ops.backups.backup import Backups
from bot.ops.monitoring import host
from bot.ops.process.lock import is_held
from bot.settings import Settings
from bot.storage.file.driver_errors import translated
from bot.storage.file.encryption import KeyRefused
from bot.storage.file.migrations import numbered
from bot.storage.file.snapshots import CopyError, Damaged, inspect
from bot.storage.file.timestamps import latest_timestamp
from inference.model_card import WeightsError, read_card
from knowledge.catalogue.catalogue import Catalogue
from knowledge.errors import KnowledgeError

OLD_KNOWLEDGE = timedelta(days=365)
OLD_BACKUP = timedelta(days=2)
SKEW = timedelta(minutes=2)  # what a clock may differ from another
WHOLE_CATALOGUE = 1000  # products; the starter set has some 200


class Level(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"  # the bot runs, but something is not as it should be
    PROBLEM = "problem"  # the bot does not run, or will not for long


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says, and what to do about it."""

    check: str
    level: Level
    told: str
    remedy: str = ""


NEEDED = {
    "updates",
    "accounts",
    "people",
    "medications",
}  # tables that there were from the second migration on
REMEDIES: tuple[tuple[type[Exception], str], ...] = (
    (StorageBusy, "another program holds the database: close it, and ask again"),
    (DiskError, "make room on the disk, and let the bot's user write to the data folder"),
    (Damaged, "stop the bot, and take the newest backup: python -m bot restore FILE"),
    (StorageError, "if it is damaged, stop the bot and take the newest backup: python -m bot restore FILE"),
    (CopyError, "see what it says, and ask again"),
    (PermissionError, "let the bot's user read and write there: chown, or mount it writable"),
    (OSError, "see whether the disk is mounted, writable and sound: dmesg tells of faults"),
)
Check = Callable[[Settings, datetime], Iterator[Finding]]


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Make every check that needs no network."""
    return [finding for check in CHECKS for finding in _guarded(check, settings, now)]


def _guarded(check: Check, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Make a check; what keeps it from its end is a finding, too."""
    name = check.__name__.strip("_")
    try:
        yield from check(settings, now)
    except SettingError as error:
        yield Finding(name, Level.PROBLEM, str(error), f"set {error.setting}")
    except Exception as error:  # whatever it is, the operator gets a sentence, and the other checks go on
        yield Finding(name, Level.PROBLEM, str(error) or type(error).__name__, _remedy(error))


def _remedy(error: Exception) -> str:
    """Return what to do about an error that ended a check."""
    for kind, remedy in REMEDIES:
        if isinstance(error, kind):
            return remedy
    return f"unexpected ({type(error).__name__}): report it, with what the log says"


def _settings(settings: Settings, _: datetime) -> Iterator[Finding]:
    settings.bot_token()
    if settings.webhook_url:
        settings.secret()
    if settings.sync_hour is not None:
        settings.service()
    way = "by webhook" if settings.webhook_url else "by polling"
    yield Finding("settings", Level.OK, f"all can be used; updates come {way}")


def _bot(settings: Settings, _: datetime) -> Iterator[Finding]:
    runs = "a bot runs" if is_held(settings.data_dir) else "no bot runs"
    yield Finding("bot", Level.OK, f"{runs} on {settings.data_dir}")


def _key(settings: Settings, _: datetime) -> Iterator[Finding]:
    settings.key()
    files = [
        settings.database_key_file,
        settings.token_file,
        settings.webhook_secret_file,
        settings.service_key_file,
    ]
    open_ = [file for file in files if file and file.stat().st_mode & 0o077]
    for file in open_:
        yield Finding("key", Level.WARNING, f"others may read {file}", f"chmod 600 {file}")
    if not open_:
        yield Finding("key", Level.OK, f"comes from {settings.database_key_file or 'the environment'}")


def _database(settings: Settings, _: datetime) -> Iterator[Finding]:
    path, newest = settings.database_path, max(numbered())
    if path.is_symlink() and not path.exists():
        told = f"{path} is a link to a file that is not there"
        yield Finding(
            "database", Level.PROBLEM, told, "mount what it points at, or set another YAKSOK_DATA_DIR"
        )
        return
    if not path.exists():
        yield _no_database(settings)
        return
    with translated():
        contents = inspect(path, settings.key())
    rows = f"{contents.count('accounts')} accounts, every page sound"
    if contents.schema and (missing := NEEDED - dict(contents.rows).keys()):
        told = f"lacks what every schema has: {', '.join(sorted(missing))}"
        yield Finding(
            "database", Level.PROBLEM, told, "stop the bot, and restore a backup: python -m bot restore FILE"
        )
        return
    if contents.schema > newest:
        told = f"has schema {contents.schema}, and this Yaksok knows {newest}"
        yield Finding("database", Level.PROBLEM, told, "install the newer Yaksok that wrote it")
    elif contents.schema < newest:
        told = f"has schema {contents.schema} of {newest}; {rows}"
        yield Finding("database", Level.WARNING, told, "start the bot: it brings the database forward")
    else:
        yield Finding("database", Level.OK, f"opens with the key; schema {newest}, {rows}")


def _no_database(settings: Settings) -> Finding:
    if backups := Backups.of(settings).all():
        told = f"{settings.database_path} is gone, and there are backups"
        return Finding("database", Level.PROBLEM, told, f"python -m bot restore {backups[0][1]}")
    return Finding("database", Level.OK, f"none yet; the bot makes {settings.database_path}")


def _backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    found = Backups.of(settings).all()
    if not found:
        if settings.database_path.exists():
            yield Finding("backups", Level.WARNING, "there is none", "python -m bot backup")
        return
    at, path = found[0]
    try:
        with translated():
            inspect(path, settings.key())
    except KeyRefused:
        told = f"{path} is of another key, or damaged"
        yield Finding("backups", Level.WARNING, told, "keep the key it was made with; python -m bot backup")
    except ServiceError as error:
        yield Finding("backups", Level.PROBLEM, str(error), "remove that file; python -m bot backup")
    else:
        old = now - at > OLD_BACKUP
        remedy = "python -m bot backup; let the bot run at night, or see its log" if old else ""
        told = f"{len(found)}, the newest of {_day(at)}, opened and sound"
        yield Finding("backups", Level.WARNING if old else Level.OK, told, remedy)


def _knowledge(settings: Settings, now: datetime) -> Iterator[Finding]:
    path = settings.knowledge_path
    build = f"python -m knowledge sync --out {settings.data_dir / 'sources'} --build {path}"
    if not path.exists() and settings.knowledge is None:
        told = "no file yet; the bot makes a starter set of some 200 products"
        yield Finding("knowledge", Level.WARNING, told, f"for all products: {build}")
        return
    try:
        with Catalogue.open(path) as catalogue:
            catalogue.warm()
            info = catalogue.info
    except KnowledgeError as error:
        yield Finding("knowledge", Level.PROBLEM, str(error), build)
        return
    latest = max((source.published for source in info.sources if source.published), default=date.min)
    told = f"{info.region}: {info.products} products; the newest list is of {latest}"
    if info.products < WHOLE_CATALOGUE:
        yield Finding("knowledge", Level.WARNING, f"{told}; a starter set", f"for all products: {build}")
    elif now.date() - latest > OLD_KNOWLEDGE:
        yield Finding("knowledge", Level.WARNING, told, f"newer rules may name more: {build}")
    else:
        yield Finding("knowledge", Level.OK, told)


def _weights(settings: Settings, _: datetime) -> Iterator[Finding]:
    names = {"pill-detector", *(file.stem for file in settings.weights_dir.glob("*.onnx"))}
    for name in sorted(names):
        try:
            card = read_card(settings.weights_dir, name)
        except WeightsError as error:
            told, remedy = f"{error.file}: {error.problem}", "take the weights and cards of the release again"
            yield Finding("weights", Level.PROBLEM, told, remedy)
        else:
            yield Finding("weights", Level.OK, f"{name} {card.get('version', '')} is the file of its card")


def _clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    local = f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M} in {settings.time_zone}"
    remedy = "set the machine's clock, and let it keep time by NTP: timedatectl set-ntp true"
    seen = list(_moments(settings))
    if seen and max(seen) > now + SKEW:
        told = f"{local}, but what is stored is of {_day(max(seen))}: the clock is slow"
        yield Finding("clock", Level.PROBLEM, told, remedy)
    elif host.keeps_time() is False:
        told = f"{local}; the machine does not set its clock by NTP"
        yield Finding("clock", Level.WARNING, told, remedy)
    else:
        yield Finding("clock", Level.OK, f"{local}; not before anything that is stored")


def _moments(settings: Settings) -> Iterator[datetime]:
    """Yield instants that a right clock has passed."""
    yield from (at for at, _ in Backups.of(settings).all()[:1])
    if settings.database_path.exists():
        try:
            latest = latest_timestamp(settings.database_path, settings.key())
        except ServiceError:
            return  # reported where the database is checked
        if latest:
            yield latest


def _disk(settings: Settings, _: datetime) -> Iterator[Finding]:
    for folder in dict.fromkeys((settings.data_dir, settings.backup_path)):
        if not folder.exists():
            continue
        if not host.takes_files(folder):
            told = f"{folder} takes no files"
            yield Finding(
                "disk",
                Level.PROBLEM,
                told,
                f"let the bot's user write there: chown, or mount {folder} writable",
            )
        elif folder.stat().st_mode & 0o077:
            yield Finding("disk", Level.WARNING, f"others may look into {folder}", f"chmod 700 {folder}")
        else:
            yield Finding("disk", Level.OK, f"{folder} takes files and is closed to others")
    yield _space(settings.data_dir, settings.database_path)


def _space(folder: Path, database: Path) -> Finding:
    used = database.stat().st_size if database.exists() else 0
    free = host.free_bytes(folder)
    told, remedy = f"{free / 2**30:.1f} GiB free", "make room: old backups and sources are the largest"
    if free < 2 * used + 100 * 2**20:
        return Finding("disk", Level.PROBLEM, told, remedy)
    return Finding("disk", Level.WARNING if free < 2**30 else Level.OK, told, remedy if free < 2**30 else "")


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


CHECKS: tuple[Check, ...] = (
    _settings, _bot, _key, _database, _backups, _knowledge, _weights, _clock, _disk,
)  # fmt: skip
