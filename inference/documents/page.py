"""Reads a printed page: the lines, as if it lay flat and upright, and the codes of boxes on it."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from inference.documents.barcodes import read_barcodes
from inference.documents.layout import Flat
from inference.documents.line_reader import Grey, Words, level, read_line
from inference.documents.network import Network
from inference.documents.privacy import is_prescription, without_people
from inference.documents.stacks import parted
from inference.documents.text_detector import Corners, find_lines, shrunk
from inference.engine import EngineSettings
from inference.model_card import WEIGHTS
from inference.photo import Pixels
from inference.types import Page, PrintedLine

TRIED = 8  # lines that tell whether a page stands on its head
LEAST = 0.35  # confidence: below it a line is a picture, a stamp or a pattern
UPRIGHT = 1.5  # times as high as wide: a line that runs downwards


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
        if _mostly_upright(boxes):
            photo = np.ascontiguousarray(np.rot90(photo))
            boxes = find_lines(self._detector, photo)
        if self._is_upside_down(photo, boxes):
            photo = np.ascontiguousarray(np.rot90(photo, 2))
            height, width = photo.shape[:2]
            boxes = tuple((np.array([width, height], np.float32) - box)[[2, 3, 0, 1]] for box in boxes)
        lines = self._lines(photo, boxes)
        height, width = photo.shape[:2]
        codes = () if is_prescription(lines) else read_barcodes(photo, looks=1)
        return Page(width, height, without_people(lines), codes)

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
            if words.confidence >= LEAST
        ]
        return sorted(read, key=lambda line: (line.middle, line.left))


def _placed(words: Words, box: Corners, flat: Flat) -> PrintedLine:
    left = (box[0] + box[3]) / 2
    along = (box[1] + box[2]) / 2 - left
    ends = np.stack([left + words.start * along, left + words.end * along]).astype(np.float64)
    (start, y0), (end, y1) = flat.moved(ends)
    height = float(np.hypot(*(box[3] - box[0])))
    return PrintedLine(words.text, words.confidence, float(start), float(end), float(y0 + y1) / 2, height)


def _mostly_upright(boxes: Sequence[Corners]) -> bool:
    """Whether the lines run downwards: the page lies on its side."""
    upright = [box for box in boxes if np.hypot(*(box[3] - box[0])) > UPRIGHT * np.hypot(*(box[1] - box[0]))]
    return len(upright) > len(boxes) / 2
