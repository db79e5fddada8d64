"""Where samples go: a folder as YOLO wants it, or tar shards as WebDataset reads them; and back from both."""

import hashlib
import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

import numpy as np

from training.aihub.work.store import Store
from training.samples.sample import Sample, Sink, from_yolo, to_yolo


def yolo_lines(sample: Sample, classes: Mapping[str, int]) -> str:
    """Return the label file of a sample: class, centre x, centre y, width, height, as shares."""
    rows = zip(sample.labels, to_yolo(sample.boxes_xyxy, sample.size_wh), strict=True)
    return "".join("{} {:.6f} {:.6f} {:.6f} {:.6f}\n".format(classes[label], *box) for label, box in rows)


class PartSink(Sink, Protocol):
    """Where the samples of one part of the work go."""

    def sums(self) -> dict[str, str]:
        """Return the SHA-256 of every file that is whole now."""
        ...


@dataclass(frozen=True, slots=True)
class YoloFolder:
    """images/PART/KEY.jpg and labels/PART/KEY.txt below a store."""

    store: Store
    part: str
    classes: Mapping[str, int]

    def sums(self) -> dict[str, str]:
        """Return none: there are too many small files."""
        return {}

    def write(self, sample: Sample) -> None:
        self.store.put(
            {
                f"images/{self.part}/{sample.key}{sample.suffix}": sample.picture,
                f"labels/{self.part}/{sample.key}.txt": yolo_lines(sample, self.classes).encode(),
            }
        )


@dataclass(frozen=True, slots=True)
class TarShard:
    """KEY.jpg and KEY.json (boxes in pixels, labels, their class numbers, facts), one after the other in a tar."""

    file: IO[bytes]
    name: str
    classes: Mapping[str, int]
    digest: Any = field(default_factory=hashlib.sha256)  # of all that is written

    def sums(self) -> dict[str, str]:
        """Return that of the shard, once it has ended."""
        return {self.name: self.digest.hexdigest()}

    def write(self, sample: Sample) -> None:
        classes = [self.classes[label] for label in sample.labels]
        self._add(f"{sample.key}{sample.suffix}", sample.picture)
        self._add(f"{sample.key}.json", json.dumps(_document(sample, classes), ensure_ascii=False).encode())

    def _add(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)  # no time and no owner, so that the same samples give the same bytes
        info.size = len(data)
        self._put(info.tobuf(tarfile.USTAR_FORMAT), data, bytes(-len(data) % tarfile.BLOCKSIZE))

    def _put(self, *pieces: bytes) -> None:
        """Write pieces as they are, which `tarfile` copies 16 kB by 16 kB."""
        for piece in pieces:
            self.file.write(piece)
            self.digest.update(piece)

    def end(self) -> None:
        """Write the two empty blocks that end a tar."""
        self._put(bytes(2 * tarfile.BLOCKSIZE))


def _document(sample: Sample, classes: list[int]) -> dict[str, Any]:
    return {
        "size": sample.size_wh,
        "boxes": sample.boxes_xyxy.round(2).tolist(),
        "labels": sample.labels,
        "classes": classes,
        "facts": dict(sample.facts),
    }


@contextmanager
def opened(store: Store, part: str, classes: Mapping[str, int], *, tar: bool) -> Iterator[PartSink]:
    """Open the sink of one part of the work."""
    if not tar:
        yield YoloFolder(store, part, classes)
        return
    name = f"shards/{part}.tar"
    with store.writing(name) as file:
        shard = TarShard(file, name, classes)
        yield shard
        shard.end()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The samples of some parts of prepared data, read one at a time: a `Source`."""

    store: Store
    names: Sequence[str]  # label of each class
    parts: Sequence[str]
    tar: bool

    def __iter__(self) -> Iterator[Sample]:
        for part in self.parts:
            yield from self._shard(part) if self.tar else self._folder(part)

    def _shard(self, part: str) -> Iterator[Sample]:
        with self.store.reading(f"shards/{part}.tar") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            held: dict[str, bytes] = {}
            for info in tar:
                key, _, suffix = info.name.rpartition(".")
                held[suffix] = tar.extractfile(info).read()  # type: ignore[union-attr]
                if suffix == "json":
                    yield _from_shard(key, held)
                    held = {}

    def _folder(self, part: str) -> Iterator[Sample]:
        from training.aihub.pictures.pixels import size_of

        for file in self.store.files(f"images/{part}"):
            key, _, suffix = file.rpartition("/")[2].rpartition(".")
            picture = self.store.read(file)
            lines = self.store.read(f"labels/{part}/{key}.txt").decode().splitlines()
            rows = np.array([line.split() for line in lines], np.float32).reshape(-1, 5)
            size = size_of(picture)
            labels = tuple(self.names[int(each)] for each in rows[:, 0])
            yield Sample(key, picture, f".{suffix}", size, from_yolo(rows[:, 1:], size), labels)


def _from_shard(key: str, held: Mapping[str, bytes]) -> Sample:
    told = json.loads(held["json"])
    suffix = next(each for each in held if each != "json")
    boxes = np.array(told["boxes"], np.float32).reshape(-1, 4)
    width, height = told["size"]
    return Sample(
        key, held[suffix], f".{suffix}", (width, height), boxes, tuple(told["labels"]), told["facts"]
    )
