"""Pills drawn by rule, for kinds that catalogues show few of: softgels, glossy drops, capsules, herbal powders, plain tablets."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.samples.cutouts import Cutout

Pixels = NDArray[np.uint8]
Colour = NDArray[np.float64]  # (3,), BGR

SIDE = 200  # pixels of the longer side
AMBER = ((40, 130, 205), (60, 170, 230), (30, 90, 170), (70, 190, 215))  # BGR: fish oil, vitamins
POWDERS = ((90, 140, 170), (110, 150, 175), (80, 120, 110), (100, 115, 125), (60, 85, 120), (150, 185, 205))
VIVID = ((40, 40, 170), (60, 140, 60), (150, 70, 40), (140, 60, 130), (30, 30, 30), (50, 170, 230))


def drawn_pill(rng: Generator) -> Cutout:
    """Draw one pill."""
    makers = (
        _softgel,
        _softgel,
        _capsule,
        _capsule,
        _powder_capsule,
        _powder_capsule,
        _tablet,
        _speckled_tablet,
    )
    return makers[rng.integers(len(makers))](rng)


def _softgel(rng: Generator) -> Cutout:
    """A translucent ellipse, drop or ball: darker at the rim, bright where light leaves it, with one or two highlights."""
    width = int(SIDE * rng.choice((1.0, rng.uniform(0.42, 0.8))))
    alpha = _ellipse(width, SIDE)
    rows, columns = np.mgrid[0:SIDE, 0:width].astype(np.float64)
    y, x = rows / SIDE * 2 - 1, columns / width * 2 - 1
    away = np.sqrt(x**2 + y**2)
    angle = rng.uniform(0, 2 * np.pi)
    through = 0.5 + 0.5 * np.clip(x * np.cos(angle) + y * np.sin(angle), -1, 1)
    light = 0.55 + rng.uniform(0.2, 0.8) * through * (away < 1) - rng.uniform(0.1, 0.45) * away**4
    colour = _pick(rng, AMBER if rng.random() < 0.6 else VIVID) * light[..., None]
    if rng.random() < 0.3:  # a seam where the halves are joined
        cv2.line(colour, (0, SIDE // 2), (width, SIDE // 2), (colour.mean(axis=(0, 1)) * 0.8).tolist(), 2)
    return _finished(rng, colour, alpha, shine=rng.uniform(0.6, 1.0))


def _capsule(rng: Generator) -> Cutout:
    """Two shells, one over the other, of two colours or one, rounded like a cylinder."""
    width = int(SIDE * rng.uniform(0.3, 0.42))
    alpha = _stadium(width, SIDE)
    cut = int(SIDE * rng.uniform(0.42, 0.58))
    first, second = _shell(rng), _shell(rng)
    colour = np.empty((SIDE, width, 3))
    colour[:cut], colour[cut:] = first, (first if rng.random() < 0.35 else second)
    across = np.linspace(-1, 1, width)
    colour *= (1.05 - rng.uniform(0.25, 0.5) * across**2)[None, :, None]
    colour[max(cut - 2, 0) : cut + 1] *= 0.75
    narrow = max(1, width // 30)
    alpha[cut:, :narrow] = alpha[cut:, -narrow:] = 0
    return _finished(rng, colour, alpha, shine=rng.uniform(0.2, 0.9))


def _powder_capsule(rng: Generator) -> Cutout:
    """A clear shell full of ground herbs: speckled, with long bright streaks and a faint seam."""
    width = int(SIDE * rng.uniform(0.3, 0.44))
    alpha = _stadium(width, SIDE)
    colour = _speckled(rng, SIDE, width)
    across = np.linspace(-1, 1, width)
    colour *= (1.1 - rng.uniform(0.3, 0.6) * across**2)[None, :, None]
    light = np.zeros((SIDE, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = int(width * rng.uniform(0.15, 0.85)), int(SIDE * rng.uniform(0.1, 0.5))
        end = (x, y + int(SIDE * rng.uniform(0.05, 0.45)))
        cv2.line(light, (x, y), end, 1.0, int(rng.integers(1, 6)), cv2.LINE_AA)
    colour += rng.uniform(60, 190) * cv2.GaussianBlur(light, (0, 0), rng.uniform(0.8, 3))[..., None]
    seam = int(SIDE * rng.uniform(0.4, 0.6))
    cv2.line(
        colour, (0, seam), (width, seam), (colour.mean(axis=(0, 1)) * rng.uniform(0.7, 1.25)).tolist(), 2
    )
    return _finished(rng, colour, alpha, shine=rng.uniform(0.4, 1.0))


def _speckled_tablet(rng: Generator) -> Cutout:
    """A thick pressed tablet of herbs or vitamins: speckled, with its side in the shade below the face."""
    thick = int(SIDE * rng.uniform(0, 0.28))
    height = SIDE - thick
    width = int(height * rng.choice((1.0, rng.uniform(0.5, 0.8))))
    face, alpha = _ellipse(width, height), np.zeros((SIDE, width), np.uint8)
    colour = _speckled(rng, SIDE, width)
    for drop in range(thick + 1):
        alpha[drop : drop + height] = np.maximum(alpha[drop : drop + height], face)
    side = alpha.astype(bool)
    side[:height] &= face == 0
    colour[side] *= rng.uniform(0.4, 0.8)
    return _finished(rng, colour, alpha, shine=rng.uniform(0, 0.2))


def _speckled(rng: Generator, height: int, width: int) -> NDArray[np.float64]:
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), rng.uniform(0.8, 3))
    strength = rng.uniform(8, 40) / max(float(grain.std()), 1e-6)
    return np.asarray(_pick(rng, POWDERS) + strength * grain[..., None])


def _tablet(rng: Generator) -> Cutout:
    """A plain disc or oblong, with or without a score line."""
    width = int(SIDE * rng.choice((1.0, rng.uniform(0.38, 0.75))))
    alpha = _ellipse(width, SIDE) if width > 0.6 * SIDE else _stadium(width, SIDE)
    colour = np.broadcast_to(_shell(rng), (SIDE, width, 3)).copy()
    edge = cv2.GaussianBlur(alpha, (0, 0), SIDE / 14).astype(np.float64) / 255
    colour *= (0.7 + 0.3 * edge)[..., None]
    if rng.random() < 0.4:
        cv2.line(colour, (0, SIDE // 2), (width, SIDE // 2), (colour.mean(axis=(0, 1)) * 0.75).tolist(), 4)
    return _finished(rng, colour, alpha, shine=rng.uniform(0, 0.4))


def _finished(rng: Generator, colour: NDArray[np.float64], alpha: Pixels, shine: float) -> Cutout:
    height, width = alpha.shape
    light = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        place = (int(rng.uniform(0.25, 0.75) * width), int(rng.uniform(0.1, 0.9) * height))
        axes = (max(1, int(width * rng.uniform(0.03, 0.12))), max(1, int(height * rng.uniform(0.02, 0.18))))
        cv2.ellipse(light, place, axes, rng.uniform(-15, 15), 0, 360, 1.0, -1, cv2.LINE_AA)
    colour = colour + 200 * shine * cv2.GaussianBlur(light, (0, 0), rng.uniform(1, 5))[..., None]
    colour += rng.normal(0, 2, colour.shape)
    return Cutout("drawn", np.clip(colour, 0, 255).astype(np.uint8), alpha)


def _pick(rng: Generator, colours: tuple[tuple[int, int, int], ...]) -> Colour:
    return np.array(colours[rng.integers(len(colours))]) * rng.uniform(0.8, 1.25) + rng.normal(0, 12, 3)


def _shell(rng: Generator) -> Colour:
    """The colour of a shell: often white, else pale or vivid."""
    if rng.random() < 0.4:
        return np.full(3, rng.uniform(205, 250)) + rng.normal(0, 5, 3)
    return np.clip(_pick(rng, VIVID) * rng.uniform(0.8, 1.6) + rng.uniform(0, 90), 0, 255)


def _ellipse(width: int, height: int) -> Pixels:
    alpha = np.zeros((height, width), np.uint8)
    cv2.ellipse(alpha, (width // 2, height // 2), (width // 2 - 1, height // 2 - 1), 0, 0, 360, 255, -1)
    return alpha


def _stadium(width: int, height: int) -> Pixels:
    alpha = np.zeros((height, width), np.uint8)
    radius = width // 2 - 1
    cv2.circle(alpha, (width // 2, radius + 1), radius, 255, -1)
    cv2.circle(alpha, (width // 2, height - radius - 2), radius, 255, -1)
    cv2.rectangle(alpha, (width // 2 - radius, radius), (width // 2 + radius, height - radius), 255, -1)
    return alpha
