"""The sides of pills in photos on plain backgrounds: pixels, outline, and a box round every character."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.read.rotated_views import MARGIN
from training.samples.cutouts import pill_masks
from training.samples.dataset import labels_beside

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.float64]  # (n, 5): class, centre x, centre y, width, height, in pixels
Floats = NDArray[Any]  # float pictures, of whatever width the arithmetic gives

SEARCH_SIDE = 572  # pixels of the longer side at which outlines are found


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pill in its rectangle: BGR (height, width, 3), its outline and its characters."""

    image: Pixels
    mask: Pixels  # 1 where the pill is
    boxes: Boxes

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.image.shape[1] / self.image.shape[0]


def sides(photo: Path) -> tuple[Side, ...]:
    """Return the sides in a photo on a plain background, or the photo as one side if a character is in none."""
    image = _read(photo)
    height, width = image.shape[:2]
    boxes = read_boxes(labels_beside(photo), width, height)
    found = [_cut(image, boxes, mask) for mask in _masks(image)]
    if found and sum(len(side.boxes) for side in found) == len(boxes):
        return tuple(found)
    return (Side(image, np.ones((height, width), np.uint8), boxes),)


def _read(photo: Path) -> Pixels:
    image = cv2.imread(str(photo))
    if image is None:
        raise ValueError(f"expected a photo, got {photo}")
    return image.astype(np.uint8, copy=False)


def read_boxes(file: Path, width: int, height: int) -> Boxes:
    """Read a YOLO label file with classes. Shape (n, 5), in pixels."""
    rows = [line.split() for line in file.read_text().splitlines() if line.strip()]
    return np.array(rows, np.float64).reshape(-1, 5) * (1, width, height, width, height)


def _masks(image: Pixels) -> Iterator[Pixels]:
    scale = SEARCH_SIDE / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for mask in pill_masks(small):
        whole: Pixels = cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        yield whole


def _cut(image: Pixels, boxes: Boxes, mask: Pixels) -> Side:
    left, top, width, height = cv2.boundingRect(mask)
    extra = round(MARGIN * max(width, height))
    left, top = max(0, left - extra), max(0, top - extra)
    right, bottom = left + width + 2 * extra, top + height + 2 * extra
    inside = (boxes[:, 1] > left) & (boxes[:, 1] < right) & (boxes[:, 2] > top) & (boxes[:, 2] < bottom)
    window = np.s_[top:bottom, left:right]
    return Side(image[window], mask[window], boxes[inside] - (0, left, top, 0, 0))
