"""How much memory a worker may take."""

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")  # Linux alone has it


def bound_memory(more: int) -> None:
    """Let this process take so many bytes more than it has now; beyond, allocations fail (MemoryError)."""
    if _STATUS.exists():
        held = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmData"))
        most = int(held.split()[1]) * 1024 + more
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
