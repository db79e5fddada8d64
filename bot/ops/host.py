"""What the machine says of itself: room, rights, and whether its clock is kept right."""

import os
import shutil
import tempfile
from pathlib import Path

SYNCHRONISED = Path("/run/systemd/timesync/synchronized")  # made by systemd once NTP has set the clock


def keeps_time() -> bool | None:
    """Return whether the clock is set by NTP; None where the machine does not say."""
    if not SYNCHRONISED.parent.exists():
        return None
    return SYNCHRONISED.exists()


def takes_files(folder: Path) -> bool:
    """Return whether files can be made in a folder."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def free_bytes(folder: Path) -> int:
    """Return the room on the disk of a folder, which need not be there yet."""
    there = next(each for each in (folder, *folder.resolve().parents) if each.exists())
    return shutil.disk_usage(os.fspath(there)).free
