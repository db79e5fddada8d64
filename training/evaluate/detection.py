"""Measures the shipped detector on photos with boxes, through the code that scans people's photos."""

import dataclasses
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from inference.detect.detector import Detector, load_detector
from inference.detect.nms import Floats
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.photo import read_photo
from training.evaluate.detector_report import Looked, report_detector
from training.evaluate.scoring import DetectorScores, Result, score

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FLOOR = 0.001  # least confidence that counts for the curves
PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".heic"}


def evaluate_detector(
    data: Path,
    weights: Path = WEIGHTS,
    splits: tuple[str, ...] = (),
    engine: EngineSettings | None = None,
    *,
    progress: bool = False,
    report: Path | None = None,
) -> DetectorScores:
    """Measure the shipped detector on `data`/images and `data`/labels (YOLO boxes; their class is ignored).

    `data` may also be a folder of several such sets, measured together. Split folders are walked as they
    are, only those named in `splits` if any are. A photo without a label file holds no pill. `progress`
    shows a bar on stderr; a card with plots is written into the folder `report`.

    Raises:
        FileNotFoundError: there are no photos, or no labels folder.
        ValueError: a label file is not one.
        WeightsError: the weights are missing, damaged or not those of their card.
    """
    detector = load_detector(weights, engine or EngineSettings())
    looked = look_at(detector, data, splits, progress=progress)
    if report is not None:
        report_detector(looked, detector.threshold, report, data)
    return score([each.result for each in looked], detector.threshold)


def detect_all(
    detector: Detector, data: Path, splits: tuple[str, ...] = (), *, progress: bool = False
) -> list[Result]:
    """What a detector finds in every photo, down to the floor, beside what is there: `score` takes it."""
    return [each.result for each in look_at(detector, data, splits, progress=progress)]


def look_at(
    detector: Detector, data: Path, splits: tuple[str, ...] = (), *, progress: bool = False
) -> list[Looked]:
    """Look at every photo of the sets in `data`."""
    pairs: Iterable[tuple[str, Path, Path]] = [
        (folder.name, *pair) for folder in sets_in(data) for pair in labelled_photos(folder, splits)
    ]
    if progress:
        pairs = track(pairs, "photos", console=Console(stderr=True))
    return [Looked(photo, name, look_at_photo(detector, photo, labels)) for name, photo, labels in pairs]


def sets_in(data: Path) -> list[Path]:
    """The folder itself where it holds images/ and labels/, or all folders in it that do."""
    folders = [data] if (data / "images").is_dir() else sorted(data.iterdir()) if data.is_dir() else []
    sets = [folder for folder in folders if (folder / "images").is_dir() and (folder / "labels").is_dir()]
    if not sets:
        raise FileNotFoundError(f"expected the folders images and labels in {data}")
    return sets


def labelled_photos(data: Path, splits: tuple[str, ...] = ()) -> Iterator[tuple[Path, Path]]:
    """Photos below `data`/images, each with the place of its label file, in order of name."""
    images, labels = data / "images", data / "labels"
    if not (images.is_dir() and labels.is_dir()):
        raise FileNotFoundError(f"expected the folders images and labels in {data}")
    photos = sorted(path for path in images.rglob("*") if path.suffix.lower() in PHOTOS)
    if splits:
        photos = [path for path in photos if path.relative_to(images).parts[0] in splits]
    if not photos and not splits:
        raise FileNotFoundError(f"expected photos in {images}, found none")
    for photo in photos:
        yield photo, labels / photo.relative_to(images).with_suffix(".txt")


def read_labels(file: Path, width: int, height: int) -> Floats:
    """Boxes xyxy (n, 4) in pixels out of a YOLO label file; none where there is no file."""
    rows = [line.split() for line in file.read_text().splitlines() if line.strip()] if file.exists() else []
    if any(len(row) != 5 for row in rows):
        raise ValueError(f"expected lines of class, x, y, width, height in {file}")
    shares = np.array(rows, np.float64).reshape(-1, 5)[:, 1:]
    centre, size = shares[:, :2], shares[:, 2:]
    corners = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
    return (corners * [width, height, width, height]).astype(np.float32)


def show_scores(scores: "DataclassInstance", *, as_json: bool) -> None:
    """Print scores to stdout, as one JSON document (what is not defined is null) or as a table."""
    fields = dataclasses.asdict(scores)
    if as_json:
        fields = {name: None if math.isnan(value) else value for name, value in fields.items()}
        typer.echo(json.dumps(fields))
        return
    table = Table("score", "value")
    for name, value in fields.items():
        table.add_row(name, f"{value:.4f}" if isinstance(value, float) else str(value))
    Console().print(table)


def look_at_photo(detector: Detector, photo: Path, labels: Path) -> Result:
    """Return what the detector finds in a photo, down to the floor, beside what its label file says is there."""
    seen = read_photo(photo.read_bytes())
    found = detector.detect(seen.pixels, min(FLOOR, detector.threshold))
    corners = [(pill.box.left, pill.box.top, pill.box.right, pill.box.bottom) for pill in found]
    return Result(
        np.array(corners, np.float32).reshape(-1, 4) / np.float32(seen.scale),
        np.array([pill.confidence for pill in found], np.float32),
        read_labels(labels, seen.width, seen.height),
    )
