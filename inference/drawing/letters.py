"""What is stamped on a drawn pill: where its groups of letters stand, and the letters as a mask."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inference.drawing.fonts import font
from inference.types import ScoreLine

Mask = NDArray[np.uint8]
Rect = tuple[float, float, float, float]  # left, top, right, bottom

MOST = 60  # characters of an imprint; the catalogues' longest are descriptions
LEAST_PX, LARGEST_PX = 7, 60
MEASURED_PX = 100  # the size at which letters are measured
SPACE_BETWEEN = 1.25  # of lines, times the height of the letters


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that stand in a line, in the middle of a rectangle."""

    text: str
    place: Rect


def lines_on(imprint: str, within: Rect, score: ScoreLine, *, halves: bool) -> tuple[Line, ...]:
    """Lay an imprint out in a rectangle: on both sides of a score line or of a capsule's seam, or in the middle."""
    groups = _cut(imprint).split()
    if not groups:
        return ()
    left, top, right, bottom = within
    middle, level = (left + right) / 2, (top + bottom) / 2
    if score is ScoreLine.CROSS and len(groups) == 4:
        cells = [(x, y) for y in ((top, level), (level, bottom)) for x in ((left, middle), (middle, right))]
        return tuple(
            Line(group, (x[0], y[0], x[1], y[1])) for group, (x, y) in zip(groups, cells, strict=True)
        )
    if halves or (score is ScoreLine.SINGLE and len(groups) > 1):
        firsts = math.ceil(len(groups) / 2)
        gap = 0.06 * (right - left)
        return (
            *_below_each_other(groups[:firsts], (left, top, middle - gap, bottom)),
            *_below_each_other(groups[firsts:], (middle + gap, top, right, bottom)),
        )
    return tuple(_below_each_other(groups, within))


def _cut(imprint: str) -> str:
    return imprint if len(imprint) <= MOST else imprint[: MOST - 1] + "…"


def _below_each_other(groups: Sequence[str], place: Rect) -> Iterator[Line]:
    """Yield the groups in as many lines as make the letters largest."""
    if not groups:
        return
    left, top, right, bottom = place
    each = max(range(1, len(groups) + 1), key=lambda count: _size_in(_rows(groups, count), place))
    rows = _rows(groups, each)
    height = (bottom - top) / len(rows)
    for number, row in enumerate(rows):
        yield Line(row, (left, top + number * height, right, top + (number + 1) * height))


def _rows(groups: Sequence[str], count: int) -> list[str]:
    """Put the groups into so many rows."""
    each = math.ceil(len(groups) / count)
    return [" ".join(groups[first : first + each]) for first in range(0, len(groups), each)]


def _size_in(rows: Sequence[str], place: Rect) -> float:
    left, top, right, bottom = place
    return min(_fitting(row, right - left, (bottom - top) / len(rows)) for row in rows)


def _fitting(text: str, width: float, height: float) -> float:
    """Return the size of letters in pixels with which a line fits."""
    wide = face_of(MEASURED_PX).getlength(text) / MEASURED_PX
    return min(width / wide, height / SPACE_BETWEEN)


def letters_mask(lines: Sequence[Line], size: tuple[int, int]) -> Mask:
    """Return the letters of all lines, in one size, as a mask of `size` (width, height)."""
    image = Image.new("L", size)
    if lines:
        fitting = min(
            _fitting(line.text, line.place[2] - line.place[0], line.place[3] - line.place[1])
            for line in lines
        )
        face = face_of(round(max(LEAST_PX, min(LARGEST_PX, fitting))))
        draw = ImageDraw.Draw(image)
        for line in lines:
            left, top, right, bottom = line.place
            draw.text(((left + right) / 2, (top + bottom) / 2), line.text, 255, face, anchor="mm")
    return np.asarray(image)


@lru_cache(maxsize=64)
def face_of(size: int) -> ImageFont.FreeTypeFont:
    """Return the letters in a size in pixels."""
    return ImageFont.truetype(font(bold=True), size)
