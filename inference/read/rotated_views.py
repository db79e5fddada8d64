"""Draws one pill upright at several rotations on square sheets, the reader's input.

The sheets are laid out as in training: an elongated pill fills half a sheet, lying or standing; a round one
fills a sheet or a quarter.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.appearance.outline import Outline
from inference.detect.views import GREY
from inference.photo import Pixels

Points: TypeAlias = NDArray[np.float64]  # (n, 2)

MARGIN = 0.06  # round the pill, of its longer extent in the view
ELONGATED = 1.6  # longest over shortest extent: from here on two views share a sheet
LYING = 1.25  # from here on a pill has a main axis
TILTS = (0.0, 8.0, -8.0)  # degrees; the readings of all tilts are combined
FINEST = 512  # the most pixels of a crop's longer side

CELLS = {  # left, top, right, bottom of each cell, as shares of the sheet
    "whole": ((0.0, 0.0, 1.0, 1.0),),
    "rows": ((0.0, 0.0, 1.0, 0.5), (0.0, 0.5, 1.0, 1.0)),
    "columns": ((0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)),
    "quarters": ((0.0, 0.0, 0.5, 0.5), (0.5, 0.0, 1.0, 0.5), (0.0, 0.5, 0.5, 1.0), (0.5, 0.5, 1.0, 1.0)),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet to be drawn: how much the pill is turned in each cell, clockwise, in degrees."""

    plan: str  # a name in CELLS
    angles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pill:
    """A pill ready to be turned."""

    pixels: Pixels  # the crop, at most FINEST
    rim: Points  # its outline in the crop
    axis: float  # degrees by which its longest extent has to be turned, clockwise, to lie level
    elongation: float  # longest over shortest extent


def prepare(crop: Pixels, outline: Outline) -> Pill:
    """Make a pill ready: `crop` (height, width, 3) shows the same part of the photo as the outline's pixels."""
    scale = min(1.0, FINEST / max(crop.shape[:2]))
    pixels = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else crop
    ratio = np.array(pixels.shape[1::-1]) / outline.mask.shape[1::-1]
    rim = cv2.convexHull(outline.contour)[:, 0].astype(np.float64) * ratio
    _, (one, other), angle = cv2.minAreaRect(rim.astype(np.float32))
    axis = -angle if one >= other else -angle + 90.0
    axis = (axis + 90.0) % 180.0 - 90.0  # the shorter way: readable text is seldom upside down
    return Pill(pixels, rim, axis, max(one, other) / max(1.0, min(one, other)))


def first_layouts(pill: Pill) -> tuple[Layout, ...]:
    """Return the sheets for every rotation at which the characters may be upright."""
    if pill.elongation >= ELONGATED:
        return (
            Layout("rows", (pill.axis, pill.axis + 180)),
            Layout("columns", (pill.axis + 90, pill.axis - 90)),
        )
    if pill.elongation >= LYING:
        return (Layout("quarters", tuple(pill.axis + turn for turn in (0, 90, 180, 270))),)
    return tuple(
        Layout("quarters", tuple(float(first + turn) for turn in (0, 90, 180, 270))) for first in (0, 45)
    )


def closer_layouts(pill: Pill, angles: Sequence[float], tilts: Sequence[float] = TILTS) -> tuple[Layout, ...]:
    """Return the sheets that show a pill as large as possible at these rotations, each also tilted a little."""
    tilted = [angle + tilt for tilt in tilts for angle in angles]
    if pill.elongation < ELONGATED:
        return tuple(Layout("whole", (angle,)) for angle in tilted)
    lies = abs((angles[0] - pill.axis + 90) % 180 - 90) < 45
    if len(tilted) % 2:
        tilted.append(angles[0] + 180)
    return tuple(
        Layout("rows" if lies else "columns", pair) for pair in zip(tilted[::2], tilted[1::2], strict=True)
    )


def sheet(pill: Pill, layout: Layout, size: int) -> Pixels:
    """Draw a sheet (size, size, 3)."""
    image = np.full((size, size, 3), GREY, np.uint8)
    for angle, cell in zip(layout.angles, cells(layout.plan, size), strict=True):
        left, top, right, bottom = cell
        image[top:bottom, left:right] = _view(pill, angle, right - left, bottom - top)
    return image


def cells(plan: str, size: int) -> list[tuple[int, int, int, int]]:
    """Return left, top, right, bottom of each cell of a plan, in pixels."""
    return [tuple(round(edge * size) for edge in cell) for cell in CELLS[plan]]  # type: ignore[misc]


def _view(pill: Pill, angle: float, width: int, height: int) -> Pixels:
    matrix = placing(pill.rim, angle, width, height)
    view: Pixels = cv2.warpAffine(
        pill.pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_AREA if matrix[0, 0] ** 2 + matrix[0, 1] ** 2 < 0.25 else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(GREY, GREY, GREY),
    )
    return view


def placing(rim: Points, angle: float, width: int, height: int) -> Points:
    """Return the matrix (2, 3) that turns an outline clockwise by `angle` and fits it into the middle of a view."""
    turn, near, far = _turned(rim, angle)
    extent = _roomy(near, far)
    scale = float(min(width / extent[0], height / extent[1]))
    offset = np.array([width, height]) / 2 - scale * (near + far) / 2
    return np.column_stack([scale * turn, offset])


def turned_extents(rim: Points, angle: float) -> tuple[float, float]:
    """Return width and height of an outline turned clockwise by `angle`, with the margin round it."""
    _, near, far = _turned(rim, angle)
    width, height = _roomy(near, far)
    return float(width), float(height)


def _turned(rim: Points, angle: float) -> tuple[Points, Points, Points]:
    """Return the matrix (2, 2) of the turn, and the nearest and farthest corner of the turned outline."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turn = np.array([[cos, -sin], [sin, cos]])  # y points down: this turns clockwise
    turned = rim @ turn.T
    return turn, turned.min(axis=0), turned.max(axis=0)


def _roomy(near: Points, far: Points) -> Points:
    room: Points = far - near + 2 * MARGIN * (far - near).max()
    return room
