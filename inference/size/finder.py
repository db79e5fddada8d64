"""The scale of a whole photo from what lies beside the pills: a card, else coins. None where in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from inference.photo import Photo, Pixels
from inference.size.cards import Contour, covers, find_card
from inference.size.coins import coin_scales
from inference.size.discs import Disc, find_discs
from inference.size.scale import Scale, Scales
from inference.types import Box, Guess

SIDE = 640  # pixels of the longer side at which things are looked for
EDGES = (40, 110)  # Canny's thresholds
BLUR = 1.2  # pixels
SHORTEST = 60  # points of a contour that is looked at
PILL_MM = (2.0, 32.0)  # how long pills are: a scale by which half of them are not is of no coin
DEEP = 1.9  # relief: of 16 discs among pills' boxes in photos none had more than 1.8
LARGER = 1.1  # times the longest pill
FILLS = (0.75, 1.35)  # of the disc's diameter, a box that holds it
CLEAR = 1.05  # a disc's radius, in which no pill lies


@dataclass(frozen=True, slots=True)
class FoundScale:
    """The scales that a photo may have, and which of the boxes hold a coin and no pill."""

    scales: Scales = ()
    coins: tuple[int, ...] = ()


def find_scale(photo: Photo, pills: Sequence[Box]) -> FoundScale:
    """Return the scale of a photo, for each pixel of the photo as sent; none where in doubt.

    `pills` are in working pixels. What is no larger than a pill is no coin; what lies in a pill's box only where it
    has a coin's relief and is clearly larger than all the others; what holds pills is no card.
    """
    picture, shrunk = _shrunk(photo.pixels)
    boxes = [Box(*(edge * shrunk for edge in (b.left, b.top, b.right, b.bottom))) for b in pills]
    card = find_card(_contours(picture))
    if card is not None:
        corners, scale = card
        if not any(covers(corners, *_middle(box)) for box in boxes):
            return FoundScale(_plausible((Guess(scale, 1.0),), boxes, shrunk * photo.scale))
    apart: list[Disc] = []
    boxed: list[int] = []
    for disc in find_discs(picture):
        inside = [place for place, box in enumerate(boxes) if _touches(disc, box)]
        longest = max((_length(box) for place, box in enumerate(boxes) if place not in inside), default=0.0)
        if not inside and disc.diameter > longest:
            apart.append(disc)
        elif _is_coin(disc, [boxes[place] for place in inside], longest):
            apart.append(disc)
            boxed += inside
    left = [box for place, box in enumerate(boxes) if place not in boxed]
    scales = _plausible(coin_scales(apart), left, shrunk * photo.scale)
    return FoundScale(scales, tuple(boxed)) if scales else FoundScale()


def _is_coin(disc: Disc, inside: Sequence[Box], longest: float) -> bool:
    """Tell whether a disc that fills the one box that it touches is a coin beside pills that long at most."""
    return (
        len(inside) == 1
        and FILLS[0] < _length(inside[0]) / disc.long < FILLS[1]
        and disc.relief >= DEEP
        and 0 < LARGER * longest < disc.diameter
    )


def _length(box: Box) -> float:
    return max(box.width, box.height)


def _shrunk(photo: Pixels) -> tuple[Pixels, float]:
    height, width = photo.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _contours(picture: Pixels) -> list[Contour]:
    """Return the longer contours of a picture's edges, in its pixels."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (0, 0), BLUR)
    edges = cv2.morphologyEx(cv2.Canny(grey, *EDGES), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    found, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return [np.asarray(contour, np.int32) for contour in found if len(contour) >= SHORTEST]


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _touches(disc: Disc, box: Box) -> bool:
    x, y = _middle(box)
    near_x = max(abs(x - disc.x) - box.width / 2, 0.0)
    near_y = max(abs(y - disc.y) - box.height / 2, 0.0)
    return float(np.hypot(near_x, near_y)) < CLEAR * disc.long / 2


def _plausible(scales: Scales, pills: Sequence[Box], shrunk: float) -> Scales:
    """Return the scales by which most pills are as long as pills are, for each pixel of the photo as sent."""
    lengths = [_length(box) for box in pills]
    kept = [
        guess
        for guess in scales
        if 2 * sum(PILL_MM[0] <= length * guess.value.mm_per_px <= PILL_MM[1] for length in lengths)
        >= len(lengths)
    ]
    total = sum(guess.probability for guess in kept)
    return tuple(
        Guess(Scale(guess.value.mm_per_px * shrunk, guess.value.spread), min(1.0, guess.probability / total))
        for guess in kept
    )
