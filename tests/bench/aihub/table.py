"""One line a measurement, and how busy the machine was."""

import os
import time

from rich.console import Console
from rich.table import Table

console = Console(width=130)


def rate(count: int, started: float) -> int:
    """Return how many a second since a moment."""
    return round(count / (time.perf_counter() - started))


def show(what: str, **values: object) -> None:
    """Print one line, and how busy the machine is."""
    table = Table("measured", *values, "load")
    table.add_row(
        what, *map(str, values.values()), f"{os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"
    )
    console.print(table)
