"""The outlines of pills: polygons, and masks of them with soft edges and round corners."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.types import Shape

Points = NDArray[np.float64]  # (n, 2): x to the right, y down
Mask = NDArray[np.uint8]  # (height, width): 0 outside, 255 inside

FRACTION = 4  # binary digits after the point in the coordinates that OpenCV draws with
LONGEST = 3.5  # times as long as wide: what the catalogues say beyond that is a slip
USUAL = {
    Shape.ROUND: 1.0, Shape.OBLONG: 2.4, Shape.OVAL: 1.8, Shape.OTHER: 1.3, Shape.RECTANGLE: 1.1, Shape.OCTAGON: 1.1,
    Shape.TRIANGLE: 1.15, Shape.DIAMOND: 1.4, Shape.PENTAGON: 1.1, Shape.HEXAGON: 1.2, Shape.SEMICIRCLE: 1.6,
}  # fmt: skip
CORNERS = {
    Shape.OCTAGON: (8, 22.5), Shape.HEXAGON: (6, 0.0), Shape.PENTAGON: (5, -90.0), Shape.TRIANGLE: (3, -90.0),
    Shape.DIAMOND: (4, 0.0), Shape.RECTANGLE: (4, 45.0),
}  # fmt: skip
ROUNDING = 0.09  # of the width: the radius of corners


def elongation_of(shape: Shape | None, told: float | None) -> float:
    """Return how many times as long as wide a pill is drawn."""
    if shape is Shape.ROUND:
        return 1.0
    return min(LONGEST, told or USUAL[shape or Shape.OTHER])


def mask_of(shape: Shape | None, width: float, height: float, size: tuple[int, int]) -> Mask:
    """Return a pill of that width and height in pixels, in the middle of a mask of `size` (width, height)."""
    corners = CORNERS.get(shape) if shape else None
    radius = ROUNDING * height if corners or shape is Shape.SEMICIRCLE else 0.0
    points = _unit(_polygon(*corners) if corners else _curve(shape, width / height))
    points = points * [width / 2 - radius, height / 2 - radius] + [size[0] / 2, size[1] / 2]
    mask: Mask = np.zeros((size[1], size[0]), np.uint8)
    fixed = np.round((points - 0.5) * 2**FRACTION).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, FRACTION)
    if radius:
        cv2.polylines(
            mask,
            [fixed],
            isClosed=True,
            color=255,
            thickness=round(2 * radius),
            lineType=cv2.LINE_AA,
            shift=FRACTION,
        )
    return mask


def _unit(points: Points) -> Points:
    """Stretch points so that they reach from -1 to 1 both ways."""
    low, high = points.min(axis=0), points.max(axis=0)
    unit: Points = 2 * (points - low) / (high - low) - 1
    return unit


def _polygon(corners: int, first: float) -> Points:
    """Return the corners of a regular polygon; the first one stands at that angle, in degrees clockwise from the right."""
    return _points([math.radians(first + 360 * corner / corners) for corner in range(corners)])


def _curve(shape: Shape | None, elongation: float) -> Points:
    """Return an outline without corners; what is no known shape is between a circle and a rectangle."""
    whole = np.linspace(0, 2 * math.pi, 73)[:-1]
    if shape in (Shape.ROUND, Shape.OVAL):
        return _points(whole)
    if shape is Shape.SEMICIRCLE:
        return _points(np.linspace(math.pi, 2 * math.pi, 37))
    if shape is Shape.OBLONG:
        straight = np.where(np.abs(np.cos(whole)) < 1e-9, 0, np.sign(np.cos(whole))) * (elongation - 1)
        return _points(whole) + np.stack([straight, np.zeros_like(straight)], axis=1)
    round_ends = _points(whole)
    squared: Points = np.sign(round_ends) * np.abs(round_ends) ** 0.5
    return squared


def _points(angles: Sequence[float] | NDArray[np.float64]) -> Points:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)
