"""Photos that one pill fills, such as a catalogue's: pads them with background, so that they look like other photos."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.photo import Photo, Pixels
from inference.types import Box

Colour: TypeAlias = NDArray[np.int16]  # (3,)

FRAME = 0.35  # of the longer side, put on every side
CORNER = 0.06  # of each side: what is taken for ground
EVEN = 12  # grey levels: the corners of an even ground differ by no more
DIFFERS = 24  # grey levels
LEAST = 0.7  # of the photo's longer side that the pill spans
GROOVE = 0.025  # of the photo's longer side: a line of the ground's colour that does not part a pill
ONE = 0.85  # of the hull round all that differs from the ground: several pills, or a pattern, fill less of it


def framed(photo: Photo) -> tuple[Photo, Box] | None:
    """Return the photo padded with the corners' colour, and the pill's box in it.

    None if the corners are not of one colour, or the rest is not one object that fills the photo.
    """
    height, width = photo.pixels.shape[:2]
    ground = corner_colour(photo.pixels)
    if ground is None:
        return None
    differs = (np.abs(photo.pixels.astype(np.int16) - ground).max(axis=2) > DIFFERS).astype(np.uint8)
    left, top, wide, high = cv2.boundingRect(differs)
    if max(wide, high) < LEAST * max(height, width) or not _is_one(differs):
        return None
    extra = round(FRAME * max(height, width))
    grown = cv2.copyMakeBorder(
        photo.pixels, extra, extra, extra, extra, cv2.BORDER_CONSTANT, value=ground.tolist()
    ).astype(np.uint8)
    wider = round(2 * extra / photo.scale)
    box = Box(left + extra, top + extra, left + wide + extra, top + high + extra)
    return Photo(grown, photo.width + wider, photo.height + wider), box


def _is_one(differs: NDArray[np.uint8]) -> bool:
    """Tell whether the mask is one convex object, whatever is printed on it."""
    across = max(3, round(GROOVE * max(differs.shape)))
    closed = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((across, across), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(contours)))
    return max(map(cv2.contourArea, contours)) >= ONE * hull


def corner_colour(pixels: Pixels) -> Colour | None:
    """The colour of the four corners; None where they are not of one colour."""
    height, width = pixels.shape[:2]
    y, x = max(1, round(CORNER * height)), max(1, round(CORNER * width))
    parts = [pixels[rows, columns].reshape(-1, 3) for rows in np.s_[:y, -y:] for columns in np.s_[:x, -x:]]
    corners = np.concatenate(parts)
    if corners.std(axis=0).max() > EVEN:
        return None
    colour: Colour = np.median(corners, axis=0).astype(np.int16)
    return colour
