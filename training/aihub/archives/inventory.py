"""The inventory of one archive: its photos by offset and its annotations, as Parquet, in flat memory."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.aihub.archives.annotation import FACTS, Annotation, parse_annotation
from training.aihub.archives.names import is_picture, stem_of
from training.aihub.archives.zip_members import Member, members, read_member
from training.aihub.errors import MemberError
from training.aihub.work.store import Store

PART = 500  # photos of one piece of work: what a kill may cost, and what lies in one shard
BATCH = 5000  # annotations written at once
EXAMPLES = 20  # members left out that a manifest names; all of them are counted
STRING, INT, FLOAT = pa.string(), pa.int64(), pa.float32()
TYPES = {"category": INT, "width": INT, "height": INT, "latitude": INT, "longitude": INT}
TYPES |= dict.fromkeys("xywh", FLOAT)
COLUMNS = tuple(each.name for each in fields(Annotation) if each.name != "facts")
ANNOTATIONS = pa.schema([(name, TYPES.get(name, STRING)) for name in COLUMNS])
PHOTOS = pa.schema(
    [("photo", STRING), ("member", STRING), ("offset", INT), ("packed", INT), ("size", INT), ("crc", INT)]
    + [("method", INT), ("encrypted", pa.bool_())]
)
DRUGS = pa.schema([("code", STRING), ("item", STRING), ("labels", INT), *((name, STRING) for name in FACTS)])


@dataclass
class Counts:
    """What became of the members of an archive."""

    members: int = 0
    photos: int = 0
    labels: int = 0
    other: int = 0  # neither picture nor label file
    dropped: Counter[str] = field(default_factory=Counter)
    examples: list[list[str]] = field(default_factory=list)  # member and reason
    ids: Counter[str] = field(default_factory=Counter)  # how category ids are written
    drugs: Counter[tuple[str, ...]] = field(default_factory=Counter)  # code, item, facts
    first: str = ""  # label's photo, in order of name
    last: str = ""

    def drop(self, member: str, error: MemberError) -> None:
        """Count a member that is left out."""
        self.dropped[error.reason] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append([member, str(error)])

    def keep(self, found: Annotation) -> None:
        """Count an annotation."""
        self.labels += 1
        self.drugs[found.code, found.item, *found.facts] += 1
        number = int(found.code[2:])
        self.ids[
            "1" if found.category == 1 else "less-one" if found.category == number - 1 else "number"
        ] += 1
        self.first = min(self.first or found.photo, found.photo)
        self.last = max(self.last, found.photo)


def take_inventory(
    source: Store, archive: str, target: Store, *, part: int = PART, verify: bool = False
) -> dict[str, Any]:
    """Write scan/{photos,annotations,drugs}/NAME.parquet of one archive, and its manifest last; return that.

    All label files are read. Photos are only listed, unless `verify` asks to check their bytes as well.
    `part` is how many of them are one piece of work.

    Raises:
        ArchiveError, StoreError: the archive can't be read, or nothing can be written.
    """
    name, counts = name_of(archive), Counts()
    with (
        source.reading(archive) as file,
        _table(target, f"scan/photos/{name}.parquet", PHOTOS, part) as photos,
        _table(target, f"scan/annotations/{name}.parquet", ANNOTATIONS, BATCH) as annotations,
    ):
        for member in members(file, archive):
            counts.members += 1
            try:
                if is_picture(member.name):
                    if verify:
                        read_member(file, member)
                    photos.add(_photo_row(member))
                    counts.photos += 1
                else:
                    _take_label(file, member, annotations, counts)
            except MemberError as error:
                counts.drop(member.name, error)
    _write_drugs(target, name, counts)
    manifest = _manifest(source, target, archive, counts) | {"verified": verify, "part": part}
    target.write_json(f"scan/manifests/{name}.json", manifest)
    return manifest


def _take_label(file: IO[bytes], member: Member, annotations: "_Rows", counts: Counts) -> None:
    if not member.name.lower().endswith(".json"):
        counts.other += 1
        return
    found = parse_annotation(read_member(file, member), stem_of(member.name))
    annotations.add([getattr(found, column) for column in COLUMNS])
    counts.keep(found)


def _photo_row(member: Member) -> list[object]:
    return [
        stem_of(member.name), member.name, member.offset, member.packed, member.size, member.crc, member.method,
        member.encrypted,
    ]  # fmt: skip


def _write_drugs(target: Store, name: str, counts: Counts) -> None:
    with _table(target, f"scan/drugs/{name}.parquet", DRUGS, BATCH) as drugs:
        for (code, item, *facts), labels in sorted(counts.drugs.items()):
            drugs.add([code, item, labels, *facts])


def _manifest(source: Store, target: Store, archive: str, counts: Counts) -> dict[str, Any]:
    kinds: dict[str, dict[str, int]] = defaultdict(dict)
    for (code, item, *_), labels in counts.drugs.items():
        kinds[code][item] = kinds[code].get(item, 0) + labels
    tables = [f"scan/{folder}/{name_of(archive)}.parquet" for folder in ("photos", "annotations", "drugs")]
    return {
        "archive": archive, "bytes": size_of(source, archive), "members": counts.members, "photos": counts.photos,
        "labels": counts.labels, "other": counts.other, "dropped": dict(counts.dropped),
        "examples": counts.examples, "ids": dict(counts.ids), "kinds": kinds,
        "first": counts.first, "last": counts.last, "sha256": {each: sha256(target, each) for each in tables},
    }  # fmt: skip


def size_of(source: Store, archive: str) -> int:
    """Return an archive's size in bytes: it tells whether an earlier inventory still holds."""
    return int(source.fs.size(source.path(archive)))


def sha256(store: Store, name: str) -> str:
    """Return the hash of a file."""
    with store.reading(name) as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def name_of(archive: str) -> str:
    """Return the name that an archive's files have in the output: its own, and some letters for its folder."""
    folder, _, file = archive.rpartition("/")
    return f"{file.removesuffix('.zip')}-{hashlib.sha256(folder.encode()).hexdigest()[:6]}"


def archives_in(source: Store) -> list[str]:
    """Return the archives below a folder, and the pieces of some that are still being downloaded."""
    return [name for name in source.files() if name.lower().endswith(".zip") or ".zip." in name.lower()]


def photos_of(target: Store, archive: str, part: int) -> list[tuple[str, Member]]:
    """Return name and member of each photo of one part of an archive."""
    with target.reading(f"scan/photos/{name_of(archive)}.parquet") as file:
        rows = pq.ParquetFile(file).read_row_group(part).to_pylist()
    return [(row.pop("photo"), Member(name=row.pop("member"), **row)) for row in rows]


def annotations_of(
    target: Store, manifests: Mapping[str, Mapping[str, Any]], photos: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield the annotations of some photos, whichever archives they lie in, without reading all."""
    first, last = min(photos), max(photos)
    for name, manifest in sorted(manifests.items()):
        if manifest["labels"] and manifest["first"] <= last and first <= manifest["last"]:
            with target.reading(f"scan/annotations/{name}.parquet") as file:
                yield from pq.read_table(file, filters=[("photo", "in", photos)]).to_pylist()


class _Rows:
    """Rows gathered to be written in groups of one size."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema, group: int) -> None:
        self._writer, self._schema, self._group = writer, schema, group
        self._rows: list[list[object]] = []

    def add(self, row: list[object]) -> None:
        self._rows.append(row)
        if len(self._rows) == self._group:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            columns = zip(zip(*self._rows, strict=True), self._schema, strict=True)
            arrays = [pa.array(values, field.type) for values, field in columns]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []


@contextmanager
def _table(store: Store, name: str, schema: pa.Schema, group: int) -> Iterator[_Rows]:
    """Open a Parquet file that is written row by row; it appears whole or not at all."""
    with store.writing(name) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        rows = _Rows(writer, schema, group)
        yield rows
        rows.flush()
