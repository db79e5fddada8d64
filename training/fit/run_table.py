"""The table of runs: a line an epoch, written by the queue itself."""

import csv
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.evaluate.epoch import EpochScores


@dataclass(frozen=True, slots=True)
class Row:
    """One epoch of one job."""

    date: str  # UTC
    job: str
    epoch: int
    pictures: int  # shown to the job so far
    seconds: int  # the epoch took
    loss: float
    scores: EpochScores


def append(row: Row, file: Path) -> None:
    """Add a line to a CSV file, after a header if the file is new."""
    fields = _flat(row)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, fields, lineterminator="\n")
        if new:
            table.writeheader()
        table.writerow(fields)


def _flat(row: Row) -> dict[str, Any]:
    fields = asdict(row)
    return {
        name: f"{value:.4f}" if isinstance(value, float) else value
        for name, value in (fields | fields.pop("scores")).items()
        if name != "scores"
    }
