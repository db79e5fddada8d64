"""Pills cut out of catalogue photos, to be pasted into scenes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.samples.pictures import read_picture
from training.samples.selection import Split, split_of

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cutout:
    """One side of one pill: colour (height, width, 3) BGR and alpha (height, width), both uint8."""

    kind: str
    colour: Pixels
    alpha: Pixels


def reference_cutouts(folder: Path, split: Split) -> Iterator[Cutout]:
    """Yield the pills of a folder of crops whose background is masked black, kinds of one split only.

    The folder holds `labels.csv` with `file` and `ndc9`, and `images/`.
    """
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if split_of(row["ndc9"]) is split:
                yield masked_cutout(row["ndc9"], folder / "images" / row["file"])


def named_cutouts(folder: Path, split: Split) -> Iterator[Cutout]:
    """Yield the pills of crops whose background is masked black and whose name starts with their kind; of one split."""
    for path in sorted(folder.glob("*.jpg")):
        if split_of(ndc9(path.stem)) is split:
            yield masked_cutout(ndc9(path.stem), path)


def masked_cutout(kind: str, crop: Path) -> Cutout:
    """Return the pill of a crop whose background is masked black."""
    image = read_picture(crop)
    return _tight(kind, image, _largest((image.max(axis=2) > 12).astype(np.uint8)))


def plain_cutouts(folder: Path, split: Split, side: int = 260) -> Iterator[Cutout]:
    """Yield the pills of photos on one even, grey background, kinds of one split only.

    A file's name starts with its kind; rulers and print are passed over because they are thin or white.
    """
    for path in sorted(folder.glob("*.jpg")):
        kind = ndc9(path.stem)
        if split_of(kind) is not split:
            continue
        image = read_picture(path)
        scale = 2.2 * side / max(image.shape[:2])
        image = np.asarray(
            cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
        for mask in pill_masks(image):
            yield _tight(kind, image, mask)


def ndc9(stem: str) -> str:
    """Return the kind that the name of a photo tells: its NDC, without the package."""
    digits = stem.split("_")[0].split("-")
    return f"{digits[0]:0>5}{digits[1]:0>4}" if len(digits) > 1 else digits[0][:9]


def pill_masks(image: Pixels) -> Iterator[Pixels]:
    """Find smooth, compact blobs of a pill's size that differ from the most frequent colour."""
    lab = cv2.cvtColor(image, cv2.COLOR_BGR2LAB).astype(np.int32)
    packed = ((lab[..., 0] // 4 * 64 + lab[..., 1] // 4) * 64 + lab[..., 2] // 4).ravel()
    counts = np.bincount(packed)
    most = int(counts.argmax())
    if counts[most] < 0.12 * len(packed):
        return
    background = np.array((most // 4096, most // 64 % 64, most % 64)) * 4 + 2
    differs = (np.abs(lab - background).sum(axis=2) > 18).astype(np.uint8)
    differs = cv2.morphologyEx(differs, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    contours, _ = cv2.findContours(differs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        area, hull = cv2.contourArea(contour), cv2.convexHull(contour)
        left, top, width, height = cv2.boundingRect(contour)
        inside = (
            left > 1 and top > 1 and left + width < image.shape[1] - 1 and top + height < image.shape[0] - 1
        )
        (_, (long, short), _) = cv2.minAreaRect(contour)
        solid = area > 0.95 * cv2.contourArea(hull) and 0.72 * long * short < area < 0.95 * long * short
        if inside and solid and area > 0.015 * image.shape[0] * image.shape[1]:
            mask = np.zeros(image.shape[:2], np.uint8)
            cv2.drawContours(mask, [hull], -1, 1, cv2.FILLED)
            yield cv2.erode(mask, np.ones((3, 3), np.uint8))


def _largest(mask: Pixels) -> Pixels:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, [max(contours, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return cv2.erode(filled, np.ones((3, 3), np.uint8))


def _tight(kind: str, image: Pixels, mask: Pixels) -> Cutout:
    left, top, width, height = cv2.boundingRect(mask)
    window = np.s_[top : top + height, left : left + width]
    return Cutout(kind, image[window].copy(), mask[window] * np.uint8(255))
