"""2.5 million annotations joined with 920,000 photos, by several libraries; each in a process of its own."""

import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from tests.bench.aihub.table import show
from training.aihub.archives.matching import match

ROWS, PHOTOS = 2_500_000, 920_000


def tables(rows: int, photos: int) -> tuple[list[str], list[str]]:
    """Return the photo of each annotation and of each member, in no order; some on one side only."""
    rng = np.random.default_rng(1)
    names = [
        f"K-{number // 500:06}_0_2_{number % 2}_1_90_{number % 500:03}_200"
        for number in range(photos + photos // 50)
    ]
    about = rng.integers(photos // 50, len(names), rows)
    return [names[place] for place in about], [names[place] for place in rng.permutation(photos)]


def joins(folder: Path) -> None:
    """Match 2.5 million annotations with 920,000 photos in each way, with the same tables."""
    labels, photos = tables(ROWS, PHOTOS)
    left = {"photo": labels, "x": np.arange(ROWS, dtype=np.float32)}
    right = {"photo": photos, "member": photos, "offset": np.arange(PHOTOS)}
    pl.DataFrame(left).write_parquet(folder / "left.parquet")
    pl.DataFrame(right).write_parquet(folder / "right.parquet")
    del labels, photos, left, right
    for way in WAYS:
        asked = [sys.executable, "-m", "tests.bench.aihub.joins", way, str(folder)]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        show("join", way=way, **json.loads(done.stdout))


def join_polars(folder: Path) -> tuple[int, int]:
    found = match(pl.scan_parquet(folder / "left.parquet"), pl.scan_parquet(folder / "right.parquet"))
    return found.rows.height, found.labels_without_photo


def join_pandas(folder: Path) -> tuple[int, int]:
    left, right = pd.read_parquet(folder / "left.parquet"), pd.read_parquet(folder / "right.parquet")
    both = left.merge(right.drop_duplicates("photo"), on="photo", how="left")
    known = both["member"].notna()
    return int(known.sum()), int((~known).sum())


def join_loop(folder: Path) -> tuple[int, int]:
    """Look each photo up in a dictionary, row by row."""
    left, right = pl.read_parquet(folder / "left.parquet"), pl.read_parquet(folder / "right.parquet")
    places: dict[str, tuple[str, int]] = {}
    for photo, member, offset in right.rows():
        places.setdefault(photo, (member, offset))
    rows, without = defaultdict(list), 0
    for photo, x in left.rows():
        if photo in places:
            rows[photo].append((x, *places[photo]))
        else:
            without += 1
    return sum(map(len, rows.values())), without


def join_arrow(folder: Path) -> tuple[int, int]:
    import pyarrow.parquet as pq

    left, right = pq.read_table(folder / "left.parquet"), pq.read_table(folder / "right.parquet")
    both = left.join(right, "photo", join_type="left outer")
    without = both["member"].null_count
    return both.num_rows - without, without


def join_duckdb(folder: Path) -> tuple[int, int]:
    import duckdb

    sides = (f"read_parquet('{folder}/{name}.parquet')" for name in ("left", "right"))
    rows = duckdb.sql("SELECT * FROM {} a LEFT JOIN {} b USING (photo)".format(*sides)).to_arrow_table()
    without = rows["member"].null_count
    return rows.num_rows - without, without


WAYS: dict[str, Callable[[Path], tuple[int, int]]] = {
    "polars": join_polars, "pandas": join_pandas, "loop": join_loop, "arrow": join_arrow, "duckdb": join_duckdb,
}  # fmt: skip


def join_one(way: str, folder: Path) -> None:
    """Join once, and print what it took: run in a process of its own, so that its memory can be told."""
    started, cpu = time.perf_counter(), time.process_time()
    matched, without = WAYS[way](folder)
    told = {
        "matched": matched, "without": without, "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    join_one(sys.argv[1], Path(sys.argv[2]))
