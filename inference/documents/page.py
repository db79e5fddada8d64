"""Reads a printed page: the lines, as if it lay flat and upright, and the codes of boxes on it."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.annotate import QUALITY_BEFORE, encoded
from inference.documents.barcodes import read_barcodes
from inference.documents.layout import Flat
from inference.documents.line_reader import Grey, Words, level, read_line
from inference.documents.masking import masked
from inference.documents.network import Network
from inference.documents.privacy import is_name, is_prescription, without_people
from inference.documents.stacks import parted
from inference.documents.text_detector import Corners, find_lines, resized, shrunk
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.photo import Pixels
from inference.types import Box, Page, PrintedLine

TRIED = 8  # lines that tell whether a page stands on its head
LEAST = 0.35  # confidence: below it a line is a picture, a stamp or a pattern
GLANCE = 640  # pixels of the longest side, to count lines
LONG = 1.5  # times as long as high: a line that tells how a page lies


class PageReader:
    """Loads the networks once and reads page after page. Not to be shared between threads."""

    def __init__(self, weights: Path = WEIGHTS, engine: EngineSettings | None = None) -> None:
        """Load the networks.

        Raises:
            WeightsError: they are missing, damaged or not those of their card.
        """
        engine = engine or EngineSettings()
        self._detector = Network(weights, "text-detector", engine)
        self._reader = Network(weights, "line-reader", engine)

    def read(self, photo: Pixels) -> Page:
        """Read a page however it was held; a registration number does not leave this method."""
        photo = shrunk(photo)
        boxes = find_lines(self._detector, photo)
        if mostly_upright(boxes):
            photo = np.ascontiguousarray(np.rot90(photo))
            boxes = find_lines(self._detector, photo)
        if self._is_upside_down(photo, boxes):
            photo = np.ascontiguousarray(np.rot90(photo, 2))
            height, width = photo.shape[:2]
            boxes = tuple((np.array([width, height], np.float32) - box)[[2, 3, 0, 1]] for box in boxes)
        read = self._lines(photo, boxes)
        lines = [line for line in read if line.confidence >= LEAST]
        height, width = photo.shape[:2]
        codes = () if is_prescription(lines) else read_barcodes(photo, looks=1)
        public = without_people(lines)
        return Page(width, height, public, codes, _picture(photo, boxes, read, public))

    def count(self, photo: Pixels) -> int:
        """Return how many lines of text a photo seems to have, in a tenth of the time of reading them."""
        return len(find_lines(self._detector, resized(photo, GLANCE)))

    def _is_upside_down(self, photo: Pixels, boxes: Sequence[Corners]) -> bool:
        """Whether the longest lines read better turned by half a circle."""
        longest = sorted(boxes, key=lambda box: -float(np.hypot(*(box[1] - box[0]))))[:TRIED]
        grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
        as_it_is = [self._sureness(level(grey, box)) for box in longest]
        turned = [self._sureness(np.ascontiguousarray(np.rot90(level(grey, box), 2))) for box in longest]
        return sum(turned) > sum(as_it_is) + 0.1 * len(longest)

    def _sureness(self, line: Grey) -> float:
        words = read_line(self._reader, line)
        return sum(one.confidence for one in words) / len(words) if words else 0.0

    def _lines(self, photo: Pixels, boxes: Sequence[Corners]) -> list[PrintedLine]:
        grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
        flat = Flat(boxes, photo.shape[1], photo.shape[0])
        read = [
            _placed(words, box, flat)
            for box in parted(grey, boxes)
            for words in read_line(self._reader, level(grey, box))
        ]
        return sorted(read, key=lambda line: (line.middle, line.left))


def _placed(words: Words, box: Corners, flat: Flat) -> PrintedLine:
    left = (box[0] + box[3]) / 2
    along = (box[1] + box[2]) / 2 - left
    ends = np.stack([left + words.start * along, left + words.end * along]).astype(np.float64)
    (start, y0), (end, y1) = flat.moved(ends)
    height = float(np.hypot(*(box[3] - box[0])))
    place = _round(np.concatenate([ends - (0, height / 2), ends + (0, height / 2)]))
    return PrintedLine(
        words.text, words.confidence, float(start), float(end), float(y0 + y1) / 2, height, place
    )


def _round(points: NDArray[np.float64]) -> Box:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(float(left), float(top), max(float(right), float(left) + 1), float(bottom))


def _picture(
    photo: Pixels, boxes: Sequence[Corners], read: Sequence[PrintedLine], public: Sequence[PrintedLine]
) -> bytes:
    """The page as a JPEG; all text is painted over but the lines that may be told, also what could not be read."""
    shown = [line.box for line in public if line.box and not is_name(line.text)]
    others = [line.box for line in read if line.box and line.box not in shown]
    hidden = [box for box in boxes if not any(_holds(box, line) for line in shown)]
    return encoded(masked(photo, [*hidden, *map(_corners, others)], shown), QUALITY_BEFORE)


def _corners(box: Box) -> Corners:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _holds(box: Corners, line: Box) -> bool:
    """Whether the middle of a line lies in the box of a text."""
    centre = ((line.left + line.right) / 2, (line.top + line.bottom) / 2)
    return cv2.pointPolygonTest(box.astype(np.float32), centre, measureDist=False) >= 0


def mostly_upright(boxes: Sequence[Corners]) -> bool:
    """Tell whether most of what is printed runs downwards: the page lies on its side, perhaps at a slant."""
    sides = [
        sorted((box[1] - box[0], box[3] - box[0]), key=lambda side: float(np.hypot(*side))) for box in boxes
    ]
    long = [side for short, side in sides if np.hypot(*side) > LONG * np.hypot(*short)]
    downwards = [side for side in long if abs(side[1]) > abs(side[0])]
    return (
        sum(float(np.hypot(*side)) for side in downwards) > sum(float(np.hypot(*side)) for side in long) / 2
    )
