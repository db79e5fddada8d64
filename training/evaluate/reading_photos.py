"""Measures reading on photos of whole pills whose imprints are known, through the code that scans people's photos."""

import csv
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inference.scan import Scanner
from inference.types import SeenPill
from knowledge.identify.imprint_likelihood import folded, stamped

COLUMNS = {"file", "front", "back"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A photo, and the imprints of the two sides of the pill in it; "" is a plain side."""

    photo: Path
    sides: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PhotoReadingScores:
    """What evaluate-reading prints. A side counts as read if any pill in the photo has the reading."""

    photos: int
    sides: int  # that bear an imprint
    exact: float  # share of them that are the first reading of a pill
    among_readings: float  # share of them that are one of the readings of a pill
    blank_right: float  # share of the plain sides in whose photo a pill's first reading is plain
    seconds_per_photo: float


def read_labels(data: Path) -> tuple[Labelled, ...]:
    """Read `data`/labels.csv (file, front, back); the photos are in `data`/images.

    Raises:
        ValueError: a column is missing, or there are no rows.
        FileNotFoundError: a photo is missing.
    """
    with (data / "labels.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not rows[0].keys() >= COLUMNS:
        raise ValueError(f"expected rows with {sorted(COLUMNS)} in {data / 'labels.csv'}")
    labelled = tuple(
        Labelled(data / "images" / row["file"], (row["front"].strip(), row["back"].strip())) for row in rows
    )
    if missing := [one.photo for one in labelled if not one.photo.is_file()]:
        raise FileNotFoundError(f"{missing[0]} is missing, and {len(missing) - 1} more")
    return labelled


def evaluate_reading(labelled: Iterable[Labelled], scanner: Scanner) -> PhotoReadingScores:
    """Scan every photo and compare the readings with the labels; spaces and lookalikes such as 0 and O do not count."""
    first: list[bool] = []
    among: list[bool] = []
    blank: list[bool] = []
    photos, began = 0, time.perf_counter()
    for one in labelled:
        pills = scanner.scan(one.photo.read_bytes()).pills
        photos += 1
        firsts, others = set(_readings(pills, 1)), set(_readings(pills))
        lettered = [_plain(side) for side in one.sides if side]
        first += [side in firsts for side in lettered]
        among += [side in others for side in lettered]
        blank += ["" in firsts for side in one.sides if not side]
    spent = (time.perf_counter() - began) / max(1, photos)
    return PhotoReadingScores(photos, len(first), _share(first), _share(among), _share(blank), spent)


def _readings(pills: Iterable[SeenPill], most: int | None = None) -> Iterator[str]:
    return (_plain(guess.value) for pill in pills for guess in pill.readings[:most])


def _plain(text: str) -> str:
    return folded(stamped(text))


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else float("nan")
