"""Real photos and made scenes laid out once in one folder, in YOLO's form, with corrections to the labels."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from training.samples.cutouts import Cutout, named_cutouts, plain_cutouts, reference_cutouts
from training.samples.pictures import read_picture
from training.samples.selection import Split
from training.synth.drawn_pills import drawn_pill
from training.synth.scenes import compose
from training.synth.table import Ground

PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
GROUND_SETS = ("single_phone", "not_pills", "loose_black_cloth")  # every pill in them has its box
# How often a set's photos are shown in an epoch; once unless told here.
TIMES = {"single_phone": 3, "not_pills": 8, "korean_closeups": 3, "blister_phone": 2}
DRAWN = 2000  # pills drawn by rule beside the cut-outs
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


def photos(root: Path, split: str, leave_out: Sequence[str] = ()) -> Iterator[Photo]:
    """Yield the photos of one split of every set below `root` that is not left out, their labels corrected."""
    for images in sorted(root.glob(f"*/images/{split}")):
        name = images.parent.parent.name
        if name in leave_out:
            continue
        for path in sorted(p for p in images.iterdir() if p.suffix.lower() in PHOTO_SUFFIXES):
            wrong = _corrections().get((name, path.name))
            if wrong != "leave-out":
                yield Photo(name, path, read_labels(labels_beside(path)))


@cache
def _corrections() -> dict[tuple[str, str], str]:
    """Labels that were looked at and found wrong: (set, file) -> what to do about it."""
    with CORRECTIONS.open(encoding="utf-8") as file:
        return {(row["set"], row["file"]): row["action"] for row in csv.DictReader(file)}


def prepare(
    data: Path, out: Path, *, scenes: int, seed: int, leave_out: Sequence[str] = (), processes: int = 2
) -> str:
    """Lay out `out`/{train,val}.txt, images and labels for training; return a hash of all that was used.

    `data` is the data folder (photos/, us/, imprint/); the sets `leave_out` give neither photos nor grounds.
    What exists already is kept, so that a killed run resumes.
    """
    digest = hashlib.sha256(f"scenes {scenes} seed {seed}".encode())
    for split in ("train", "val"):
        listed: list[Path] = []
        for photo in photos(data / "photos", split, leave_out):
            target = out / "images" / split / f"{photo.set}-{photo.path.name}"
            _link(photo, target)
            digest.update(photo.path.name.encode() + photo.boxes.tobytes())
            listed += [target] * (TIMES.get(photo.set, 1) if split == "train" else 1)
        made = scenes if split == "train" else scenes // 20
        listed += _Scenes(data, split, seed, tuple(leave_out)).lay_out(out, made, processes)
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


@dataclass(frozen=True, slots=True)
class _Scenes:
    """Made scenes of one split, numbered; each is drawn from its number and the seed alone."""

    data: Path
    split: str
    seed: int
    leave_out: tuple[str, ...]

    def lay_out(self, out: Path, count: int, processes: int) -> list[Path]:
        """Draw the scenes that are missing; return all."""
        folder = out / "images" / f"scenes-{self.split}"
        folder.mkdir(parents=True, exist_ok=True)
        targets = [folder / f"{number:05}.jpg" for number in range(count)]
        missing = [path for path in targets if not labels_beside(path).exists()]
        if missing:
            with ProcessPoolExecutor(processes) as pool:
                work = pool.map(self.draw, missing, chunksize=20)
                list(track(work, f"scenes ({self.split})", total=len(missing)))
        return targets

    def draw(self, target: Path) -> None:
        """Draw one scene and write it with its labels."""
        rng = np.random.default_rng((self.seed, self.split == "val", int(target.stem)))
        grounds = _grounds(self.data, self.split, self.leave_out)
        scene = compose(rng, _cutouts(self.data, Split(self.split)), grounds)
        cv2.imwrite(str(target), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 92])
        height, width = scene.image.shape[:2]
        left, top, right, bottom = np.clip(scene.boxes_xyxy / (width, height, width, height), 0, 1).T
        _write_labels(
            target, np.stack(((left + right) / 2, (top + bottom) / 2, right - left, bottom - top), axis=1)
        )


@cache
def _cutouts(data: Path, split: Split) -> list[Cutout]:
    rng = np.random.default_rng((DRAWN, split is Split.VAL))
    return [
        *reference_cutouts(data / "us" / "reference_crops", split),
        *named_cutouts(data / "us" / "more_crops" / "images", split),
        *plain_cutouts(data / "imprint" / "images" / "train", split),
        *(drawn_pill(rng) for _ in range(DRAWN)),
    ]


@cache
def _grounds(data: Path, split: str, leave_out: tuple[str, ...]) -> list[Ground]:
    grounds = []
    for photo in photos(data / "photos", split, leave_out):
        if photo.set in GROUND_SETS:
            image = read_picture(photo.path)
            height, width = image.shape[:2]
            x, y, w, h = (photo.boxes * np.array((width, height, width, height), np.float32)).T
            grounds.append(Ground(image, np.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), axis=1)))
    return grounds
