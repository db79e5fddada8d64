"""Photos prepared in a processor second, beside what reading their zip and decoding them takes alone."""

import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from tests.bench.aihub.table import show
from training.aihub.made.generating import make
from training.aihub.pictures.pixels import decode, encode
from training.aihub.shards.boxes import Crop
from training.aihub.shards.prepare import Options, prepare

ROUNDS = 3
IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a disk takes as long as it takes: a file made costs 0.01 ms here, 0.6 ms there)


def throughput(folder: Path) -> None:
    """Both kinds of pictures, every crop, both forms: medians, in turns with reading and decoding alone.

    `share` is of reading and decoding the photos; `of_coding` of encoding what is cut out besides.
    """
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else folder) as place:
        for suffix, each in ((".jpg", 140), (".png", 30)):
            _throughput(Path(place, suffix[1:]), suffix, each)


def _throughput(source: Path, suffix: str, each: int) -> None:
    wanted = {"kinds": 8, "photos": each, "combined": each, "archives": 2, "defects": 0.0}
    photos = int(make(str(source), None, gigabytes=0, suffix=suffix, seed=1, **wanted)["photos"])
    ways = list(product(Crop, (True, False)))
    _prepare(source, Crop.HALF, tar=True)  # what is imported late is imported now
    alone, again = list[float](), {crop: encoding(source, crop) for crop in Crop}
    took: dict[tuple[Crop, bool], list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        alone.append(cpu_of(lambda: read_and_decode(source)))
        for crop, tar in ways:
            took[crop, tar].append(cpu_of(lambda crop=crop, tar=tar: _prepare(source, crop, tar=tar)))
    for (crop, tar), each_took in took.items():
        seconds, least = statistics.median(each_took), statistics.median(alone)
        show("throughput", picture=suffix, crop=str(crop), form="webdataset" if tar else "yolo",
             a_second=round(photos / seconds), alone=round(photos / least), share=round(least / seconds, 2),
             of_coding=round((least + again[crop]) / seconds, 2))  # fmt: skip


def _prepare(source: Path, crop: Crop, *, tar: bool) -> None:
    with tempfile.TemporaryDirectory(dir=source.parent) as target:
        prepare(Options(str(source), target, tar, crop))


def encoding(source: Path, crop: Crop) -> float:
    """Return what encoding alone takes of the pictures that a crop makes; none for whole photos, which stay as they are."""
    if crop is Crop.WHOLE:
        return 0.0
    with tempfile.TemporaryDirectory(dir=source.parent) as target:
        prepare(Options(str(source), target, crop=crop))
        pictures = (decode(file.read_bytes()) for file in Path(target, "images").rglob("*.jpg"))
        return sum(cpu_of(lambda pixels=pixels: encode(pixels)) for pixels in pictures)


def read_and_decode(source: Path) -> None:
    """Read every photo as `zipfile` does and decode it as it comes, nothing more."""
    for archive in source.rglob("TS_*.zip"):
        with zipfile.ZipFile(archive) as file:
            for info in file.infolist():
                if info.filename.endswith(".jpg"):
                    simplejpeg.decode_jpeg(file.read(info), "BGR")
                elif info.filename.endswith(".png"):
                    cv2.imdecode(np.frombuffer(file.read(info), np.uint8), cv2.IMREAD_COLOR)


def cpu_of(work: Callable[[], object]) -> float:
    """Return the processor seconds that work takes: others use this machine as well."""
    started = time.process_time()
    work()
    return time.process_time() - started
