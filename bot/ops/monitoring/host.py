"""What the machine says of itself: room, rights, and whether its clock is kept right."""

import os
import platform
import shutil
import tempfile
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")  # made by systemd once NTP has set the clock


def this_process() -> str:
    """Return what names this process on all machines: the boot of the machine, and a number."""
    return f"{BOOT.read_text().strip() if BOOT.exists() else platform.node()} {os.getpid()}"


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
