"""Things drawn by rule that lie about and are no pills: coins, beads, buttons, screws, foil."""

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.synth.textures import smooth_noise, surface_colour

Pixels = NDArray[np.uint8]
Floats = NDArray[Any]


def distractor(rng: Generator, size: int) -> tuple[Pixels, Pixels]:
    """Return colour (size, size, 3) BGR and alpha (size, size) of something that is no pill."""
    makers = (_coin, _bead, _button, _screw, _foil)
    colour, alpha = makers[rng.integers(len(makers))](rng, size)
    return np.clip(colour, 0, 255).astype(np.uint8), alpha


def _disc(size: int, radius: float) -> Pixels:
    mask = np.zeros((size, size), np.uint8)
    cv2.circle(mask, (size // 2, size // 2), int(radius * size), 255, cv2.FILLED, cv2.LINE_AA)
    return mask


def _coin(rng: Generator, size: int) -> tuple[Floats, Pixels]:
    metal = np.array(((150, 160, 165), (60, 120, 160), (90, 160, 190))[rng.integers(3)], np.float32)
    colour = np.clip(metal * (0.6 + 0.8 * smooth_noise(rng, size, size, 2))[..., None], 0, 255).astype(
        np.uint8
    )
    middle, dark = (size // 2, size // 2), tuple(float(v) for v in metal * 0.5)
    cv2.circle(colour, middle, int(0.42 * size), dark, max(1, size // 40), cv2.LINE_AA)
    cv2.putText(
        colour,
        str(rng.integers(1, 500)),
        (size // 6, int(size * 0.62)),
        0,
        size / 70,
        dark,
        max(1, size // 25),
    )
    cv2.circle(
        colour,
        middle,
        int(rng.uniform(0.1, 0.25) * size),
        tuple(float(v) for v in metal * 1.2),
        -1,
        cv2.LINE_AA,
    )
    return colour + rng.normal(0, 8, (size, size, 1)), _disc(size, 0.47)


def _bead(rng: Generator, size: int) -> tuple[Floats, Pixels]:
    rows, columns = np.mgrid[0:size, 0:size] / size - 0.5
    light = 1.3 - 2.2 * np.hypot(rows + 0.12, columns + 0.12)
    colour = surface_colour(rng) * np.clip(light, 0.15, 1.4)[..., None].astype(np.float32)
    cv2.circle(
        colour, (int(size * 0.36), int(size * 0.34)), max(1, size // 14), (255, 255, 255), -1, cv2.LINE_AA
    )
    if rng.random() < 0.6:
        cv2.circle(colour, (size // 2, size // 2), max(1, size // 8), (15, 15, 15), -1, cv2.LINE_AA)
    return colour, _disc(size, 0.46)


def _button(rng: Generator, size: int) -> tuple[Floats, Pixels]:
    colour = np.ascontiguousarray(np.broadcast_to(surface_colour(rng), (size, size, 3)))
    alpha, hole = _disc(size, 0.46), max(1, size // 13)
    cv2.circle(
        colour,
        (size // 2, size // 2),
        int(0.34 * size),
        tuple(float(v) * 0.7 for v in colour[0, 0]),
        size // 16 + 1,
    )
    for x, y in ((0.42, 0.42), (0.58, 0.42), (0.42, 0.58), (0.58, 0.58)):
        cv2.circle(alpha, (int(x * size), int(y * size)), hole, 0, -1, cv2.LINE_AA)
    return colour, alpha


def _screw(rng: Generator, size: int) -> tuple[Floats, Pixels]:
    colour = (
        np.full((size, size, 3), rng.uniform(70, 190), np.float32)
        * (0.5 + smooth_noise(rng, size, size, 3))[..., None]
    )
    alpha = np.zeros((size, size), np.uint8)
    cv2.rectangle(alpha, (int(0.44 * size), int(0.1 * size)), (int(0.56 * size), int(0.95 * size)), 255, -1)
    cv2.circle(alpha, (size // 2, int(0.14 * size)), int(0.13 * size), 255, -1, cv2.LINE_AA)
    for y in range(int(0.3 * size), int(0.95 * size), max(2, size // 14)):
        cv2.line(colour, (0, y), (size, y - size // 12), (40, 40, 40), 1)
    return colour, alpha


def _foil(rng: Generator, size: int) -> tuple[Floats, Pixels]:
    """A piece of blister pack with its pockets pressed empty."""
    colour = np.full((size, size, 3), rng.uniform(130, 210), np.float32)
    colour += 70 * (smooth_noise(rng, size, size, 7)[..., None] - 0.5) + rng.normal(0, 10, (size, size, 1))
    alpha = np.zeros((size, size), np.uint8)
    cv2.rectangle(alpha, (int(0.04 * size), int(0.2 * size)), (int(0.96 * size), int(0.8 * size)), 255, -1)
    for x in (0.2, 0.5, 0.8):
        middle = (int(x * size), size // 2)
        cv2.ellipse(
            colour,
            middle,
            (size // 9, size // 6),
            0,
            0,
            360,
            (225, 225, 225),
            max(1, size // 40),
            cv2.LINE_AA,
        )
        corners = np.array(middle) + rng.normal(0, size / 16, (6, 2))
        cv2.fillPoly(colour, [corners.astype(np.int32)], (rng.uniform(20, 90),) * 3, cv2.LINE_AA)
    return colour, alpha
