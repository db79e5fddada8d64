"""A small picture of one pill of a photo, without what lies round it."""

import cv2
import numpy as np

from inference.annotate import encoded
from inference.appearance.outline import find_outline
from inference.drawing.pill import GROUND
from inference.photo import Pixels
from inference.types import Box

MOST_BYTES = 6_000
QUALITIES = (88, 75, 60, 40, 20)  # the best that is small enough is taken
RIM = 5  # pixels round the outline that stay: it may lie a little inside the pill


def cut_out(photo: Pixels, box: Box) -> bytes:
    """Return the pill in `box` as a JPEG of at most 128 pixels a side and 6,000 bytes; all else is painted over."""
    outline = find_outline(photo, box)
    kept = cv2.dilate(outline.mask, np.ones((RIM, RIM), np.uint8))
    left, top, width, height = cv2.boundingRect(kept)
    pixels = np.where(kept[..., None] > 0, outline.pixels, np.array(GROUND, np.uint8))
    pill: Pixels = np.ascontiguousarray(pixels[top : top + height, left : left + width])
    for quality in QUALITIES:
        if len(file := encoded(pill, quality)) <= MOST_BYTES:
            return file
    return encoded(cv2.resize(pill, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), QUALITIES[-1])
