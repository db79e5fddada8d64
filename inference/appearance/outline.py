"""The outline of one pill in its crop: which pixels are pill, and which are what it lies on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.photo import Pixels
from inference.types import Box

Mask: TypeAlias = NDArray[np.uint8]  # (height, width), 1 where the pill is
Floats: TypeAlias = NDArray[np.float32]

MARGIN = 0.12  # round the box, of its longer side
SIDE = 128  # pixels of the longer side at which outlines are found
LEAST_CONTRAST = 2.5  # between pill and ground, in Lab
GROUND_COLOURS = 3  # of what the pill lies on
LIGHTNESS = 0.6  # its weight beside the two axes of hue: shadows differ in lightness alone
LEAST_FILL = 0.2  # of the box; boxes may be loose
LEAST_SOLID = 0.93  # of the hull: pills have no bays
BETTER = 1.4  # how much better a later attempt must fit the box, since boxes may be loose
GOOD_FIT = 0.65  # of the box, shared with the box round the outline


@dataclass(frozen=True, slots=True)
class Outline:
    """A pill cut out of its crop."""

    pixels: Pixels  # the crop, its longer side SIDE
    mask: Mask
    found: bool  # False: pill and ground look alike, and the mask is an ellipse in the box
    zoom: float = 1.0  # pixels of the crop for each pixel of the photo

    @property
    def contour(self) -> NDArray[np.int32]:
        """The longest outer contour of the mask, (n, 1, 2)."""
        contours, _ = cv2.findContours(self.mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        longest: NDArray[np.int32] = max(contours, key=len)
        return longest


def find_outline(photo: Pixels, box: Box, margin: float = MARGIN) -> Outline:
    """Cut the pill in `box` out of the photo, both in the same pixels.

    First by colour: the pixels that differ clearly from the rim of the crop. If they do not fill the box (one half
    of a capsule, say), a lower threshold is tried, then GrabCut; if all fail, the ellipse in the box is used.
    """
    pixels, frame = _crop(photo, box, margin)
    best, fit = _ellipse(pixels, frame, 1.0), 0.0
    for mask in map(_solid, _attempts(pixels, frame), repeat(frame)):
        if mask is not None and _fit(mask, frame) > BETTER * fit and _contrast(pixels, mask) > LEAST_CONTRAST:
            best, fit = mask, _fit(mask, frame)
        if fit > GOOD_FIT:
            break
    zoom = frame.width / box.width if box.width > box.height else frame.height / box.height
    return Outline(pixels, best, found=fit > 0, zoom=zoom)


def _crop(photo: Pixels, box: Box, margin: float) -> tuple[Pixels, Box]:
    """The part of the photo round the box at the working scale, and the box in it."""
    height, width = photo.shape[:2]
    extra = margin * max(box.width, box.height) + 1
    left, top = max(0, int(box.left - extra)), max(0, int(box.top - extra))
    right, bottom = min(width, int(box.right + extra) + 1), min(height, int(box.bottom + extra) + 1)
    part = photo[top:bottom, left:right]
    scale = SIDE / max(part.shape[:2])
    size = (max(8, round(part.shape[1] * scale)), max(8, round(part.shape[0] * scale)))
    resized = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    x, y = size[0] / part.shape[1], size[1] / part.shape[0]
    corners = ((box.left - left) * x, (box.top - top) * y, (box.right - left) * x, (box.bottom - top) * y)
    return resized, Box(*corners)


def _attempts(pixels: Pixels, frame: Box) -> Iterator[Mask]:
    """Candidate masks of the pill, the likeliest first."""
    outside = _frame_mask(pixels, frame) == 0
    if outside.sum() < 4 * GROUND_COLOURS:
        return
    levels = _from_ground(pixels, outside)
    usual = float(np.percentile(levels[outside], 90))
    split, _ = cv2.threshold(levels, 0, 1, cv2.THRESH_OTSU)
    yield (levels > max(usual, split)).astype(np.uint8)
    yield (levels > 1.5 * usual + 6).astype(np.uint8)
    yield _by_grabcut(pixels, frame)


def _from_ground(pixels: Pixels, outside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How far each pixel's colour is from the nearest colour of the ground, in half units of Lab."""
    lab = cv2.cvtColor(cv2.GaussianBlur(pixels, (3, 3), 0), cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 0] *= LIGHTNESS
    cv2.setRNGSeed(1)  # the same photo, the same answer
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    sample = lab[outside][:: max(1, int(outside.sum()) // 500)]
    _, _, centres = cv2.kmeans(sample, GROUND_COLOURS, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    squares = np.min([((lab - centre) ** 2).sum(axis=2) for centre in centres], axis=0)
    levels: NDArray[np.uint8] = np.clip(np.sqrt(squares) * 2, 0, 255).astype(np.uint8)
    return levels


def _by_grabcut(pixels: Pixels, frame: Box) -> Mask:
    mask = np.where(_frame_mask(pixels, frame) == 1, cv2.GC_PR_BGD, cv2.GC_BGD).astype(np.uint8)
    mask[_ellipse(pixels, frame, 0.98) == 1] = cv2.GC_PR_FGD
    mask[_ellipse(pixels, frame, 0.5) == 1] = cv2.GC_FGD
    half = (pixels.shape[1] // 2, pixels.shape[0] // 2)  # a quarter of the time, and the edge is as good
    mask = cv2.resize(mask, half, interpolation=cv2.INTER_NEAREST)
    cv2.setRNGSeed(1)
    small = cv2.resize(pixels, half, interpolation=cv2.INTER_AREA)
    cv2.grabCut(small, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    pill = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    whole: Mask = (cv2.resize(pill, (pixels.shape[1], pixels.shape[0])) > 0.5).astype(np.uint8)
    return whole


def _solid(mask: Mask, frame: Box) -> Mask | None:
    """The hull of the part in the middle if it fits the box as a pill does, else None."""
    mask = mask & _frame_mask(mask, frame, 0.06)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))  # across grooves and print
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(largest)
    area, hull_area = cv2.contourArea(largest), cv2.contourArea(hull)
    if hull_area < LEAST_FILL * frame.width * frame.height or area < LEAST_SOLID * hull_area:
        return None
    solid: Mask = cv2.fillConvexPoly(np.zeros_like(mask), hull, 1)
    return solid


def _fit(mask: Mask, frame: Box) -> float:
    """Intersection over union of the box round the mask and the box that was given."""
    x, y, width, height = cv2.boundingRect(mask)
    wide = min(x + width, frame.right) - max(x, frame.left)
    high = min(y + height, frame.bottom) - max(y, frame.top)
    shared = max(wide, 0.0) * max(high, 0.0)
    return float(shared / (width * height + frame.width * frame.height - shared))


def _contrast(pixels: Pixels, mask: Mask) -> float:
    """How far the mean colours inside and outside differ, in Lab; 0 where there is no outside."""
    if mask.all():
        return 0.0
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    inside, outside = np.array(cv2.mean(lab, mask)), np.array(cv2.mean(lab, 1 - mask))
    return float(np.linalg.norm((inside - outside)[:3] * (100 / 255, 1, 1)))


def _frame_mask(like: NDArray[np.uint8], frame: Box, wider: float = 0.0) -> Mask:
    """1 inside the box, widened by a share of its sides."""
    mask = np.zeros(like.shape[:2], np.uint8)
    x, y = frame.width * wider, frame.height * wider
    left, top = max(0, round(frame.left - x)), max(0, round(frame.top - y))
    mask[top : round(frame.bottom + y), left : round(frame.right + x)] = 1
    return mask


def _ellipse(pixels: Pixels, frame: Box, share: float) -> Mask:
    """1 inside the ellipse of `share` the size of the box."""
    mask = np.zeros(pixels.shape[:2], np.uint8)
    centre = (round((frame.left + frame.right) / 2), round((frame.top + frame.bottom) / 2))
    axes = (max(1, round(frame.width / 2 * share)), max(1, round(frame.height / 2 * share)))
    drawn: Mask = cv2.ellipse(mask, centre, axes, 0, 0, 360, 1, cv2.FILLED)
    return drawn
