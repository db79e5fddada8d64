"""Official files to a checked knowledge file, moved into place whole; on any failure the old file stays."""

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.build.bounds import NONE, OF_REGION, Bound, broken
from knowledge.build.comparison import changes, file_in_use, shrunk
from knowledge.build.counts import count
from knowledge.build.merge import Facts, gather
from knowledge.build.rows.db_writer import write
from knowledge.checksum import seal
from knowledge.errors import KnowledgeError
from knowledge.sources.reading.build_log import BuildLog
from knowledge.sources.reading.corrections import FOLDER, Corrections
from knowledge.sources.records import Record, Region
from knowledge.sources.regions import read_region

MAX_BYTES = 150 * 2**20


class BuildRefused(KnowledgeError):
    """The new file is not sound; `problems` says why. The old one is untouched."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(path, "not built: " + "; ".join(problems))


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made."""

    path: Path
    region: Region
    built_at: datetime
    counts: Mapping[str, int]
    size_bytes: int
    seconds: float
    notes: tuple[str, ...] = ()  # what an operator should read


def build(
    source: Path,
    out: Path,
    region: str,
    log: BuildLog | None = None,
    *,
    bounds: Mapping[str, Bound] | None = None,
    corrections: Path | None = None,
    built_at: datetime | None = None,
    accept_fewer: bool = False,
) -> BuildSummary:
    """Build the knowledge of a region ('kr', 'us', 'tw') from its official files below `source` into `out`.

    Raises SourceChanged, naming file, row and field, where a file is not as expected, and BuildRefused where the
    counts are out of bounds, or fell by more than a tenth of what the file in use has unless `accept_fewer`.
    Bounds and corrections are the region's own and `built_at` is now unless given.
    """
    if region not in list(Region):
        raise BuildRefused(out, [f"expected a region of {', '.join(Region)}, got {region!r}"])
    place, log = Region(region), log or BuildLog()
    corrected = Corrections.load(corrections or FOLDER / f"{place}.csv")
    records = list(read_region(place, source, corrected, log))
    for one in corrected.unused():
        log.note(f"correction not needed: {corrected.file}, row {one.row}: {one.record} {one.field}")
    held = OF_REGION[place] if bounds is None else bounds
    return build_records(records, out, place, log, bounds=held, built_at=built_at, accept_fewer=accept_fewer)


def build_records(
    records: Iterable[Record],
    out: Path,
    region: Region,
    log: BuildLog | None = None,
    *,
    bounds: Mapping[str, Bound] = NONE,
    built_at: datetime | None = None,
    accept_fewer: bool = False,
) -> BuildSummary:
    """Build a knowledge file from records that were read already, as from the starter set."""
    start = time.monotonic()
    when, log = built_at or datetime.now(UTC), log or BuildLog()
    facts = gather(records, region)
    counts = count(facts)
    for name, number in counts.items():
        log.count(name, number)
    problems = broken(counts, bounds) or _of_no_product(facts)
    if old := file_in_use(out, region):
        for change in changes(old, facts, counts):
            log.note(change)
        problems += [] if accept_fewer else shrunk(old, counts)
    if problems:
        raise BuildRefused(out, problems)
    try:
        _write_into_place(out, facts, region, when, counts, log.notes)
    except (OSError, sqlite3.OperationalError) as error:
        raise BuildRefused(out, [f"cannot be written: {error}"]) from error
    took = time.monotonic() - start
    return BuildSummary(out, region, when, counts, out.stat().st_size, took, tuple(log.notes))


def _of_no_product(facts: Facts) -> list[str]:
    """Name what tells of a product that no source lists."""
    told = [
        *((id_, looks[0].source) for id_, looks in facts.appearances.items()),
        *((id_, leaflet.source) for id_, leaflet in facts.leaflets.items()),
        *((one.product, one.source) for one in facts.recalls),
        *((one.product, one.source) for one in facts.cautions if one.product),
        *((id_, one.source) for one in facts.product_pairs for id_ in (one.first, one.second)),
    ]
    known = {product.id for product in facts.products}
    unknown = dict.fromkeys((id_, source.name) for id_, source in told if id_ not in known)
    return [f"{source} tells of the product {id_}, which is in no list" for id_, source in unknown][:5]


def _write_into_place(
    out: Path, facts: Facts, region: Region, when: datetime, counts: Mapping[str, int], notes: Sequence[str]
) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        new.unlink(missing_ok=True)
        write(new, facts, region, when, counts, notes)
        _refuse_unsound(new, out)
        seal(new)
        _into_place(new, out)
    finally:
        new.unlink(missing_ok=True)


def _refuse_unsound(new: Path, out: Path) -> None:
    """Hold the written file against its own constraints and the size that a small machine can carry."""
    with closing(sqlite3.connect(f"file:{new}?mode=ro", uri=True)) as db:
        dangling = db.execute("PRAGMA foreign_key_check").fetchall()
        sound = [text for (text,) in db.execute("PRAGMA quick_check") if text != "ok"]
    problems = [f"{table} row {row} points to no {parent}" for table, row, parent, _ in dangling[:5]]
    problems += sound[:5]
    if (size := new.stat().st_size) > MAX_BYTES:
        problems.append(f"the file has {size >> 20} MB, more than {MAX_BYTES >> 20}")
    if problems:
        raise BuildRefused(out, problems)


def _into_place(new: Path, out: Path) -> None:
    """Put the file where readers look, at once and for good, also if the power fails right after."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(out)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
