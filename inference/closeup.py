"""A photo that one pill fills, such as a catalogue's: ground is put round it, so that it can be seen as others are."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.photo import Photo, Pixels
from inference.seen import Box

Colour: TypeAlias = NDArray[np.int16]  # (3,)

FRAME = 0.35  # of the longer side, put on every side
CORNER = 0.06  # of each side: what is taken for ground
EVEN = 12  # grey levels: the corners of an even ground differ by no more
DIFFERS = 24  # grey levels
LEAST = 0.7  # of the photo's longer side that the pill spans


def framed(photo: Photo) -> tuple[Photo, Box] | None:
    """Return the photo with ground round it, of the corners' colour, and the pill's box in it.

    None where the corners are not even, or what differs from them does not fill the photo.
    """
    height, width = photo.pixels.shape[:2]
    ground = _corner_colour(photo.pixels)
    if ground is None:
        return None
    differs = np.abs(photo.pixels.astype(np.int16) - ground).max(axis=2) > DIFFERS
    left, top, wide, high = cv2.boundingRect(differs.astype(np.uint8))
    if max(wide, high) < LEAST * max(height, width):
        return None
    extra = round(FRAME * max(height, width))
    grown = cv2.copyMakeBorder(
        photo.pixels, extra, extra, extra, extra, cv2.BORDER_CONSTANT, value=ground.tolist()
    ).astype(np.uint8)
    wider = round(2 * extra / photo.scale)
    box = Box(left + extra, top + extra, left + wide + extra, top + high + extra)
    return Photo(grown, photo.width + wider, photo.height + wider), box


def _corner_colour(pixels: Pixels) -> Colour | None:
    """The colour of the four corners; None where they are not of one colour."""
    height, width = pixels.shape[:2]
    y, x = max(1, round(CORNER * height)), max(1, round(CORNER * width))
    parts = [pixels[rows, columns].reshape(-1, 3) for rows in np.s_[:y, -y:] for columns in np.s_[:x, -x:]]
    corners = np.concatenate(parts)
    if corners.std(axis=0).max() > EVEN:
        return None
    colour: Colour = np.median(corners, axis=0).astype(np.int16)
    return colour
