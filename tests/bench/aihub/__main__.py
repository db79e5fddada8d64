"""python -m tests.bench.aihub PART …: what the training pipeline does in a second, beside what it can't do without."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.aihub.clusters import ray
from tests.bench.aihub.joins import joins
from tests.bench.aihub.killing import kills
from tests.bench.aihub.labels import annotations, memory
from tests.bench.aihub.photos import throughput

PARTS: dict[str, Callable[[Path], None]] = {
    "annotations": annotations, "memory": memory, "throughput": throughput, "kills": kills, "ray": ray, "join": joins,
}  # fmt: skip

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[part](Path(folder))
