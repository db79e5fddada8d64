"""How much memory a process may take, and how it gives memory back to the system."""

import ctypes
import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")  # Linux alone has it
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD in glibc's malloc.h
_LARGE = 1_000_000  # bytes


def bound_memory(more: int) -> None:
    """Let this process take so many bytes more than it has now; beyond, allocations fail (MemoryError)."""
    if _STATUS.exists():
        held = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmData"))
        most = int(held.split()[1]) * 1024 + more
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def give_back_large_blocks() -> None:
    """Let blocks of a megabyte and more go back to the system as soon as they are freed.

    Else glibc raises its limit with every large file that is freed, up to 32 MB, and the next ones stay in its heaps.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
    if mallopt:
        mallopt(_MMAP_THRESHOLD, _LARGE)
