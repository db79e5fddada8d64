"""What `prepare` made, to look at: numbers, what was left out and why, and labelled pictures."""

import dataclasses
import random
from itertools import islice

from training.aihub.archives.scan import NAMES
from training.aihub.pictures.report import Section, counted, drawn, numbers_of, write_report
from training.aihub.shards.prepare import Options, Summary
from training.aihub.shards.sinks import Prepared
from training.aihub.work.store import Store
from training.samples.sample import Sample

PICTURES = 16


def report(options: Options, summary: Summary) -> None:
    """Write report.html and report.json beside the data."""
    store = Store(options.target)
    store.write_json("report.json", dataclasses.asdict(summary))
    examples = [[archive.rpartition("/")[2], *rest] for archive, *rest in summary.examples[:60]]
    sections = [
        Section("In all", table=numbers_of(dataclasses.asdict(summary))),
        Section("Left out whole", table=[["archive or shard", "why"], *summary.left_out]),
        Section("Dropped", table=counted(summary.dropped, "what / reason")),
        Section("Some of them", table=[["archive", "member", "why"], *examples]),
        Section(
            "Labelled pictures", pictures=[drawn(each) for each in some(store, PICTURES, tar=options.tar)]
        ),
    ]
    write_report(
        store, "report.html", f"Prepared: {options.crop}, {'webdataset' if options.tar else 'yolo'}", sections
    )


def some(store: Store, count: int, *, tar: bool) -> list[Sample]:
    """Return some samples out of some shards, always the same."""
    rng = random.Random(0)  # noqa: S311 (which pictures are looked at is no secret)
    parts = [name.rpartition("/")[2].removesuffix(".json") for name in store.files("manifests")]
    chosen = sorted(rng.sample(parts, min(4, len(parts))))
    names = store.read_json(NAMES)
    each = -(-count // max(1, len(chosen)))
    return [
        sample for part in chosen for sample in islice(Prepared(store, names, [part], tar), 0, 7 * each, 7)
    ][:count]  # fmt: skip
