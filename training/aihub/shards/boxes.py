"""Boxes of one photo: which can be used, clipped to the picture, and how they follow a crop (pure)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inference.detect.nms import overlap

Floats = NDArray[np.float32]
MARGIN = 20  # pixels round a box in a crop of one pill
CENTRE = 640  # pixels a side of the middle of a photo
LEAST_VISIBLE = 0.5  # of a box's area; less in a crop is no pill any more
SAME = 0.7  # two boxes of one kind that overlap more are one entry given twice


class Crop(StrEnum):
    """What is cut out of a photo."""

    WHOLE = "whole"
    BOX = "box+20"  # one picture a pill
    CENTRE = "centre640"
    HALF = "half"  # the whole photo at half its size


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a photo in pixels, and by how much it is made smaller; `pills` are the boxes that it shows."""

    left: int
    top: int
    width: int
    height: int
    pills: NDArray[np.intp]
    shrink: int = 1


def usable(
    boxes_xywh: Floats, codes: Sequence[str], size_wh: tuple[int, int]
) -> tuple[Floats, NDArray[np.intp], Counter[str]]:
    """Return the boxes that can be used, clipped, as xyxy (n, 4); which they are; and what became of the others.

    `size_wh` is the picture's. Counted are zero-size, outside, duplicate; and clipped, which are kept.
    """
    counts: Counter[str] = Counter()
    sound = np.isfinite(boxes_xywh).all(axis=1) & (boxes_xywh[:, 2:] > 0).all(axis=1)
    counts["zero-size"] = int((~sound).sum())
    raw = np.concatenate([boxes_xywh[:, :2], boxes_xywh[:, :2] + boxes_xywh[:, 2:]], axis=1)
    clipped = np.clip(raw, 0, np.array([*size_wh, *size_wh], np.float32))
    inside = sound & (clipped[:, :2] < clipped[:, 2:]).all(axis=1)
    counts["outside"] = int((sound & ~inside).sum())
    once = _once(clipped, codes, np.flatnonzero(inside))
    counts["duplicate"] = int(inside.sum()) - len(once)
    counts["clipped"] = int((clipped[once] != raw[once]).any(axis=1).sum())
    return clipped[once], once, +counts


def _once(boxes_xyxy: Floats, codes: Sequence[str], rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows without those that repeat an earlier one."""
    kept: list[int] = []
    for row in rows:
        same = [each for each in kept if codes[each] == codes[row]]
        if not same or overlap(boxes_xyxy[[row]], boxes_xyxy[same]).max() <= SAME:
            kept.append(int(row))
    return np.array(kept, np.intp)


def windows(boxes_xyxy: Floats, size_wh: tuple[int, int], crop: Crop) -> list[Window]:
    """Return the parts of a photo that a crop takes; none where no pill would be in it."""
    width, height = size_wh
    every = np.arange(len(boxes_xyxy))
    if crop is Crop.BOX:
        return [_around(box, size_wh, every[row : row + 1]) for row, box in enumerate(boxes_xyxy)]
    if crop is not Crop.CENTRE:
        shrink = 2 if crop is Crop.HALF else 1
        return [Window(0, 0, width, height, every, shrink)] if len(every) else []
    wide, high = min(CENTRE, width), min(CENTRE, height)
    left, top = (width - wide) // 2, (height - high) // 2
    shown = every[_visible(boxes_xyxy, (left, top, left + wide, top + high)) >= LEAST_VISIBLE]
    return [Window(left, top, wide, high, shown)] if len(shown) else []


def _around(box: Floats, size_wh: tuple[int, int], pill: NDArray[np.intp]) -> Window:
    left, top = np.maximum(np.floor(box[:2]) - MARGIN, 0).astype(int)
    right, bottom = np.minimum(np.ceil(box[2:]) + MARGIN, size_wh).astype(int)
    return Window(int(left), int(top), int(right - left), int(bottom - top), pill)


def _visible(boxes_xyxy: Floats, window_xyxy: tuple[int, int, int, int]) -> Floats:
    """Return the share of each box's area that lies in a window."""
    edges = np.array(window_xyxy, np.float32)
    near, far = np.maximum(boxes_xyxy[:, :2], edges[:2]), np.minimum(boxes_xyxy[:, 2:], edges[2:])
    area = np.prod(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], axis=1)
    share: Floats = np.prod(np.clip(far - near, 0, None), axis=1) / area
    return share


def follow(boxes_xyxy: Floats, window: Window) -> Floats:
    """Return the window's boxes in pixels of the picture that it becomes."""
    moved = boxes_xyxy[window.pills] - np.array([window.left, window.top] * 2, np.float32)
    inside = np.clip(moved, 0, np.array([window.width, window.height] * 2, np.float32))
    return (inside / window.shrink).astype(np.float32)
