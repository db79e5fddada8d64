"""Real photos and made scenes laid out once in one folder, in YOLO's form, with corrections to the labels."""

import csv
import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from training.samples.cutouts import Cutout, plain_cutouts, reference_cutouts
from training.samples.pictures import read_picture
from training.samples.selection import Split
from training.synth.scenes import Ground, compose

PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
GROUND_SETS = ("single_phone", "not_pills", "loose_black_cloth")  # every pill in them has its box
# How often a set's photos are shown in an epoch; once unless told here.
TIMES = {"single_phone": 3, "not_pills": 4, "korean_closeups": 3, "blister_phone": 2}
CORRECTIONS = Path(__file__).with_name("label_corrections.csv")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo and its boxes: (n, 4) of centre x, centre y, width, height as fractions of the photo."""

    set: str
    path: Path
    boxes: NDArray[np.float32]


def read_labels(path: Path) -> NDArray[np.float32]:
    """Read a YOLO label file, class left out; a file that is absent is a photo without pills. Shape (n, 4)."""
    rows = path.read_text().split("\n") if path.exists() else []
    return np.array([row.split()[1:5] for row in rows if row.strip()], np.float32).reshape(-1, 4)


def labels_beside(photo: Path) -> Path:
    """Return where YOLO's layout keeps the labels of a photo: the last `images` of its path is `labels`."""
    parts = list(photo.parts)
    parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    return Path(*parts).with_suffix(".txt")


def photos(root: Path, split: str) -> Iterator[Photo]:
    """Yield the photos of one split of every set below `root`, their labels corrected."""
    for images in sorted(root.glob(f"*/images/{split}")):
        name = images.parent.parent.name
        for path in sorted(p for p in images.iterdir() if p.suffix.lower() in PHOTO_SUFFIXES):
            wrong = _corrections().get((name, path.name))
            if wrong != "leave-out":
                yield Photo(name, path, read_labels(labels_beside(path)))


@cache
def _corrections() -> dict[tuple[str, str], str]:
    """Labels that were looked at and found wrong: (set, file) -> what to do about it."""
    with CORRECTIONS.open(encoding="utf-8") as file:
        return {(row["set"], row["file"]): row["action"] for row in csv.DictReader(file)}


def prepare(data: Path, out: Path, *, scenes: int, seed: int) -> str:
    """Lay out `out`/{train,val}.txt, images and labels for training; return a hash of all that was used.

    `data` is the data folder (photos/, us/, imprint/). What exists already is kept, so that a killed run resumes.
    """
    digest = hashlib.sha256(f"scenes {scenes} seed {seed}".encode())
    for split in ("train", "val"):
        listed: list[Path] = []
        for photo in photos(data / "photos", split):
            target = out / "images" / split / f"{photo.set}-{photo.path.name}"
            _link(photo, target)
            digest.update(photo.path.name.encode() + photo.boxes.tobytes())
            listed += [target] * (TIMES.get(photo.set, 1) if split == "train" else 1)
        made = scenes if split == "train" else scenes // 20
        listed += _make_scenes(data, out, split, made, seed)
        (out / f"{split}.txt").write_text("".join(f"{path.absolute()}\n" for path in listed))
    return digest.hexdigest()


def _link(photo: Photo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_symlink():
        target.symlink_to(photo.path.resolve())
    _write_labels(target, photo.boxes)


def _write_labels(image: Path, boxes: NDArray[np.float32]) -> None:
    labels = labels_beside(image)
    labels.parent.mkdir(parents=True, exist_ok=True)
    labels.write_text("".join("0 {:.6f} {:.6f} {:.6f} {:.6f}\n".format(*box) for box in boxes))


def _make_scenes(data: Path, out: Path, split: str, count: int, seed: int) -> list[Path]:
    folder = out / "images" / f"scenes-{split}"
    folder.mkdir(parents=True, exist_ok=True)
    targets = [folder / f"{number:05}.jpg" for number in range(count)]
    missing = [path for path in targets if not labels_beside(path).exists()]
    if missing:
        with ProcessPoolExecutor(2) as pool:
            work = pool.map(partial(_make_scene, data, split, seed), missing, chunksize=20)
            list(track(work, f"scenes ({split})", total=len(missing)))
    return targets


def _make_scene(data: Path, split: str, seed: int, target: Path) -> None:
    rng = np.random.default_rng((seed, split == "val", int(target.stem)))
    scene = compose(rng, _cutouts(data, Split(split)), _grounds(data, split))
    cv2.imwrite(str(target), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 92])
    height, width = scene.image.shape[:2]
    left, top, right, bottom = np.clip(scene.boxes_xyxy / (width, height, width, height), 0, 1).T
    _write_labels(
        target, np.stack(((left + right) / 2, (top + bottom) / 2, right - left, bottom - top), axis=1)
    )


@cache
def _cutouts(data: Path, split: Split) -> list[Cutout]:
    plain = plain_cutouts(data / "imprint" / "images" / "train", split)
    return [*reference_cutouts(data / "us" / "reference_crops", split), *plain]


@cache
def _grounds(data: Path, split: str) -> list[Ground]:
    grounds = []
    for photo in photos(data / "photos", split):
        if photo.set in GROUND_SETS:
            image = read_picture(photo.path)
            height, width = image.shape[:2]
            x, y, w, h = (photo.boxes * np.array((width, height, width, height), np.float32)).T
            grounds.append(Ground(image, np.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), axis=1)))
    return grounds
