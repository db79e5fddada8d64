"""Finds a bank card (ISO/IEC 7810 ID-1) seen nearly from above: a quadrilateral of its ratio with its round corners."""

from collections.abc import Iterable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.size.scale import Scale

Floats: TypeAlias = NDArray[np.float64]
Contour: TypeAlias = NDArray[np.int32]  # (n, 1, 2)

LONG_MM, SHORT_MM = 85.60, 53.98  # ISO/IEC 7810, ID-1
CUT = 0.0154  # of the long side: from a corner's tip to its arc of 3.18 mm, (sqrt 2 - 1) r
CUTS = (0.45, 1.7)  # times that: what may be measured
LEAST_SIDE = 130.0  # pixels, of a picture whose longer side has 640: smaller corners can't be judged
RATIO = 0.05  # relative: how far the sides' ratio may be off, since the card is seen at a slant
SLANT = 0.08  # relative: how far opposite sides may differ
STRAIGHT = 1.2  # pixels: how far a side may leave its line
MIDDLE = (0.15, 0.85)  # of a side: what its line is fitted to
EDGE = 0.01  # relative spread of a side


def find_card(contours: Iterable[Contour]) -> tuple[Floats, Scale] | None:
    """Return the corners (4, 2) of the card among contours, and its scale; None unless there is exactly one."""
    found = [card for contour in contours if (card := _card(contour)) is not None]
    found.sort(key=lambda card: card[1].mm_per_px)  # a printed frame lies inside the card's own edge
    if not found or any(not _inside(corners, found[0][0]) for corners, _ in found[1:]):
        return None
    return found[0]


def _card(contour: Contour) -> tuple[Floats, Scale] | None:
    _, (wide, high), _ = cv2.minAreaRect(contour)
    if (
        min(wide, high) < LEAST_SIDE * SHORT_MM / LONG_MM
        or not 1.35 < max(wide, high) / min(wide, high) < 1.85
    ):
        return None
    hull = cv2.convexHull(contour)
    rough = cv2.approxPolyDP(hull, 0.04 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(rough) != 4:
        return None
    points = _dense(hull.reshape(-1, 2).astype(np.float64))
    corners = _corners(points, rough.astype(np.float64))
    if corners is None:
        return None
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    pairs = sides.reshape(2, 2)
    long, short = sorted(pairs.mean(axis=0), reverse=True)
    differ = float(np.abs(pairs[0] / pairs[1] - 1).max())
    if abs(long / short / (LONG_MM / SHORT_MM) - 1) > RATIO or differ > SLANT or long < LEAST_SIDE:
        return None
    cuts = [np.linalg.norm(points - corner, axis=1).min() / long for corner in corners]
    if sum(CUTS[0] * CUT < cut < CUTS[1] * CUT for cut in cuts) < 4:
        return None
    scale = float(np.sqrt(LONG_MM * SHORT_MM / (long * short)))
    ratio = abs(float(np.log(long / short / (LONG_MM / SHORT_MM))))
    return corners, Scale(scale, float(np.hypot(EDGE, (ratio + differ) / 2)))


def _dense(hull: Floats) -> Floats:
    """Return a polygon as points about a pixel apart."""
    ends = np.roll(hull, -1, axis=0)
    steps = np.maximum(1, np.ceil(np.linalg.norm(ends - hull, axis=1))).astype(int)
    return np.concatenate(
        [
            start + (end - start) * (np.arange(n) / n)[:, None]
            for start, end, n in zip(hull, ends, steps, strict=True)
        ]
    )


def _corners(points: Floats, rough: Floats) -> Floats | None:
    """Return where the lines of the four sides meet; None where a side is not straight."""
    lines = []
    for start, end in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        place = (points - start) @ along / np.linalg.norm(end - start)
        off = np.abs((points - start) @ np.array([-along[1], along[0]]))
        its = points[(place > MIDDLE[0]) & (place < MIDDLE[1]) & (off < 0.06 * np.linalg.norm(end - start))]
        if len(its) < 8:
            return None
        dx, dy, x, y = (
            float(value) for value in cv2.fitLine(its.astype(np.float32), cv2.DIST_L2, 0, 0.01, 0.01).ravel()
        )
        if np.abs((its - (x, y)) @ np.array([-dy, dx])).max() > STRAIGHT:
            return None
        lines.append((-dy, dx, -dy * x + dx * y))
    meeting = []
    for one, other in zip([lines[-1], *lines[:-1]], lines, strict=True):
        normals = np.array([one[:2], other[:2]])
        if abs(np.linalg.det(normals)) < 0.8:  # cards have right angles
            return None
        meeting.append(np.linalg.solve(normals, np.array([one[2], other[2]])))
    return np.array(meeting)


def _inside(corners: Floats, outer: Floats) -> bool:
    shape = outer.astype(np.float32).reshape(-1, 1, 2)
    return all(cv2.pointPolygonTest(shape, (float(x), float(y)), True) > -4 for x, y in corners)


def covers(corners: Floats, x: float, y: float) -> bool:
    """Tell whether a point lies inside a card's corners."""
    return cv2.pointPolygonTest(corners.astype(np.float32).reshape(-1, 1, 2), (x, y), False) >= 0
