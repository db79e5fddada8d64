"""Pills pasted into cluttered scenes, with exact boxes: many loose pills, touching and overlapping, on anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.samples.cutouts import Cutout
from training.synth.textures import background, distractor, glints, smooth_noise

Pixels = NDArray[np.uint8]
Floats = NDArray[Any]  # float pictures, of whatever width the arithmetic gives

LARGEST = 0.9  # of the picture's side: one pill held close to the camera
SMALLEST = 0.03  # of the picture's side: a pill across a table
COUNTS = ((0, 0), (1, 1), (1, 3), (2, 8), (6, 15), (15, 40), (40, 120))  # least and most pills in a scene
SHARES = (0.08, 0.12, 0.12, 0.24, 0.18, 0.14, 0.12)
SPREAD = (0.8, 1.25)  # of a typical pill's size
HEAPED = 0.35  # of the scenes: pills lie together, touching, not all over the picture
GLOSSY = 0.2  # of the grounds reflect a lamp
TRIES = 12  # places tried for each thing
VISIBLE = 0.4  # of a pill's area; one that is covered further is not put down


@dataclass(frozen=True, slots=True)
class Ground:
    """A real photo to put pills on, and the boxes of pills already in it: (n, 4) xyxy in pixels."""

    image: Pixels
    boxes_xyxy: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture (height, width, 3) BGR and the boxes of what can be seen of each pill: (n, 4) xyxy in pixels."""

    image: Pixels
    boxes_xyxy: NDArray[np.float32]


def compose(rng: Generator, cutouts: Sequence[Cutout], grounds: Sequence[Ground], side: int = 640) -> Scene:
    """Draw one scene; the same generator state gives the same scene."""
    ground = _ground(rng, grounds, side)
    if rng.random() < GLOSSY:
        ground = Ground(glints(rng, ground.image), ground.boxes_xyxy)
    table = _Table(rng, ground)
    for _ in range(int(rng.choice((0, 0, 1, 3)))):
        thing, alpha = distractor(rng, int(rng.uniform(0.06, 0.25) * side))
        table.put(*_turn(rng, thing, alpha), is_pill=False)
    count, size = _count_and_size(rng, side)
    few = [cutouts[i] for i in rng.integers(len(cutouts), size=int(rng.choice((1, 3, 6, 40))))]
    crowding = float(rng.choice((0.0, 0.05, 0.1, 0.35)))
    heap = rng.random() < HEAPED
    for _ in range(count):
        pill = few[int(rng.integers(len(few)))]
        table.put(*_pill(rng, pill, size * rng.uniform(*SPREAD)), is_pill=True, crowding=crowding, heap=heap)
    return Scene(_photograph(rng, table.image), table.boxes())


def alone(rng: Generator, cutout: Cutout, height: int = 600, width: int = 800) -> Pixels:
    """Draw one pill, about as large as it was cut out, whole, on a made ground: (height, width, 3) BGR."""
    ground = background(rng, height, width)
    table = _Table(rng, Ground(ground, np.zeros((0, 4), np.float32)))
    colour, alpha = _pill(rng, cutout, max(cutout.alpha.shape) * rng.uniform(0.9, 1.1))
    high, wide = alpha.shape
    table.lay(int(rng.integers(height - high)), int(rng.integers(width - wide)), colour, alpha)
    return _photograph(rng, table.image)


def _ground(rng: Generator, grounds: Sequence[Ground], side: int) -> Ground:
    if grounds and rng.random() < 0.6:
        chosen = grounds[int(rng.integers(len(grounds)))]
        scale = side / max(chosen.image.shape[:2])
        image = cv2.resize(chosen.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        boxes = chosen.boxes_xyxy * scale
        if rng.random() < 0.5:
            image, boxes = (
                image[:, ::-1].copy(),
                np.stack(
                    (image.shape[1] - boxes[:, 2], boxes[:, 1], image.shape[1] - boxes[:, 0], boxes[:, 3]),
                    axis=1,
                ),
            )
        return Ground(image, boxes)
    height, width = ((side, side), (side * 3 // 4, side), (side, side * 3 // 4))[rng.integers(3)]
    return Ground(background(rng, height, width), np.zeros((0, 4), np.float32))


def _count_and_size(rng: Generator, side: int) -> tuple[int, float]:
    """Return how many pills, and the longer extent of a typical one in pixels: the more, the smaller."""
    low, high = COUNTS[rng.choice(len(COUNTS), p=SHARES)]
    count = int(rng.integers(low, high + 1))
    largest = LARGEST if count == 1 else 0.75 / max(count, 1) ** 0.5
    smallest = min(SMALLEST, largest / 2)
    return count, side * smallest * (largest / smallest) ** rng.random()


class _Table:
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
            height, width = alpha.shape
            top, left = self._place(height, width, heap and attempt < TRIES - 2)
            window = np.s_[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)]
            solid = (
                alpha[max(-top, 0) :, max(-left, 0) :][
                    : self._owner[window].shape[0], : self._owner[window].shape[1]
                ]
                > 127
            )
            if self._fits(window, solid, int((alpha > 127).sum()), crowding):
                self.lay(top, left, colour, alpha)
                self._take(window, solid, is_pill=is_pill)
                if is_pill:
                    self._areas.append(int((alpha > 127).sum()))
                    self._centres.append((top + height / 2, left + width / 2))
                return

    def _take(self, window: tuple[slice, slice], solid: NDArray[np.bool_], *, is_pill: bool) -> None:
        """Note which pixels are covered by a new thing, and what is left of those below."""
        for pill, hidden in _counts(self._owner[window][solid]):
            self._seen[pill] -= hidden
        self._owner[window][solid] = len(self._seen) if is_pill else -2
        if is_pill:
            self._seen.append(int(solid.sum()))

    def _place(self, height: int, width: int, beside: bool) -> tuple[int, int]:
        """Choose where the top left corner of a thing lies: anywhere, or beside a pill that lies there already."""
        if beside and self._centres:
            y, x = self._centres[int(self._rng.integers(len(self._centres)))]
            away, angle = self._rng.uniform(0.75, 1.15) * max(height, width), self._rng.uniform(0, 2 * np.pi)
            return int(y + away * np.sin(angle) - height / 2), int(x + away * np.cos(angle) - width / 2)
        top = int(self._rng.integers(-height // 6, max(1, self.image.shape[0] - height * 5 // 6)))
        left = int(self._rng.integers(-width // 6, max(1, self.image.shape[1] - width * 5 // 6)))
        return top, left

    def lay(self, top: int, left: int, colour: Pixels, alpha: Pixels) -> None:
        """Draw a thing and its shadow, whatever lies there."""
        self._shadow(top, left, alpha)
        self._paste(top, left, colour, alpha)

    def _fits(
        self, window: tuple[slice, slice], solid: NDArray[np.bool_], area: int, crowding: float
    ) -> bool:
        under = self._owner[window][solid]
        if len(under) < max(1, 0.6 * area) or (under == -2).any() or (under >= 0).mean() > crowding:
            return False
        return all(
            self._seen[pill] - hidden >= 2 * VISIBLE * self._areas[pill] for pill, hidden in _counts(under)
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


def _pill(rng: Generator, pill: Cutout, size: float) -> tuple[Pixels, Pixels]:
    """Return a pill at the given longer extent, lit from one side, turned and tilted."""
    scale = size / max(pill.alpha.shape)
    colour = cv2.resize(pill.colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
        np.float32
    )
    alpha = cv2.resize(pill.alpha, (colour.shape[1], colour.shape[0]), interpolation=cv2.INTER_AREA)
    height, width = alpha.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    slope = (ys / height - 0.5) * np.sin(angle) + (xs / width - 0.5) * np.cos(angle)
    edge = cv2.GaussianBlur(alpha, (0, 0), max(0.5, 0.09 * min(height, width))).astype(np.float32) / 255
    light = (
        rng.uniform(0.75, 1.3) * (1 + rng.uniform(0, 0.5) * slope) * (1 - rng.uniform(0, 0.5) * (1 - edge))
    )
    tint = rng.normal(1, 0.05, 3)
    if rng.random() < 0.15:  # a wet shine
        spot = (int(width * rng.uniform(0.3, 0.7)), int(height * rng.uniform(0.3, 0.7)))
        shine = np.zeros((height, width), np.float32)
        cv2.ellipse(
            shine, spot, (max(1, width // 7), max(1, height // 12)), rng.uniform(0, 180), 0, 360, 1, -1
        )
        colour += 160 * cv2.GaussianBlur(shine, (0, 0), max(0.5, size / 30))[..., None]
    return _turn(rng, np.clip(colour * light[..., None] * tint, 0, 255).astype(np.uint8), alpha)


def _turn(rng: Generator, colour: Pixels, alpha: Pixels) -> tuple[Pixels, Pixels]:
    """Rotate by any angle and squeeze as if seen at a slant; the canvas grows to fit."""
    height, width = alpha.shape
    squeeze = np.diag((1.0, rng.uniform(0.72, 1.0)))
    first, second = rng.uniform(0, 2 * np.pi, 2)
    matrix = _rotation(second) @ squeeze @ _rotation(first)
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height))) @ matrix.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    affine = np.column_stack((matrix, -low))
    size = tuple(int(v) for v in np.ceil(high - low) + 1)
    alpha = cv2.warpAffine(alpha, affine, size, flags=cv2.INTER_LINEAR)
    colour = cv2.warpAffine(colour, affine, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    left, top, w, h = cv2.boundingRect((alpha > 127).astype(np.uint8))
    window = np.s_[top : top + max(h, 1), left : left + max(w, 1)]
    return colour[window], alpha[window]


def _rotation(angle: float) -> NDArray[np.float64]:
    return np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))


def _photograph(rng: Generator, image: Pixels) -> Pixels:
    """Take the picture: light that falls off, a camera's white balance, blur, noise and JPEG."""
    height, width = image.shape[:2]
    light = rng.uniform(0.55, 1.25) * (1 + rng.uniform(0, 0.6) * (smooth_noise(rng, height, width, 1) - 0.5))
    picture = image * light[..., None] * rng.normal(1, 0.06, 3)
    if rng.random() < 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.8))
    picture += rng.normal(0, rng.uniform(0, 9), (height, width, 1)) + rng.normal(
        0, rng.uniform(0, 3), picture.shape
    )
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 96))]
    _, encoded = cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), quality)
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
