"""python -m tests.bench.aihub PART …: what the training pipeline does in a second, beside what it can't do without."""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from rich.console import Console
from rich.table import Table

from tests.training.aihub.test_annotation import document
from tests.training.aihub.test_kills import killed_until_done, tree
from training.aihub.archives import inventory
from training.aihub.archives.matching import match
from training.aihub.archives.scan import scan
from training.aihub.archives.zip_members import members, read_member
from training.aihub.made.generating import make
from training.aihub.pictures.pixels import decode
from training.aihub.shards.boxes import Crop, usable
from training.aihub.shards.prepare import Options, prepare
from training.aihub.shards.sinks import yolo_lines
from training.aihub.work.store import Store
from training.samples.sample import Sample

console = Console()
LABELS = 10_000  # of one made archive
ROWS, PHOTOS = 2_500_000, 920_000


def label_archive(file: Path, count: int = LABELS) -> None:
    """Write an archive of label files, as large as the data set's own."""
    template = json.dumps(document(), ensure_ascii=False)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            stem = f"K-000030_{number // 36000}_{number // 3600 % 10}_0_1_90_{number % 360:03}_{number // 360 % 10}"
            archive.writestr(f"K-000030/{stem}.json", template.replace("K-000030_0_2_0_1_90_300_200", stem))


def annotations(folder: Path) -> None:
    """Label files to Parquet and to YOLO's lines, on one core."""
    label_archive(folder / "TL_1.zip")
    source, target = Store(str(folder)), Store(str(folder / "out"))
    started, cpu = time.perf_counter(), time.process_time()
    manifest = inventory.take_inventory(source, "TL_1.zip", target)
    names = inventory.archives_in(source)
    rows = scan_rows(target, inventory.name_of(names[0]))
    lines = 0
    for first in range(0, len(rows), inventory.PART):
        for row in rows[first : first + inventory.PART]:
            box = np.array([[row["x"], row["y"], row["w"], row["h"]]], np.float32)
            found, _, _ = usable(box, [row["code"]], (row["width"], row["height"]))
            sample = Sample(row["photo"], b"", ".jpg", (row["width"], row["height"]), found, (row["code"],))
            lines += len(yolo_lines(sample, {"K-000030": 0}))
    show("annotations", labels=manifest["labels"], a_second=rate(manifest["labels"], started),
         a_cpu_second=round(manifest["labels"] / (time.process_time() - cpu)), lines=lines > 0)  # fmt: skip


def scan_rows(target: Store, name: str) -> list[dict[str, object]]:
    """Return the annotations that a scan wrote."""
    with target.reading(f"scan/annotations/{name}.parquet") as file:
        return pl.read_parquet(file.read()).to_dicts()


def memory(folder: Path) -> None:
    """The most memory that a scan holds, for 10,000 labels and for 1,000,000, in archives of 10,000."""
    label_archive(folder / "one.zip")
    for archives in (1, 100):
        source = folder / f"{archives}"
        source.mkdir()
        for number in range(archives):
            os.link(folder / "one.zip", source / f"TL_{number}.zip")
        code = (
            "import resource; from training.aihub.shards.prepare import *; "
            f"s = scan(Store({str(source)!r}), Store({str(folder / f'out{archives}')!r})); "
            "print(sum(m['labels'] for m in s.manifests.values()), "
            "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        labels, megabytes = map(int, done.stdout.split())
        show("memory", labels=labels, peak_mb=megabytes, seconds=round(time.perf_counter() - started, 1))


def throughput(folder: Path) -> None:
    """Photos prepared in a second of one core, beside reading the zip and decoding alone; both kinds of pictures."""
    for suffix, each in ((".jpg", 140), (".png", 30)):
        source = folder / suffix[1:]
        wanted = {"kinds": 8, "photos": each, "combined": each, "archives": 2, "defects": 0.0}
        photos = int(make(str(source), None, gigabytes=0, suffix=suffix, seed=1, **wanted)["photos"])
        prepare(
            Options(str(source), str(folder / "warm"), True, Crop.HALF)
        )  # what is imported late is imported now
        alone = cpu_of(lambda s=source: read_and_decode(Store(str(s))))
        for crop, tar in product(Crop, (True, False)):
            target = folder / f"{suffix}-{crop}-{tar}"
            scan(Store(str(source)), Store(str(target)))
            options = Options(str(source), str(target), tar, crop)
            took = cpu_of(lambda wanted=options: prepare(wanted))
            show("throughput", picture=suffix, crop=str(crop), form="webdataset" if tar else "yolo",
                 a_second=round(photos / took), alone=round(photos / alone), share=round(alone / took, 2))  # fmt: skip


def read_and_decode(source: Store, shrink: int = 1) -> None:
    """Read every photo out of its archive and decode it, nothing more."""
    for archive in inventory.archives_in(source):
        if "TS_" in archive:
            with source.reading(archive) as file:
                for member in members(file, archive):
                    decode(read_member(file, member), shrink)


def cpu_of(work: Callable[[], object]) -> float:
    """Return the processor seconds that work takes: others use this machine as well."""
    started = time.process_time()
    work()
    return time.process_time() - started


def tables(rows: int, photos: int) -> tuple[list[str], list[str]]:
    """Return the photo of each annotation and of each member, in no order; some on one side only."""
    rng = np.random.default_rng(1)
    names = [
        f"K-{number // 500:06}_0_2_{number % 2}_1_90_{number % 500:03}_200"
        for number in range(photos + photos // 50)
    ]
    about = rng.integers(photos // 50, len(names), rows)
    return [names[place] for place in about], [names[place] for place in rng.permutation(photos)]


def join(way: str) -> None:
    """Match 2.5 million annotations with 920,000 photos, in one way, in this process."""
    labels, photos = tables(ROWS, PHOTOS)
    left = {"photo": labels, "x": np.arange(ROWS, dtype=np.float32)}
    right = {"photo": photos, "member": photos, "offset": np.arange(PHOTOS)}
    folder = Path(tempfile.mkdtemp())
    pl.DataFrame(left).write_parquet(folder / "left.parquet")
    pl.DataFrame(right).write_parquet(folder / "right.parquet")
    del labels, photos, left, right
    process = subprocess.run(
        [sys.executable, "-m", "tests.bench.aihub", f"join-{way}", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    show("join", way=way, **json.loads(process.stdout))


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


def ray(folder: Path) -> None:
    """The same parts by one Ray worker and by two."""
    import ray as library

    from tests.ray_cluster import two_nodes
    from training.aihub.work.runners import RayCluster

    make(
        str(folder / "src"),
        None,
        kinds=12,
        photos=100,
        combined=0,
        archives=2,
        defects=0,
        gigabytes=0,
        suffix=".jpg",
        seed=3,
    )
    took = {}
    with two_nodes() as (address, cluster, second):
        for workers in (2, 1):
            if workers == 1:
                cluster.remove_node(second)
            runner = RayCluster(address)
            prepare(
                Options(str(folder / "src"), str(folder / f"warm{workers}"), True, Crop.HALF, 200), runner
            )
            started = time.perf_counter()
            prepare(
                Options(str(folder / "src"), str(folder / f"out{workers}"), True, Crop.CENTRE, 50), runner
            )
            took[workers] = time.perf_counter() - started
            library.shutdown()
    show("ray", one=round(took[1], 1), two=round(took[2], 1), times=round(took[1] / took[2], 2))


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


PARTS: dict[str, Callable[[Path], None]] = {
    "annotations": annotations, "memory": memory, "throughput": throughput, "kills": kills, "ray": ray,
}  # fmt: skip


def main(wanted: list[str]) -> None:
    """Measure the parts that are named, or all but the joins of other libraries."""
    for part in wanted or [*PARTS, "join"]:
        if part == "join":
            for way in WAYS:
                join(way)
        else:
            with tempfile.TemporaryDirectory() as folder:
                PARTS[part](Path(folder))


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1].startswith("join-"):
        join_one(sys.argv[1].removeprefix("join-"), Path(sys.argv[2]))
    else:
        main(sys.argv[1:])
