"""Paints over what must not be shown of a page: lines that tell who a person is, what was not read, 2D codes."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.documents.text_detector import Corners
from inference.photo import Pixels
from inference.types import Box

PAINT = (128, 128, 128)
GROWN = 0.15  # of its height: a line is painted over with so much round it
MODULE = 9  # pixels: gaps between the squares of a code, at most
LEAST = 36  # pixels: side of a code
TOO_LONG = 3.0  # times as long as high: more than any code
FINE = 40  # least difference from one pixel to the next that is an edge
DENSE = 0.2  # share of such edges, across and downwards, in a code


def masked(photo: Pixels, hidden: Iterable[Corners], shown: Iterable[Box]) -> Pixels:
    """Return a copy of a page with lines and 2D codes painted over; no code is decoded for that.

    `hidden` are the corners of lines, `shown` the boxes of the lines that stay: a dense text is no code.
    """
    picture = photo.copy()
    for left, top, right, bottom in _codes(photo, shown):
        cv2.rectangle(picture, (left, top), (right, bottom), PAINT, cv2.FILLED)
    for corners in hidden:
        centre = corners.mean(axis=0)
        height = float(np.hypot(*(corners[3] - corners[0])))
        width = float(np.hypot(*(corners[1] - corners[0])))
        more = np.array([1 + 2 * GROWN * height / max(1.0, width), 1 + 2 * GROWN])
        along = (corners[1] - corners[0]) / max(1.0, width)
        turn = np.array([along, [-along[1], along[0]]])
        grown = centre + ((corners - centre) @ turn.T * more) @ turn
        cv2.fillPoly(picture, [np.round(grown).astype(np.int32)], PAINT)
    return picture


def _codes(photo: Pixels, shown: Iterable[Box]) -> list[tuple[int, int, int, int]]:
    """Where fine edges run across and downwards all over a patch, as in a QR code: left, top, right, bottom."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.int16)
    across = _share(np.abs(np.diff(grey, axis=1, prepend=grey[:, :1])) > FINE)
    downwards = _share(np.abs(np.diff(grey, axis=0, prepend=grey[:1])) > FINE)
    dense = ((across > DENSE) & (downwards > DENSE)).astype(np.uint8)
    for box in shown:
        cv2.rectangle(dense, (int(box.left), int(box.top)), (int(box.right), int(box.bottom)), 0, cv2.FILLED)
    whole = cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((MODULE, MODULE), np.uint8))
    _, _, parts, _ = cv2.connectedComponentsWithStats(whole)
    return [
        (left - MODULE, top - MODULE, left + width + MODULE, top + height + MODULE)
        for left, top, width, height, _ in parts[1:].tolist()
        if min(width, height) >= LEAST - MODULE and max(width, height) <= TOO_LONG * min(width, height)
    ]


def _share(edges: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The share of edges round each pixel."""
    return np.asarray(cv2.boxFilter(edges.astype(np.float32), -1, (2 * MODULE + 1, 2 * MODULE + 1)))
