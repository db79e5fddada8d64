"""One process at a time over a folder: two bots on one database would answer everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import ServiceError, SettingError

FILE = ".lock"


class InUse(ServiceError):
    """Another process works on the folder."""


@contextmanager
def alone(folder: Path, *, setting: str = "YAKSOK_DATA_DIR", file: str = FILE) -> Iterator[None]:
    """Hold a folder while the block lasts; raise InUse where another process does.

    The system releases the lock when the process ends, however it ends. A lock file that is left over blocks nobody.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / file).open("a+")
    except OSError as error:
        raise SettingError(setting, f"{folder} can't be written to: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse(
                f"{folder} is in use{_holder(folder / file)}: stop that first, or set another {setting}"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def is_held(folder: Path) -> bool:
    """Return whether some process works on the folder."""
    try:
        with (folder / FILE).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def holder_of(folder: Path) -> str:
    """Return the number of the process that holds a folder, or held it last; empty where that is not known."""
    try:
        return (folder / FILE).read_text().strip()
    except OSError:
        return ""


def _holder(lock: Path) -> str:
    number = lock.read_text().strip()
    return f" by process {number}" if number.isdigit() else ""
