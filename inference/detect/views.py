"""Further views of a photo for the detector: tiles for small pills, a padded photo for large ones. Pure."""

from dataclasses import dataclass

import cv2
import numpy as np

from inference.detect.nms import Floats
from inference.detect.single_pill import corner_colour
from inference.photo import Pixels

GREY = 114  # what YOLOv5 was padded with while it was trained
ENOUGH = 1280  # pixels of a photo's longer side before it gets ground round it
TILE = 0.6  # of the photo's height and width: four tiles share a fifth of each side


@dataclass(frozen=True, slots=True)
class View:
    """A picture, where its top left corner lies in the photo, in pixels of the photo, and how many of its own those are."""

    pixels: Pixels
    left: float = 0
    top: float = 0
    scale: float = 1.0

    def to_photo(self, box_xyxy: Floats) -> Floats:
        """Boxes (n, 4) from the view's pixels to the photo's."""
        moved: Floats = box_xyxy / np.float32(self.scale) + np.array([self.left, self.top] * 2, np.float32)
        return moved


def tiles(photo: Pixels) -> tuple[View, ...]:
    """Return the four quarters of a photo with some overlap, so that small pills are seen enlarged."""
    height, width = photo.shape[:2]
    high, wide = round(TILE * height), round(TILE * width)
    return tuple(
        View(np.ascontiguousarray(photo[top : top + high, left : left + wide]), left, top)
        for top in (0, height - high)
        for left in (0, width - wide)
    )


def halved(photo: Pixels) -> View:
    """Return a photo with ground round it, twice as wide and high, so that a pill that fills it is seen smaller.

    The ground is of the corners' colour where they are of one, else grey. A large photo is made smaller first: with its
    ground it would take four times its memory, and the detector sees it at half of its input's size.
    """
    ground, scale = corner_colour(photo), min(1.0, ENOUGH / max(photo.shape[:2]))
    colour = (GREY, GREY, GREY) if ground is None else ground.tolist()
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else photo
    extra = max(small.shape[:2]) // 2
    padded = cv2.copyMakeBorder(small, extra, extra, extra, extra, cv2.BORDER_CONSTANT, value=colour)
    return View(np.asarray(padded, np.uint8), -extra / scale, -extra / scale, scale)
