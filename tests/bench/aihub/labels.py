"""Label files: how many a second, and how much memory for 10,000 and for 1,000,000 of them."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import polars as pl

from tests.bench.aihub.table import rate, show
from tests.training.aihub.test_annotation import document
from training.aihub.archives import inventory
from training.aihub.shards.boxes import usable
from training.aihub.shards.sinks import yolo_lines
from training.aihub.work.store import Store
from training.samples.sample import Sample

LABELS = 10_000  # of one made archive


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
            "import resource; from training.aihub.archives.scan import *; "
            f"s = scan(Store({str(source)!r}), Store({str(folder / f'out{archives}')!r})); "
            "print(sum(m['labels'] for m in s.manifests.values()), "
            "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        labels, megabytes = map(int, done.stdout.split())
        show("memory", labels=labels, peak_mb=megabytes, seconds=round(time.perf_counter() - started, 1))
