"""Things that hold pills, drawn by rule: week boxes, blisters, dishes, and where in them pills may lie."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.synth.textures import smooth_noise, surface_colour

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Place:
    """A spot for pills: its centre, and the longest extent of a pill that fits, in pixels."""

    x: int
    y: int
    extent: float


@dataclass(frozen=True, slots=True)
class Container:
    """A picture (height, width, 3) BGR with something in it that holds pills, and the places for them."""

    image: Pixels
    places: tuple[Place, ...]
    most: int  # pills in a place
    covered: bool  # each pill is under a clear dome


def container(rng: Generator, ground: Pixels) -> Container:
    """Draw a week box, a blister or a dish on a ground."""
    makers = (_week_box, _blister, _blister, _dish)
    return makers[rng.integers(len(makers))](rng, ground.copy())


def dome(rng: Generator, image: Pixels, place: Place) -> None:
    """Draw the clear plastic over a pocket: its rim, and the reflections on it."""
    axes = (int(place.extent * 0.62), int(place.extent * rng.uniform(0.5, 0.62)))
    light = np.zeros(image.shape[:2], np.float32)
    cv2.ellipse(light, (place.x, place.y), axes, 0, 0, 360, rng.uniform(20, 70), 2, cv2.LINE_AA)
    for _ in range(int(rng.integers(1, 4))):
        start = int(rng.uniform(0, 360))
        inner = (int(axes[0] * rng.uniform(0.4, 0.9)), int(axes[1] * rng.uniform(0.4, 0.9)))
        cv2.ellipse(
            light, (place.x, place.y), inner, 0, start, start + int(rng.uniform(10, 70)), rng.uniform(60, 200),
            max(1, int(place.extent / 22)), cv2.LINE_AA,
        )  # fmt: skip
    soft = cv2.GaussianBlur(light, (0, 0), max(0.6, place.extent / 50))
    image[:] = np.clip(image + soft[..., None], 0, 255).astype(np.uint8)


def _week_box(rng: Generator, image: Pixels) -> Container:
    """Compartments in one or more rows, with walls, some with a printed letter."""
    rows, columns = int(rng.choice((1, 1, 2, 4))), int(rng.choice((4, 7, 7)))
    cell = int(min(image.shape[1] / (columns + 0.6), image.shape[0] / (rows + 0.6)) * rng.uniform(0.6, 0.98))
    left, top = _corner(rng, image, columns * cell, rows * cell)
    wall, floor = surface_colour(rng), surface_colour(rng)
    clear = rng.uniform(0.5, 1.0)
    box = image[top : top + rows * cell, left : left + columns * cell]
    box[:] = (box * (1 - clear) + floor * clear).astype(np.uint8)
    thick = max(1, int(cell * rng.uniform(0.03, 0.1)))
    places = []
    for row in range(rows):
        for column in range(columns):
            x, y = left + column * cell, top + row * cell
            cv2.rectangle(image, (x, y), (x + cell, y + cell), wall.tolist(), thick, cv2.LINE_AA)
            if rng.random() < 0.3:
                cv2.putText(
                    image, "MTWFS"[rng.integers(5)], (x + cell // 3, y + cell // 4), 0, cell / 120,
                    (wall * 0.5).tolist(), max(1, cell // 60), cv2.LINE_AA,
                )  # fmt: skip
            places.append(Place(x + cell // 2, y + cell // 2, cell * 0.42))
    return Container(image, tuple(places), most=4, covered=False)


def _blister(rng: Generator, image: Pixels) -> Container:
    """A foil or coloured card with rows of pockets, some of them pressed empty."""
    rows, columns = int(rng.integers(2, 4)), int(rng.integers(3, 7))
    cell = int(min(image.shape[1] / (columns + 0.5), image.shape[0] / (rows + 0.5)) * rng.uniform(0.45, 0.98))
    left, top = _corner(rng, image, columns * cell, rows * cell)
    height, width = rows * cell, columns * cell
    foil = surface_colour(rng) if rng.random() < 0.3 else np.full(3, rng.uniform(140, 220))
    sheen = smooth_noise(rng, height, width, 6)[..., None] * 60 - 30
    grain = rng.normal(0, rng.uniform(2, 9), (height, width, 1))
    image[top : top + height, left : left + width] = np.clip(foil + sheen + grain, 0, 255).astype(np.uint8)
    places = []
    for row in range(rows):
        for column in range(columns):
            place = Place(left + column * cell + cell // 2, top + row * cell + cell // 2, cell * 0.62)
            if rng.random() < 0.25:
                _pressed_out(rng, image, place)
            else:
                places.append(place)
    return Container(image, tuple(places), most=1, covered=True)


def _pressed_out(rng: Generator, image: Pixels, place: Place) -> None:
    """A pocket whose foil is torn and whose pill is gone."""
    reach = place.extent / 2
    cv2.circle(image, (place.x, place.y), int(reach), (rng.uniform(170, 235),) * 3, 2, cv2.LINE_AA)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
    away = reach * rng.uniform(0.4, 0.9, 9)
    hole = np.stack((place.x + away * np.cos(angles), place.y + away * np.sin(angles)), axis=1)
    cv2.fillPoly(image, [hole.astype(np.int32)], (rng.uniform(15, 110),) * 3, cv2.LINE_AA)


def _dish(rng: Generator, image: Pixels) -> Container:
    """A saucer, a cap or a palm-sized bowl, with pills heaped in it."""
    height, width = image.shape[:2]
    radius = int(min(height, width) * rng.uniform(0.25, 0.48))
    x, y = (int(rng.uniform(radius * 0.8, side - radius * 0.8)) for side in (width, height))
    colour = surface_colour(rng)
    for share in (1.0, 0.93, 0.78):
        cv2.circle(
            image,
            (x, y),
            int(radius * share),
            (colour * rng.uniform(0.75, 1.15)).clip(0, 255).tolist(),
            -1,
            cv2.LINE_AA,
        )
    count = int(rng.integers(1, 12))
    away, angles = radius * 0.6 * np.sqrt(rng.random(count)), rng.uniform(0, 2 * np.pi, count)
    places = (
        Place(int(x + far * np.cos(angle)), int(y + far * np.sin(angle)), radius * 0.4)
        for far, angle in zip(away, angles, strict=True)
    )
    return Container(image, tuple(places), most=2, covered=False)


def _corner(rng: Generator, image: Pixels, width: int, height: int) -> tuple[int, int]:
    return (
        int(rng.integers(0, max(1, image.shape[1] - width))),
        int(rng.integers(0, max(1, image.shape[0] - height))),
    )
