"""Draws scenes of pills of known lengths beside a coin or a card, seen by a camera that may be tilted."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inference.size.cards import LONG_MM, SHORT_MM
from inference.size.coins import Coin
from inference.size.discs import Metal
from training.samples.cutouts import Cutout
from training.synth.camera import Floats, Pixels, photograph
from training.synth.table import Ground, Table
from training.synth.textures import background, smooth_noise

HEIGHT, WIDTH = 960, 1280
PX_PER_MM = (7.0, 12.0)  # on the table below the camera
CAMERA_MM = 350.0  # above the table
METALS = {  # BGR
    Metal.SILVER: (172, 176, 178),
    Metal.GOLD: (95, 160, 190),
    Metal.COPPER: (90, 125, 180),
}
CORNER_MM = 3.18  # of a card


@dataclass(frozen=True, slots=True)
class SizedScene:
    """A picture (height, width, 3) BGR; where each pill's middle lies in it (n, 2), and how long each is in mm."""

    image: Pixels
    centres_px: NDArray[np.float64]
    lengths_mm: tuple[float, ...]


def sized_scene(
    rng: Generator, pills: Sequence[tuple[Cutout, float]], thing: Coin | None, tilt_degrees: float
) -> SizedScene:
    """Draw pills (each with its length in mm) and a coin, or a card where no coin is given."""
    scale = rng.uniform(*PX_PER_MM) * (1.0 if thing else 0.8)
    table = Table(rng, Ground(background(rng, HEIGHT, WIDTH), np.zeros((0, 4), np.float32)))
    colour, alpha = _turned(rng, *(coin(rng, thing, scale) if thing else card(rng, scale)))
    cells = [(row, column) for row in range(2) for column in range(3)]
    first, *rest = (cells[i] for i in rng.permutation(len(cells)))
    if thing is None:  # a card takes the left half
        first, rest = (0, 0), [(0, 2), (1, 2)]
    _put(table, first, colour, alpha, wide=thing is None)
    centres: list[tuple[float, float]] = []
    for cell, (pill, length) in zip(rest, pills, strict=False):
        shrink = length * scale / max(cv2.minAreaRect(cv2.findNonZero(pill.alpha))[1])
        size = tuple(max(2, round(side * shrink)) for side in pill.alpha.shape[::-1])
        its = (cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (pill.colour, pill.alpha))
        centres.append(_put(table, cell, *_turned(rng, *(np.asarray(part, np.uint8) for part in its))))
    lengths = tuple(length for _, length in pills[: len(centres)])
    view = _seen_at(np.deg2rad(tilt_degrees), rng.uniform(0, 2 * np.pi), scale)
    image = cv2.warpPerspective(table.image, view, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
    seen = cv2.perspectiveTransform(np.array(centres, np.float64).reshape(-1, 1, 2), view).reshape(-1, 2)
    return SizedScene(photograph(rng, np.asarray(image, np.uint8)), seen, lengths)


def _put(
    table: Table, cell: tuple[int, int], colour: Pixels, alpha: Pixels, *, wide: bool = False
) -> tuple[float, float]:
    y = HEIGHT * (0.5 if wide else (cell[0] + 0.5) / 2)
    x = WIDTH * (0.36 if wide else (cell[1] + 0.5) / 3)
    table.lay(int(y - alpha.shape[0] / 2), int(x - alpha.shape[1] / 2), colour, alpha)
    return x, y


def _turned(rng: Generator, colour: Pixels, alpha: Pixels) -> tuple[Pixels, Pixels]:
    """Turn a thing by any angle (a long one by little, so that it stays in the picture)."""
    height, width = alpha.shape
    angle = rng.uniform(-12, 12) if width > 400 and width > 1.4 * height else rng.uniform(0, 360)
    reach = int(np.hypot(height, width)) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += ((reach - width) / 2, (reach - height) / 2)
    alpha = np.asarray(cv2.warpAffine(alpha, matrix, (reach, reach)), np.uint8)
    colour = np.asarray(
        cv2.warpAffine(colour, matrix, (reach, reach), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    left, top, wide, high = cv2.boundingRect((alpha > 127).astype(np.uint8))
    window = np.s_[top : top + high, left : left + wide]
    return colour[window], alpha[window]


def _seen_at(tilt: float, direction: float, px_per_mm: float) -> Floats:
    """Return what a tilt of the camera (radians) does to the picture's pixels, the middle staying where it is."""
    focal = CAMERA_MM * px_per_mm
    c, s = np.cos(direction), np.sin(direction)
    turn = np.array(((c, -s, 0), (s, c, 0), (0, 0, 1)))
    lean = np.array(((1, 0, 0), (0, np.cos(tilt), 0), (0, -np.sin(tilt) / focal, 1.0)))
    middle = np.array(((1, 0, -WIDTH / 2), (0, 1, -HEIGHT / 2), (0, 0, 1)))
    view: Floats = np.linalg.inv(middle) @ turn.T @ lean @ turn @ middle
    return view


def coin(rng: Generator, kind: Coin, px_per_mm: float) -> tuple[Pixels, Pixels]:
    """Draw a coin of its size: a rim, a number and a relief in a light from one side. BGR, and alpha."""
    size = round(kind.diameter_mm * px_per_mm)
    middle, radius = (size / 2 - 0.5, size / 2 - 0.5), size / 2
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    away = np.hypot(rows - middle[1], columns - middle[0]) / radius
    height = (
        5 * smooth_noise(rng, size, size, 9)
        + 4 * smooth_noise(rng, size, size, 34)
        + 3 * (np.abs(away - 0.93) < 0.05)
    )
    text = np.zeros((size, size), np.uint8)
    number = kind.name.split()[0]
    cv2.putText(text, number[:3], (int(size * 0.16), int(size * 0.62)), 3, size / 80, 255, max(2, size // 30))
    head = rng.normal(0.5, 0.06, 2) * size
    if rng.random() < 0.5:  # the side with a picture
        text[:] = 0
        cv2.ellipse(text, (int(head[0]), int(head[1])), (size // 5, size // 4), 15, 0, 360, 255, -1)
    height = height + 8 * cv2.GaussianBlur(text, (0, 0), 1.0).astype(np.float32) / 255
    height = cv2.GaussianBlur(height.astype(np.float32), (0, 0), max(0.8, size / 150))
    angle = rng.uniform(0, 2 * np.pi)
    slope = cv2.Sobel(height, -1, 1, 0) * np.cos(angle) + cv2.Sobel(height, -1, 0, 1) * np.sin(angle)
    light = np.clip(1 + 0.06 * slope + 0.25 * (smooth_noise(rng, size, size, 2) - 0.5), 0.45, 1.25)
    metal = kind.metal if kind.metal is not Metal.TWO else Metal.GOLD
    colour = np.full((size, size, 3), METALS[metal], np.float32)
    if kind.metal is Metal.TWO:
        inner = METALS[Metal.SILVER] if kind.name == "1 euro" else METALS[Metal.GOLD]
        outer = METALS[Metal.GOLD] if kind.name == "1 euro" else METALS[Metal.SILVER]
        colour = np.where((away < 0.68)[..., None], np.array(inner, np.float32), np.array(outer, np.float32))
    light *= np.where(away > 0.975, 0.7, 1.0)  # the edge is in its own shade
    colour *= light[..., None] * rng.uniform(0.7, 1.1) * rng.normal(1, 0.02, 3)
    colour += rng.normal(0, 4, (size, size, 1))
    alpha = np.clip((1 - away) * radius + 0.5, 0, 1) * 255
    return np.clip(colour, 0, 255).astype(np.uint8), alpha.astype(np.uint8)


def card(rng: Generator, px_per_mm: float) -> tuple[Pixels, Pixels]:
    """Draw a bank card of its size: a shaded colour, a chip, a number and a stripe. BGR, and alpha."""
    width, height = round(LONG_MM * px_per_mm), round(SHORT_MM * px_per_mm)
    base = rng.uniform(20, 235, 3)
    shaded = base * (0.8 + 0.4 * smooth_noise(rng, height, width, 2))[..., None]
    colour = np.ascontiguousarray(np.clip(shaded, 0, 255).astype(np.uint8))
    chip = tuple(round(part * px_per_mm) for part in (10, 19, 22, 28))
    cv2.rectangle(colour, (chip[0], chip[1]), (chip[2], chip[3]), (120, 190, 215), -1)
    digits = " ".join(f"{int(part):04}" for part in rng.integers(0, 9999, 4))
    ink = tuple(float(value) for value in (255 - base))
    cv2.putText(colour, digits, (chip[0], round(38 * px_per_mm)), 0, px_per_mm * 0.14, ink, 2, cv2.LINE_AA)
    alpha = np.zeros((height, width), np.uint8)
    corner = round(CORNER_MM * px_per_mm)
    cv2.rectangle(alpha, (corner, 0), (width - 1 - corner, height - 1), 255, -1)
    cv2.rectangle(alpha, (0, corner), (width - 1, height - 1 - corner), 255, -1)
    for x in (corner, width - 1 - corner):
        for y in (corner, height - 1 - corner):
            cv2.circle(alpha, (x, y), corner, 255, -1)
    return colour, alpha
