"""Things laid on a ground one after the other, with their shadows, and what can be seen of each pill."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.synth.camera import Floats, Pixels

TRIES = 12  # places tried for each thing
UNCOVERED = 0.75  # of a pill's area must stay visible when another is laid on it
INSIDE = 0.35  # of a thing must lie in the picture
VISIBLE = 0.3  # of a pill's area; one that is covered further is not put down


@dataclass(frozen=True, slots=True)
class Ground:
    """A real photo to put pills on, and the boxes of pills already in it: (n, 4) xyxy in pixels."""

    image: Pixels
    boxes_xyxy: NDArray[np.float32]


class Table:
    """What lies on a ground so far. `owner` tells for every pixel which pill is on top: -1 for none."""

    def __init__(self, rng: Generator, ground: Ground) -> None:
        self.image = ground.image.copy()
        self._rng = rng
        self._old = ground.boxes_xyxy
        self._owner = np.full(ground.image.shape[:2], -1, np.int16)
        self._areas: list[int] = []  # pixels of each pill
        self._seen: list[int] = []  # of them those that nothing covers
        self._centres: list[tuple[float, float]] = []
        for left, top, right, bottom in ground.boxes_xyxy.astype(int):
            self._owner[
                max(top, 0) : bottom, max(left, 0) : right
            ] = -2  # a pill of the photo itself: keep off

    def put(
        self, colour: Pixels, alpha: Pixels, *, is_pill: bool, crowding: float = 0.0, heap: bool = False
    ) -> None:
        """Lay a thing down where it covers no more than `crowding` of itself and others; give up after some tries.

        In a heap it is laid beside the one before it.
        """
        for attempt in range(TRIES):
            top, left = self._place(*alpha.shape, beside=heap and attempt < TRIES - 2)
            if self.put_at(top, left, colour, alpha, is_pill=is_pill, crowding=crowding):
                return

    def put_at(
        self,
        top: int,
        left: int,
        colour: Pixels,
        alpha: Pixels,
        *,
        is_pill: bool = True,
        crowding: float = 0.0,
    ) -> bool:
        """Lay a thing down at this place, unless it covers too much or lies mostly outside; tell whether it was."""
        height, width = alpha.shape
        window = np.s_[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)]
        inside = self._owner[window].shape
        solid = alpha[max(-top, 0) :, max(-left, 0) :][: inside[0], : inside[1]] > 127
        if not self._fits(window, solid, int((alpha > 127).sum()), crowding):
            return False
        self.lay(top, left, colour, alpha)
        self._take(window, solid, is_pill=is_pill)
        if is_pill:
            self._areas.append(int((alpha > 127).sum()))
            self._centres.append((top + height / 2, left + width / 2))
        return True

    def _place(self, height: int, width: int, *, beside: bool) -> tuple[int, int]:
        """Choose where the top left corner of a thing lies: anywhere, or beside a pill that lies there already."""
        if beside and self._centres:
            y, x = self._centres[int(self._rng.integers(len(self._centres)))]
            away, angle = self._rng.uniform(0.75, 1.15) * max(height, width), self._rng.uniform(0, 2 * np.pi)
            return int(y + away * np.sin(angle) - height / 2), int(x + away * np.cos(angle) - width / 2)
        top = int(self._rng.integers(-height // 3, max(1, self.image.shape[0] - height * 2 // 3)))
        left = int(self._rng.integers(-width // 3, max(1, self.image.shape[1] - width * 2 // 3)))
        return top, left

    def _take(self, window: tuple[slice, slice], solid: NDArray[np.bool_], *, is_pill: bool) -> None:
        """Note which pixels are covered by a new thing, and what is left of those below."""
        for pill, hidden in _counts(self._owner[window][solid]):
            self._seen[pill] -= hidden
        self._owner[window][solid] = len(self._seen) if is_pill else -2
        if is_pill:
            self._seen.append(int(solid.sum()))

    def lay(self, top: int, left: int, colour: Pixels, alpha: Pixels) -> None:
        """Draw a thing and its shadow, whatever lies there."""
        self._shadow(top, left, alpha)
        self._paste(top, left, colour, alpha)

    def _fits(
        self, window: tuple[slice, slice], solid: NDArray[np.bool_], area: int, crowding: float
    ) -> bool:
        under = self._owner[window][solid]
        if len(under) < max(1, INSIDE * area) or (under == -2).any() or (under >= 0).mean() > crowding:
            return False
        return all(
            self._seen[pill] - hidden >= UNCOVERED * self._areas[pill] for pill, hidden in _counts(under)
        )

    def _shadow(self, top: int, left: int, alpha: Pixels) -> None:
        rng, reach = self._rng, max(alpha.shape)
        dark = np.zeros(self.image.shape[:2], np.float32)
        dy, dx = rng.normal(0, 0.05 * reach, 2)
        _blend_mask(dark, int(top + dy), int(left + dx), alpha)
        pad = reach // 2
        window = np.s_[
            max(top - pad, 0) : top + alpha.shape[0] + pad, max(left - pad, 0) : left + alpha.shape[1] + pad
        ]
        soft = cv2.GaussianBlur(dark[window], (0, 0), max(0.6, rng.uniform(0.02, 0.1) * reach))
        self.image[window] = (self.image[window] * (1 - rng.uniform(0.15, 0.65) * soft)[..., None]).astype(
            np.uint8
        )

    def _paste(self, top: int, left: int, colour: Pixels, alpha: Pixels) -> None:
        height, width = self.image.shape[:2]
        ys, xs = (
            slice(max(top, 0), min(top + alpha.shape[0], height)),
            slice(max(left, 0), min(left + alpha.shape[1], width)),
        )
        inner = np.s_[ys.start - top : ys.stop - top, xs.start - left : xs.stop - left]
        weight = alpha[inner][..., None].astype(np.float32) / 255
        self.image[ys, xs] = (colour[inner] * weight + self.image[ys, xs] * (1 - weight)).astype(np.uint8)

    def boxes(self) -> NDArray[np.float32]:
        """Return the box round the visible part of every pill, those of the photo itself first."""
        found = [self._old]
        for pill, area in enumerate(self._areas):
            ys, xs = np.nonzero(self._owner == pill)
            if len(ys) >= VISIBLE * area:
                found.append(np.array([[xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]], np.float32))
        return np.concatenate(found).astype(np.float32)


def _counts(owners: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """Yield each pill among the owners of some pixels, and how many of them are its."""
    pills, counts = np.unique(owners[owners >= 0], return_counts=True)
    yield from zip(pills.tolist(), counts.tolist(), strict=True)


def _blend_mask(target: Floats, top: int, left: int, alpha: Pixels) -> None:
    height, width = target.shape
    ys, xs = (
        slice(max(top, 0), min(top + alpha.shape[0], height)),
        slice(max(left, 0), min(left + alpha.shape[1], width)),
    )
    if ys.start < ys.stop and xs.start < xs.stop:
        target[ys, xs] = alpha[ys.start - top : ys.stop - top, xs.start - left : xs.stop - left] / 255
