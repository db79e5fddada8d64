"""What keeps a pill, or a whole photo, from being read as well as it should be."""

from collections import Counter
from collections.abc import Sequence

import cv2
import numpy as np

from inference.appearance.outline import SIDE, Outline
from inference.photo import Photo, Pixels
from inference.types import Box, Flaw

READABLE = 48  # pixels of a pill's shorter side, in the photo as sent, from which on an imprint is read well
LEGIBLE = 26  # the same: from which on it is read at all
DARKEST = 70  # grey level that the brightest tenth of a pill and its ground must reach
WHITED = 0.10  # share of a pill without any detail left because it is white through and through
PHOTO_SIDE = 512  # pixels of the longer side at which a whole photo is judged
SOFT = 3.4  # an edge wider than this blurs characters; see `blur`
HIDDEN = 0.12  # share of the smaller box that another box may cover
RIM = 0.004  # of the photo's longer side: a box this near the edge is cut off


def pill_flaws(photo: Photo, box: Box, others: Sequence[Box], outline: Outline) -> tuple[Flaw, ...]:
    """The flaws of one pill; `box` and `others` are in working pixels."""
    shorter = min(box.width, box.height) / photo.scale
    tests = (
        (Flaw.TOO_SMALL, shorter < READABLE),
        (Flaw.BLURRED, blur(outline.pixels) > SOFT),
        (Flaw.DARK, brightness(outline.pixels) < DARKEST),
        (Flaw.GLARE, whited(outline) > WHITED),
        (Flaw.CUT_OFF, _is_cut_off(photo.pixels, box)),
        (Flaw.OVERLAPPING, any(_hidden(box, other) > HIDDEN for other in others)),
    )
    return tuple(flaw for flaw, found in tests if found)


def photo_flaws(photo: Photo, pills: Sequence[tuple[Flaw, ...]]) -> tuple[Flaw, ...]:
    """The flaws that at least half the pills share; without pills, those of the light and the focus."""
    if pills:
        counts = Counter(flaw for flaws in pills for flaw in flaws)
        return tuple(flaw for flaw in Flaw if counts[flaw] * 2 >= len(pills))
    tests = (
        (Flaw.BLURRED, blur(photo.pixels, PHOTO_SIDE) > SOFT),
        (Flaw.DARK, brightness(photo.pixels) < DARKEST),
    )
    return tuple(flaw for flaw, found in tests if found)


def blur(part: Pixels, side: int = SIDE) -> float:
    """How wide the sharpest edges are: about the sigma of a Gaussian, in pixels where the longer side has `side`."""
    height, width = part.shape[:2]
    scale = side / max(height, width)
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    grey = cv2.cvtColor(cv2.resize(part, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    steepest = np.percentile(np.hypot(cv2.Sobel(soft, -1, 1, 0) / 8, cv2.Sobel(soft, -1, 0, 1) / 8), 99.5)
    low, high = np.percentile(soft, (2, 98))
    return float((high - low) / (np.sqrt(2 * np.pi) * max(steepest, 0.01)))


def brightness(part: Pixels) -> float:
    """The grey level that a tenth of the pixels exceed, 0 to 255."""
    return float(np.percentile(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), 90))


def whited(outline: Outline) -> float:
    """The share of the pill that is overexposed."""
    return float((outline.pixels.min(axis=2)[outline.mask == 1] >= 253).mean())


def _is_cut_off(photo: Pixels, box: Box) -> bool:
    height, width = photo.shape[:2]
    nearest: float = min(box.left, box.top, width - box.right, height - box.bottom)
    rim: float = max(1.0, RIM * max(height, width))
    return nearest < rim


def _hidden(box: Box, other: Box) -> float:
    wide = min(box.right, other.right) - max(box.left, other.left)
    high = min(box.bottom, other.bottom) - max(box.top, other.top)
    smaller = min(box.width * box.height, other.width * other.height)
    return max(wide, 0.0) * max(high, 0.0) / smaller
