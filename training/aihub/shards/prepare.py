"""Archives to training data: scan what was not scanned, then each part of each archive, resumable, in flat memory."""

import hashlib
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.aihub.archives import inventory
from training.aihub.archives.reconcile import repeated_photos, unmatched_labels
from training.aihub.archives.scan import NAMES, Part, Scan, scan
from training.aihub.archives.zip_members import Member, read_member
from training.aihub.errors import AihubError, MemberError
from training.aihub.shards.boxes import Crop
from training.aihub.shards.photo_samples import SHOWN, Row, Tally, samples_of
from training.aihub.shards.sinks import opened
from training.aihub.work.progress import Progress, followed
from training.aihub.work.runners import Here, Runner
from training.aihub.work.store import Store
from training.samples.sample import Sample

SAMPLES = pa.schema(
    [("key", pa.string()), ("part", pa.string()), ("box", pa.int64()), ("label", pa.string())]
    + [
        ("width", pa.int64()),
        ("height", pa.int64()),
        *((edge, pa.float32()) for edge in ("left", "top", "right")),
    ]
    + [("bottom", pa.float32()), ("photo", pa.string())]
    + [(name, pa.int64() if name.endswith("itude") else pa.string()) for name in SHOWN]
)


@dataclass(frozen=True, slots=True)
class Options:
    """What prepared data is to be like."""

    source: str
    target: str
    tar: bool = False
    crop: Crop = Crop.WHOLE
    part: int = inventory.PART  # photos of one piece of work


@dataclass
class Summary:
    """What `prepare` prints."""

    archives: int = 0
    members: int = 0
    photos: int = 0
    labels: int = 0
    written: int = 0
    clipped: int = 0
    rescaled: int = 0
    dropped: dict[str, int] = field(default_factory=dict)  # photo/REASON, label/REASON, member/REASON
    left_out: list[list[str]] = field(default_factory=list)  # archive or shard, and why
    examples: list[list[str]] = field(default_factory=list)  # archive, member, why
    seconds: float = 0.0
    peak_mb: float = 0.0


def prepare(options: Options, runner: Runner | None = None, progress: Progress | None = None) -> Summary:
    """Write the training data of all archives; parts that are finished are not done again.

    Raises:
        AihubError: there is no archive at all, or nothing can be written.
    """
    started = time.perf_counter()
    source, target = Store(options.source), Store(options.target)
    scanned = scan(source, target, runner, progress, part=options.part)
    target.write_json(NAMES, scanned.names())
    repeated = repeated_photos(target, scanned.manifests)
    work = _Work(options, scanned, repeated)
    results, todo = _finished_parts(target, options, scanned)
    left_out = list(scanned.left_out)
    for part, result in followed((runner or Here()).run(work, todo), "parts", progress, len(todo)):
        if isinstance(result, AihubError):
            left_out.append((part.name, str(result)))
        else:
            results.append(result)
    summary = summed(scanned, results, left_out)
    if lost := unmatched_labels(target, scanned.manifests):
        summary.dropped["label/no-photo"] = lost
    summary.seconds = round(time.perf_counter() - started, 2)
    summary.peak_mb = max(peak_mb(), *(result.get("peak_mb", 0.0) for result in results), 0.0)
    return summary


def _finished_parts(
    target: Store, options: Options, scanned: Scan
) -> tuple[list[dict[str, Any]], list[Part]]:
    done = set(target.files("manifests"))
    finished, todo = [], []
    for part in scanned.parts():
        manifest = (
            target.read_json(f"manifests/{part.name}.json") if f"manifests/{part.name}.json" in done else None
        )
        if manifest and manifest["made"] == _made(options, scanned, part):
            finished.append(manifest)
        else:
            todo.append(part)
    return finished, todo


def _made(options: Options, scanned: Scan, part: Part) -> dict[str, Any]:
    """Return what a part is made of: where it changes, the part is made again."""
    manifest = scanned.manifests[inventory.name_of(part.archive)]
    names = hashlib.sha256("\n".join(scanned.names()).encode()).hexdigest()
    return {"tar": options.tar, "crop": options.crop.value, "bytes": manifest["bytes"], "names": names}


@dataclass(frozen=True, slots=True)
class _Work:
    """Makes one part; picklable, so that it runs anywhere."""

    options: Options
    scanned: Scan
    repeated: frozenset[tuple[str, str]]  # photos that another archive has as well

    def __call__(self, part: Part) -> dict[str, Any]:
        source, target = Store(self.options.source), Store(self.options.target)
        classes = {label: number for number, label in enumerate(self.scanned.names())}
        by_code = {label.partition("/")[0]: label for label in classes}
        tally, rows = Tally(), list[dict[str, Any]]()
        photos = inventory.photos_of(target, part.archive, part.number)
        labels = defaultdict(list)
        for row in inventory.annotations_of(target, self.scanned.manifests, [stem for stem, _ in photos]):
            labels[row["photo"]].append({**row, "item": by_code[row["code"]].partition("/")[2]})
        with (
            source.reading(part.archive) as file,
            opened(target, part.name, classes, tar=self.options.tar) as sink,
        ):
            for stem, member in photos:
                try:
                    found = self._samples(file, part, stem, member, labels[stem], tally)
                except MemberError as error:
                    tally.drop_photo(member.name, len(labels[stem]), error)
                    continue
                for sample in found:
                    sink.write(sample)
                    rows += _rows(sample, part)
        return self._finish(target, part, tally, rows, sink.sums())

    def _samples(
        self, file: IO[bytes], part: Part, stem: str, member: Member, rows: Sequence[Row], tally: Tally
    ) -> list[Sample]:
        if (part.archive, member.name) in self.repeated:
            raise MemberError("repeated-photo", uncounted=0)
        return samples_of(stem, read_member(file, member), rows, self.options.crop, tally)

    def _finish(
        self, target: Store, part: Part, tally: Tally, rows: list[dict[str, Any]], sums: dict[str, str]
    ) -> dict[str, Any]:
        table = f"samples/{part.name}.parquet"
        with target.writing(table) as file:
            pq.write_table(pa.Table.from_pylist(rows, SAMPLES), file, compression="zstd")
        manifest = {
            "part": part.name, "archive": part.archive, "made": _made(self.options, self.scanned, part),
            "photos": tally.photos, "labels": tally.labels, "written": tally.written, "clipped": tally.clipped,
            "rescaled": tally.rescaled, "dropped_photos": dict(tally.dropped_photos),
            "dropped_labels": dict(tally.dropped_labels), "examples": tally.examples,
            "sha256": {table: inventory.sha256(target, table), **sums},
        }  # fmt: skip
        target.write_json(f"manifests/{part.name}.json", manifest)
        return manifest | {"peak_mb": peak_mb()}


def _rows(sample: Sample, part: Part) -> Iterator[dict[str, Any]]:
    for number, (label, box) in enumerate(zip(sample.labels, sample.boxes_xyxy.tolist(), strict=True)):
        edges = dict(zip(("left", "top", "right", "bottom"), box, strict=True))
        width, height = sample.size_wh
        yield {
            "key": sample.key, "part": part.name, "box": number, "label": label, "width": width, "height": height,
            **edges, **sample.facts,
        }  # fmt: skip


def summed(scanned: Scan, parts: Sequence[Mapping[str, Any]], left_out: Sequence[tuple[str, str]]) -> Summary:
    """Return the sum over archives and parts."""
    total, dropped = Summary(archives=len(scanned.manifests)), Counter[str]()
    total.left_out = [list(each) for each in left_out]
    for manifest in scanned.manifests.values():
        total.members += manifest["members"]
        dropped.update({f"member/{reason}": count for reason, count in manifest["dropped"].items()})
        total.examples += [[manifest["archive"], *each] for each in manifest["examples"]]
    for part in parts:
        for name in ("photos", "labels", "written", "clipped", "rescaled"):
            setattr(total, name, getattr(total, name) + part[name])
        for what in ("photo", "label"):
            dropped.update({f"{what}/{reason}": n for reason, n in part[f"dropped_{what}s"].items()})
        total.examples += [[part["archive"], *each] for each in part["examples"]]
    total.dropped = {reason: count for reason, count in sorted(dropped.items()) if count}
    return total


def peak_mb() -> float:
    """Return the most memory that this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
