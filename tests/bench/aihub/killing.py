"""`prepare` killed at 50 random moments."""

import random
from pathlib import Path

from tests.bench.aihub.table import show
from tests.training.aihub.test_kills import killed_until_done, tree
from training.aihub.made.generating import make


def kills(folder: Path) -> None:
    """Kill `prepare` at 50 random moments, and compare the bytes with those of a run that was left alone."""
    make(
        str(folder / "src"),
        None,
        kinds=12,
        photos=60,
        combined=40,
        archives=3,
        defects=0.2,
        gigabytes=0,
        suffix=".jpg",
        seed=2,
    )
    hits, runs = 0, 0
    while hits < 50:
        target = folder / f"killed{runs}"
        hits += killed_until_done(
            folder / "src", target, min(25, 50 - hits), tar=runs % 2 == 0, seed=random.randrange(99)
        )
        whole = folder / f"whole{runs % 2}"
        if not whole.exists():
            killed_until_done(folder / "src", whole, 0, tar=runs % 2 == 0)
        same = tree(target) == tree(whole)
        show("kills", hits=hits, run=runs, same_bytes=same)
        runs += 1
