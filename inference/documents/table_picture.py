"""The medicines of a page as a picture: cut out of its photo, each with its number before it."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from inference.annotate import QUALITY, draw_badge, encoded
from inference.photo import Pixels
from inference.types import Box, Page, PrintedLine

MARGIN = 1.2  # heights of a line round the table
BELOW = 3.0  # heights below the last name that still belong to it
BADGE = 1.6  # heights of a line
CLOSE = 0.95  # of the distance of two names below each other: so high a number may be
COLUMN = 8.0  # heights by which the names of the first column may stand further right
PAPER = 255


def table_picture(page: Page, names: Sequence[PrintedLine]) -> bytes:
    """Return the part of a page that holds these names, numbered from 1 in their order, as a JPEG.

    Without the photo of the page, or the places of its names, there is no picture: b"".
    """
    boxes = [line.box for line in names if line.box]
    if not page.picture or not boxes or len(boxes) < len(names):
        return b""
    data = np.frombuffer(page.picture, np.uint8)
    photo: Pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    height = float(np.median([line.height for line in names]))
    left, top, right, bottom = (max(0, int(edge)) for edge in _part(page, boxes, height))
    badge = min(BADGE * height, CLOSE * _least_apart(boxes, height))
    margin = round(1.7 * badge)
    part = photo[top : bottom + 1, left : right + 1]
    picture = cv2.copyMakeBorder(part, 0, 0, margin, 0, cv2.BORDER_CONSTANT, value=(PAPER,) * 3)
    first = min(box.left for box in boxes)
    for number, box in enumerate(boxes, start=1):
        is_first = box.left < first + COLUMN * height
        end = margin if is_first else box.left - left + margin
        middle, long = (box.top + box.bottom) / 2 - top, badge * (0.55 + 0.45 * len(str(number)))
        draw_badge(picture, np.array([end - long, middle - badge / 2, end, middle + badge / 2]), str(number))
    return encoded(picture, QUALITY)


def _least_apart(names: Sequence[Box], height: float) -> float:
    """How far apart two names below each other are at least; side by side counts as not near."""
    middles = sorted((box.top + box.bottom) / 2 for box in names)
    apart = [later - earlier for earlier, later in pairwise(middles)]
    return min([one for one in apart if one > height / 2], default=BADGE * height)


def _part(page: Page, names: Sequence[Box], height: float) -> tuple[float, float, float, float]:
    """The edges of the names and of what stands beside and right below them: left, top, right, bottom."""
    top, bottom = min(box.top for box in names), max(box.bottom for box in names) + BELOW * height
    beside = [line.box for line in page.lines if line.box and line.box.top < bottom and line.box.bottom > top]
    ends = max([box.right for box in (*names, *beside)])
    margin = MARGIN * height
    left = min(box.left for box in names)
    return left - margin, top - margin, min(ends + margin, page.width), min(bottom, page.height)
