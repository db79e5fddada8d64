"""Outlines of pills, drawn: the shapes that catalogues name, also the rare ones."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inference.appearance.outline import SIDE, Outline
from inference.types import Shape

Points = NDArray[np.float64]  # (n, 2), about 160 across
CANVAS = 2 * SIDE


def draw(shape: Shape, rng: Generator) -> Outline:
    """One pill of a shape, somewhat turned, slanted, rounded and ragged, as outlines found in photos are."""
    points, rounding = SHAPES[shape](rng)
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    size, slant = rng.uniform(0.9, 1.2), rng.uniform(0.92, 1)
    placed = points @ turn.T * [size, size * slant] + CANVAS / 2
    mask = cv2.fillPoly(np.zeros((CANVAS, CANVAS), np.uint8), [np.rint(placed).astype(np.int32)], 1)
    mask = _rounded(mask, int(rounding * size * slant))
    mask = _ragged(cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_AREA), rng)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    return Outline(
        np.zeros((SIDE, SIDE, 3), np.uint8), cv2.fillConvexPoly(np.zeros_like(mask), hull, 1), found=True
    )


def _rounded(mask: NDArray[np.uint8], radius: int) -> NDArray[np.uint8]:
    """With corners of a radius in pixels."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    rounded: NDArray[np.uint8] = cv2.morphologyEx(mask, cv2.MORPH_OPEN, disc)
    return rounded


def _ragged(mask: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    noise = cv2.GaussianBlur(rng.normal(0, 1, mask.shape), (0, 0), 3)
    edge = cv2.GaussianBlur(mask.astype(np.float64), (0, 0), 1.5) + noise / noise.std() * rng.uniform(0, 0.12)
    ragged: NDArray[np.uint8] = (edge > 0.5).astype(np.uint8)
    return ragged


def _regular(corners: int, radius: float = 80, start: float = 0.0) -> Points:
    angles = np.arange(corners) * 2 * np.pi / corners + start
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius


def _quad(wide: float, high: float) -> Points:
    return np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]])


def _round(rng: Generator) -> tuple[Points, int]:
    return _regular(90) * [1, rng.uniform(0.92, 1.06)], 0


def _oval(rng: Generator) -> tuple[Points, int]:
    """From an ellipse to nearly a stadium, as catalogues call both oval."""
    power = 2 / rng.uniform(1.9, 2.35)
    circle = _regular(180, 1.0)
    return np.sign(circle) * np.abs(circle) ** power * [44 * rng.uniform(1.18, 2.3), 44], 0


def _oblong(rng: Generator) -> tuple[Points, int]:
    return _quad(26 * rng.uniform(1.6, 3.4), 26), int(26 * rng.uniform(0.75, 0.98))


def _rectangle(rng: Generator) -> tuple[Points, int]:
    return _quad(48 * float(rng.choice((1.0, rng.uniform(1, 2)))), 48), int(48 * rng.uniform(0.05, 0.5))


def _octagon(rng: Generator) -> tuple[Points, int]:
    """Regular, or a rectangle without its corners."""
    stretch = float(rng.choice((1.0, rng.uniform(1, 1.8))))
    return _regular(8, start=np.pi / 8) * [1, 1 / stretch], int(rng.uniform(0, 16))


def _hexagon(rng: Generator) -> tuple[Points, int]:
    return _regular(6) * [float(rng.choice((1.0, rng.uniform(1, 1.4)))), 1], int(rng.uniform(0, 24))


def _pentagon(rng: Generator) -> tuple[Points, int]:
    house = np.array([[-1, -0.9], [1, -0.9], [1, 0.4], [0, 1.1], [-1, 0.4]]) * 65
    return (_regular(5) if rng.random() < 0.7 else house), int(rng.uniform(0, 22))


def _triangle(rng: Generator) -> tuple[Points, int]:
    """With sides that may bulge."""
    bulge, corners = rng.uniform(0, 0.25), _regular(3)
    steps = np.linspace(0, 1, 12, endpoint=False)[:, None]
    sides = [
        (corners[i] + (corners[(i + 1) % 3] - corners[i]) * steps) * (1 + bulge * np.sin(np.pi * steps))
        for i in range(3)
    ]
    return np.concatenate(sides) * 0.95, int(rng.uniform(4, 26))


def _diamond(rng: Generator) -> tuple[Points, int]:
    return _regular(4, 48) * [rng.uniform(1.15, 2), 1], int(rng.uniform(2, 22))


def _semicircle(rng: Generator) -> tuple[Points, int]:
    angles = np.linspace(0, np.pi, 60)
    return np.stack([np.cos(angles), np.sin(angles) * rng.uniform(0.85, 1.3)], axis=1) * 80, int(
        rng.uniform(0, 12)
    )


def _other(rng: Generator) -> tuple[Points, int]:
    """A drop, or a many-cornered lump."""
    if rng.random() < 0.6:
        circle = _regular(180, 1.0)
        width = 55 * (1 - rng.uniform(0.2, 0.5) * circle[:, 0])
        return circle * np.stack([np.full(180, 75), width], axis=1), 2
    corners = int(rng.integers(7, 13))
    angles = (np.arange(corners) + rng.uniform(-0.35, 0.35, corners)) * 2 * np.pi / corners
    radii = rng.uniform(45, 85, (corners, 1))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii, 8


SHAPES: dict[Shape, Callable[[Generator], tuple[Points, int]]] = {
    Shape.ROUND: _round,
    Shape.OVAL: _oval,
    Shape.OBLONG: _oblong,
    Shape.RECTANGLE: _rectangle,
    Shape.OCTAGON: _octagon,
    Shape.HEXAGON: _hexagon,
    Shape.PENTAGON: _pentagon,
    Shape.TRIANGLE: _triangle,
    Shape.DIAMOND: _diamond,
    Shape.SEMICIRCLE: _semicircle,
    Shape.OTHER: _other,
}
