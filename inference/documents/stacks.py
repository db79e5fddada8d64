"""Takes apart boxes that hold several lines: cells of a narrow column that the detector ran together."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from inference.documents.line_reader import PAPER, Grey
from inference.documents.text_detector import Corners

HIGH, NARROW = 1.7, 6.0  # times as high as usual, times as wide
THIN = 0.35  # of the usual height: lower ink is a speck
MARGIN = 0.25  # of the usual height, above and below


def parted(grey: Grey, boxes: Sequence[Corners]) -> list[Corners]:
    """Return the boxes, with each high and narrow one as a box for each run of rows in which ink shows."""
    usual = float(np.median([_sides(box)[1] for box in boxes])) if boxes else 0.0
    return [part for box in boxes for part in _parts(grey, box, usual)]


def _parts(grey: Grey, box: Corners, usual: float) -> Iterator[Corners]:
    width, height = _sides(box)
    left, top = np.maximum(np.floor(box.min(axis=0)).astype(int), 0)
    right, bottom = np.ceil(box.max(axis=0)).astype(int)
    crop = grey[top:bottom, left:right].astype(np.float32)
    if height < HIGH * usual or width > NARROW * usual or not crop.size:
        yield box
        return
    runs = [(start, end) for start, end in _inked(crop) if end - start >= THIN * usual]
    if len(runs) < 2:
        yield box
        return
    for start, end in runs:
        above, below = top + start - MARGIN * usual, top + end + MARGIN * usual
        yield np.array([[left, above], [right, above], [right, below], [left, below]], np.float32)


def _inked(crop: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Runs of rows in which ink shows."""
    varied = crop.std(axis=1) > 2 * PAPER * max(float(crop.std()), 6.0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], varied.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _sides(box: Corners) -> tuple[float, float]:
    """Width and height of a box, along and across its text."""
    return float(np.hypot(*(box[1] - box[0]))), float(np.hypot(*(box[3] - box[0])))
