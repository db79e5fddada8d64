"""A cheap sign of print in a photo: how many lines of small dark marks it has, before any network is loaded."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.photo import Pixels
from inference.types import Box

SMALL = 640  # pixels of the longest side: enough for a photo of pills, in a few milliseconds
STROKE = 9  # pixels: what is wider is no stroke of a letter
DARKER = 5  # a letter is darker than its paper by one part in so many
LEAST, MOST = 4, 28  # pixels: height of a line
LONG = 3  # times as long as high
FILLED = 0.35  # share of its rectangle that the marks of a line cover
ROUND_PILLS = 10  # pixels round the pills that belong to them

Parts = NDArray[np.int32]  # (n, 5): left, top, width, height, area


def printed_lines(photo: Pixels, pills: Sequence[Box] = (), longest: int = SMALL) -> int:
    """Return how many lines of print stand outside of the rectangle round all pills, along or across the photo."""
    scale = min(1.0, longest / max(photo.shape[:2]))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else photo
    ink = _ink(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    return max(_outside(_lines(ink, along), pills, scale) for along in (0, 1))


def _ink(grey: Pixels) -> NDArray[np.uint8]:
    """Where a pixel is clearly darker than what surrounds it: 1, else 0."""
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), np.uint8))
    darker = cv2.multiply(cv2.subtract(paper, grey), DARKER)
    return np.asarray((darker > paper) & (paper > 60), np.uint8)


def _lines(ink: NDArray[np.uint8], along: int) -> Parts:
    """The runs of marks that are as long and as high as lines; `along` 0 is across the photo, 1 downwards."""
    bridge = np.ones((2, 11) if along == 0 else (11, 2), np.uint8)
    _, _, parts, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge))
    found = np.asarray(parts[1:], np.int32)
    length, height = found[:, 2 + along], found[:, 3 - along]
    is_line = (height >= LEAST) & (height <= MOST) & (length >= LONG * height)
    return found[is_line & (found[:, 4] >= FILLED * length * height)]


def _outside(lines: Parts, pills: Sequence[Box], scale: float) -> int:
    if not pills:
        return len(lines)
    left, top = (min(getattr(pill, side) for pill in pills) * scale - ROUND_PILLS for side in ("left", "top"))
    right, bottom = (
        max(getattr(pill, side) for pill in pills) * scale + ROUND_PILLS for side in ("right", "bottom")
    )
    x, y = lines[:, 0] + lines[:, 2] / 2, lines[:, 1] + lines[:, 3] / 2
    return int((~((left < x) & (x < right) & (top < y) & (y < bottom))).sum())
