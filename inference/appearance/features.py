"""Numeric features of one pill's colour, outline and score line; classifier.py interprets them."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.appearance.outline import Outline

Floats: TypeAlias = NDArray[np.float64]

ANGLES = 36  # directions in which a score line is looked for
HALF = 48  # pixels from the middle of a pill at half size, more than it can reach
STEP = 2  # pixels between the bottom of a groove and its rims, at half size


def colours_lab(outline: Outline) -> Floats:
    """Median colours in CIE Lab (3, 3): of the whole pill, of its one end and of its other.

    The rim is left out, where shade and ground mix in, and between the ends the middle, where
    the halves of a capsule meet. White is set by the ground, as far as that is close to white.
    """
    inner = _eroded(outline.mask, 0.08)
    lab = _lab(outline.pixels * _white_gain(outline))
    rows, columns = np.nonzero(inner)
    along = _along(outline, rows, columns)
    colours = lab[rows, columns]
    ends = np.abs(along) > 0.25 * np.abs(along).max()
    parts = (np.ones(len(along), bool), ends & (along < 0), ends & (along > 0))
    return np.array([np.median(colours[part if part.any() else parts[0]], axis=0) for part in parts])


def hue_features(lab: Floats) -> Floats:
    """Features for naming a colour, (n, 12) from Lab (n, 3): the axes, their products, and the chroma."""
    light, green_red, blue_yellow = lab.T
    chroma = np.hypot(green_red, blue_yellow)
    pure = [light, green_red, blue_yellow, chroma, np.sqrt(chroma)]
    squares = [light**2, green_red**2, blue_yellow**2, light * chroma]
    hues = [green_red * blue_yellow, green_red / (chroma + 5), blue_yellow / (chroma + 5)]
    return np.stack([*pure, *squares, *hues], axis=1)


def ends_features(lab: Floats, outline: Outline) -> Floats:
    """Features for recognising a two-coloured capsule, (3,), from `colours_lab`: the distance of its ends, and its length."""
    apart = float(np.linalg.norm(lab[1] - lab[2]))
    return np.array([apart, np.log1p(apart), np.log(elongation(outline))])


def shape_features(outline: Outline) -> Floats:
    """The outline as numbers (30,) that do not change when the pill is turned, moved or enlarged."""
    contour = outline.contour
    area = max(cv2.contourArea(contour), 1.0)
    perimeter = cv2.arcLength(cv2.approxPolyDP(contour, 0.6, True), True)
    long, short = extents(outline)
    triangle, _ = cv2.minEnclosingTriangle(contour)
    stadium = (long - short) * short + np.pi * short**2 / 4
    ratios = [
        np.log(long / short),
        area / (long * short),
        area / stadium,
        4 * np.pi * area / perimeter**2,
        area / max(triangle, 1.0),
        _outside_ellipse(outline, contour),
    ]
    features = np.array([*ratios, *_harmonics(contour), _lopsided(contour)])
    return np.concatenate([features, features**2])


def elongation(outline: Outline) -> float:
    """Longest over shortest extent, at least 1."""
    long, short = extents(outline)
    return long / short


def extents(outline: Outline) -> tuple[float, float]:
    """How long and how wide in pixels of the crop: across where it is narrowest, and at right angles to that."""
    turns = np.arange(90) * np.pi / 90
    across = outline.contour.reshape(-1, 2) @ np.array([np.cos(turns), np.sin(turns)])
    widths = np.ptp(across, axis=0) + 1
    narrowest = int(widths.argmin())
    short, long = float(widths[narrowest]), float(widths[(narrowest + 45) % 90])
    return max(long, short), short


def line_features(outline: Outline) -> Floats:
    """How much a groove runs straight through the middle, (10,).

    For each direction the pill is averaged along it: a groove is a narrow step in that profile right
    at the middle, the same over the whole length, and letters are not.
    """
    points, values = _relief(outline)
    profiles = _profiles(points, values)
    steps = np.abs(profiles - (np.roll(profiles, STEP, axis=1) + np.roll(profiles, -STEP, axis=1)) / 2)
    middle = steps[:, HALF - 2 : HALF + 3]
    strength = middle.max(axis=1)
    best = int(strength.argmax())
    row = int(middle[best].argmax()) - 2
    peak, noise = float(strength[best]), float(np.median(np.abs(values))) + 0.5
    along = values[np.rint(_direction(best) @ points) == row]
    steady = float((np.sign(along) == np.sign(profiles[best, HALF + row])).mean()) if along.size else 0.0
    away = float(np.delete(steps[best], np.arange(HALF - 4, HALF + 5)).max())
    crossing = float(strength[(best + ANGLES // 2 + np.arange(-2, 3)) % ANGLES].max())
    near = best + np.arange(-3, 4)
    others = float(np.delete(strength, np.r_[near, near + ANGLES // 2] % ANGLES).max())
    measures = [peak, peak / noise, steady, peak - away, crossing / (peak + 0.1), peak / (others + 0.5)]
    return np.array(
        [*measures, np.log1p(peak), np.log1p(peak / noise), steady * peak, np.log(elongation(outline))]
    )


def _relief(outline: Outline) -> tuple[Floats, Floats]:
    """Detail finer than shading, at half size: positions (2, n) from the middle, and brightness (n,)."""
    size = (outline.mask.shape[1] // 2, outline.mask.shape[0] // 2)
    grey = cv2.cvtColor(cv2.resize(outline.pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    inner = cv2.resize(_eroded(outline.mask, 0.06), size, interpolation=cv2.INTER_NEAREST)
    detail = grey.astype(np.float64) - cv2.GaussianBlur(grey.astype(np.float64), (0, 0), 2.5)
    rows, columns = np.nonzero(inner)
    points = np.stack([columns - columns.mean(), rows - rows.mean()])
    return points, detail[rows, columns]


def _profiles(points: Floats, values: Floats) -> Floats:
    """Mean brightness along every direction by distance from the middle, (ANGLES, 2 HALF); 0 where short."""
    distance = np.rint(np.array([_direction(angle) for angle in range(ANGLES)]) @ points).astype(np.int64)
    cells = np.clip(distance + HALF, 0, 2 * HALF - 1) + 2 * HALF * np.arange(ANGLES)[:, None]
    counts = np.bincount(cells.ravel(), minlength=2 * HALF * ANGLES).reshape(ANGLES, -1)
    sums = np.bincount(cells.ravel(), np.tile(values, ANGLES), 2 * HALF * ANGLES).reshape(ANGLES, -1)
    long_enough = counts > 0.35 * counts.max(axis=1, keepdims=True)
    profiles: Floats = np.where(long_enough, sums / np.maximum(counts, 1), 0.0)
    return profiles


def _direction(angle: int) -> Floats:
    """The unit vector across the angle-th of ANGLES directions."""
    turn = angle * np.pi / ANGLES
    return np.array([np.cos(turn), np.sin(turn)])


def _lab(rgb: NDArray[np.floating]) -> NDArray[np.float32]:
    """L from 0 to 100, a and b around 0."""
    scaled = np.clip(rgb / 255, 0, 1).astype(np.float32)
    lab: NDArray[np.float32] = cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB)
    return lab


def _white_gain(outline: Outline) -> Floats:
    """Gains for R, G, B that turn a nearly white ground white; 1 on any other ground."""
    ground = outline.pixels[cv2.dilate(outline.mask, np.ones((7, 7), np.uint8)) == 0]
    if not outline.found or len(ground) < 50:
        return np.ones(3)
    colour = np.median(ground, axis=0)
    lightness, *hue = _lab(colour.reshape(1, 1, 3))[0, 0]
    if lightness < 60 or np.hypot(*hue) > 14:
        return np.ones(3)
    neutral: Floats = colour.max() / np.maximum(colour, 1)
    return neutral * min(1.25, max(1.0, 225 / float(colour.max())))


def _eroded(mask: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """The mask less a rim of a share of its shorter side, unless nothing would be left."""
    depth = max(1, round(min(cv2.boundingRect(mask)[2:]) * share))
    inner: NDArray[np.uint8] = cv2.erode(mask, np.ones((2 * depth + 1, 2 * depth + 1), np.uint8))
    return inner if inner.any() else mask


def _along(outline: Outline, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
    """How far each pixel lies from the middle along the longest direction."""
    points = np.stack([columns - columns.mean(), rows - rows.mean()])
    _, axes = np.linalg.eigh(points @ points.T)
    along: Floats = axes[:, 1] @ points
    return along


def _outside_ellipse(outline: Outline, contour: NDArray[np.int32]) -> float:
    """The share in which the outline and the ellipse of the same moments differ."""
    moments = cv2.moments(contour)
    area = max(moments["m00"], 1.0)
    spread = np.array([[moments["mu20"], moments["mu11"]], [moments["mu11"], moments["mu02"]]]) / area
    values, axes = np.linalg.eigh(spread)
    angle = float(np.degrees(np.arctan2(axes[1, 1], axes[0, 1])))
    centre = (moments["m10"] / area, moments["m01"] / area)
    size = tuple(4 * np.sqrt(np.maximum(values[::-1], 0.25)))
    ellipse = cv2.ellipse(np.zeros_like(outline.mask), (centre, size, angle), 1, cv2.FILLED)
    return float((ellipse != outline.mask).sum() / outline.mask.sum())


def _harmonics(contour: NDArray[np.int32]) -> Floats:
    """Strength of the first 8 Fourier harmonics of the radius, after the outline is made as wide as long."""
    points = contour.reshape(-1, 2).astype(np.float64)
    points -= points.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(points.T))
    even = points @ axes / np.sqrt(np.maximum(values, 0.25))
    turn = np.arctan2(even[:, 1], even[:, 0])
    order = np.argsort(turn)
    grid = np.linspace(-np.pi, np.pi, 128, endpoint=False)
    radius = np.interp(grid, turn[order], np.hypot(even[:, 0], even[:, 1])[order], period=2 * np.pi)
    strengths: Floats = 2 * np.abs(np.fft.rfft(radius / radius.mean()))[1:9] / len(grid)
    return strengths


def _lopsided(contour: NDArray[np.int32]) -> float:
    """How much the two ends, or the two sides, differ: 0 for an outline that is unchanged by half a turn."""
    points = contour.reshape(-1, 2).astype(np.float64)
    points -= points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(points.T))
    turned = points @ axes
    spread = turned.std(axis=0) + 0.5
    return float(np.abs((turned**3).mean(axis=0) / spread**3).max())
