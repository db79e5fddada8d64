"""Finds discs of metal with a relief, seen nearly from above: coins, as far as looks tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.photo import Pixels

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.float32]  # in pixels

COARSE = 224  # pixels of the longer side at which circles are looked for
MOST = 6  # circles that are looked at closely
STEEP, VOTES = 120, 18  # of an edge, and for a circle
MOST_EDGES = 0.1  # of the picture: among more of them circles are found by chance, and slowly
DIAMETERS = (34, 360)  # pixels of a disc, of a picture whose longer side has 640
SLANT = 1.2  # a disc longer than this beside its width is seen at too much of a slant
OFF = 0.03  # of the radius: how far a point of the rim may leave its ellipse
ROUND = 0.7  # of the rim must not
EVEN, MOSTLY = 13.0, 0.75  # Lab: how far colours of one surface differ, and how much of it has to be so
LIGHT_WEIGHT = 0.7  # of lightness, which a shadow changes
RIM = 9.0  # Lab: how far metal and ground differ at four fifths of the rim
RELIEF = 1.1  # lightness: detail in three quarters of the disc's sectors
LIGHT = (15.0, 88.0)  # lightness of metal
ANGLES, RADII = 96, np.linspace(0.0, 1.4, 84)  # of a disc unrolled
CIRCLE = np.array([[np.cos(turn), np.sin(turn)] for turn in np.arange(ANGLES) * 2 * np.pi / ANGLES])
SECTORS = 12
SAME = 0.5  # of the radius: discs whose centres are nearer are one
NEAR_RIM = np.linspace(0.75, 1.5, 61)  # radii among which the rim is looked for
STRONG = 0.6  # of the strongest edge
TURNS = (
    (None, 0.12),
    (0.08, 0.05),
    (0.05, 0.03),
    (0.03, 0.02),
)  # of it: how wide the search is, and which points count


class Metal(StrEnum):
    """What a coin seems to be made of."""

    SILVER = "silver"
    GOLD = "gold"
    COPPER = "copper"
    TWO = "two metals"


HUES = {Metal.GOLD: 82.0, Metal.COPPER: 58.0}  # degrees in Lab
HUE_SPREAD = 11.0
CHROMA = {Metal.SILVER: (3.0, 7.0), Metal.GOLD: (26.0, 9.0), Metal.COPPER: (20.0, 8.0)}  # mean, spread
WARM = (45.0, 110.0)  # degrees: the hue of the golden part of such a coin
TWO_APART = 9.0  # Lab chroma between the ring and the middle of a coin of two metals


@dataclass(frozen=True, slots=True)
class Disc:
    """An ellipse in pixels, its axes the whole diameters, and how well each metal fits it, 0 to 1."""

    x: float
    y: float
    long: float
    short: float
    angle: float  # degrees, as OpenCV has it
    metals: tuple[tuple[Metal, float], ...] = ()
    relief: float = 0.0  # lightness: how much detail there is

    @property
    def diameter(self) -> float:
        """The diameter of the circle of the same area."""
        return float(np.sqrt(self.long * self.short))


def find_discs(picture: Pixels) -> tuple[Disc, ...]:
    """Return the discs of metal in a picture (RGB, its longer side 640)."""
    discs = [disc for circle in _circles(picture) if (disc := _rim(picture, circle)) is not None]
    discs.sort(key=lambda disc: -disc.diameter)  # of rings round one centre the outermost is the rim
    apart: list[Disc] = []
    for disc in discs:
        if all(_between(disc, other) > SAME * other.diameter / 2 for other in apart):
            apart.append(disc)
    return tuple(metal for disc in apart if (metal := _metal(picture, disc)) is not None)


def _circles(picture: Pixels) -> list[Disc]:
    """Return where circles may be, roughly, the clearest first."""
    shrunk = COARSE / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1.0)
    if cv2.Canny(grey, STEEP // 2, STEEP).mean() > MOST_EDGES * 255:
        return []
    least, most = (round(side * shrunk / 2) for side in DIAMETERS)
    found = cv2.HoughCircles(
        grey, cv2.HOUGH_GRADIENT, 1, 2 * least, param1=STEEP, param2=VOTES, minRadius=least, maxRadius=most
    )
    rows = [] if found is None else found.reshape(-1, 3)[:MOST] / shrunk
    return [Disc(float(x), float(y), 2 * float(r), 2 * float(r), 0.0) for x, y, r in rows]


def _rim(picture: Pixels, disc: Disc) -> Disc | None:
    """Return the ellipse along the outermost strong edge near a circle; None where most of it is no ellipse."""
    for width, counted in TURNS:
        radii = _edges(picture, disc, width)
        kept = np.abs(radii - np.median(radii)) < counted
        if kept.mean() < 0.5:
            return None
        x, y = _at(disc, radii[:, None])
        (x, y), (short, long), angle = cv2.fitEllipse(np.stack([x[kept], y[kept]], axis=2))
        if not DIAMETERS[0] < short <= long < min(DIAMETERS[1], 1.5 * short):
            return None
        disc = Disc(x, y, long, short, angle)
    is_round = long <= SLANT * short and (np.abs(_edges(picture, disc, None) - 1) < OFF).mean() >= ROUND
    return disc if is_round else None


def _edges(picture: Pixels, disc: Disc, width: float | None) -> Floats:
    """Return the radius of the outermost strong edge at each angle, looked for within about `width` of the rim."""
    seen = cv2.GaussianBlur(unrolled(picture, disc, NEAR_RIM), (3, 5), 0)
    steps = cv2.absdiff(seen[:, 2:], seen[:, :-2]) @ np.ones(3)
    if width is not None:
        steps *= np.exp(-0.5 * ((NEAR_RIM[1:-1] - 1) / width) ** 2)
    strong = steps >= STRONG * steps.max(axis=1, keepdims=True)
    radii: Floats = NEAR_RIM[-2:0:-1][strong[:, ::-1].argmax(axis=1)]  # a coin has a ridge within its rim
    return radii


def _axes(disc: Disc) -> Floats:
    turn = np.deg2rad(disc.angle)
    return np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])


def _radii(disc: Disc, points: Floats) -> Floats:
    """Return how far each of (n, 2) points lies from the centre, in radii of the ellipse."""
    across = (points - (disc.x, disc.y)) @ _axes(disc).T
    radii: Floats = np.hypot(across[:, 0] * 2 / disc.short, across[:, 1] * 2 / disc.long)
    return radii


def _between(one: Disc, other: Disc) -> float:
    return float(np.hypot(one.x - other.x, one.y - other.y))


def _at(disc: Disc, radii: Floats) -> tuple[Places, Places]:
    """Return x and y, (ANGLES, n) each, at radii (n, or ANGLES by n); a radius of 1 is the rim."""
    x, y = (CIRCLE * (disc.short / 2, disc.long / 2) @ _axes(disc)).T
    return (x[:, None] * radii + disc.x).astype(np.float32), (y[:, None] * radii + disc.y).astype(np.float32)


def unrolled(picture: Pixels, disc: Disc, radii: Floats = RADII) -> Pixels:
    """Return the disc by angle and radius, (ANGLES, radii, 3)."""
    seen = cv2.remap(picture, *_at(disc, radii), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def _metal(picture: Pixels, disc: Disc) -> Disc | None:
    """Return the disc with the metals that it may be of; None where it is flat, or of the ground's colour."""
    lab = cv2.cvtColor(unrolled(picture, disc).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    ring, ground = _part(lab, 0.82, 0.95), _part(lab, 1.1, 1.3)
    sides = [np.median(part, axis=1) for part in (ring, ground)]
    apart = np.linalg.norm(sides[0] - sides[1], axis=1)
    if np.percentile(apart, 20) < RIM or not all(map(_is_even, sides)):
        return None
    relief = _relief(_part(lab, 0.15, 0.8)[..., 0])
    if relief < RELIEF:
        return None
    middle = np.median(_part(lab, 0.1, 0.55).reshape(-1, 3), axis=0).astype(np.float64)
    outside = np.median(_part(lab, 0.75, 0.92).reshape(-1, 3), axis=0).astype(np.float64)
    if not LIGHT[0] < outside[0] < LIGHT[1]:
        return None
    metals = metals_of(middle, outside)
    if not metals:
        return None
    return Disc(disc.x, disc.y, disc.long, disc.short, disc.angle, metals, relief)


def _part(lab: NDArray[np.float32], inner: float, outer: float) -> NDArray[np.float32]:
    return lab[:, (inner < RADII) & (outer > RADII)]


def _is_even(colours: NDArray[np.float32]) -> bool:
    """Tell whether most of the colours round a disc, (ANGLES, 3) in Lab, are of one surface."""
    off = np.linalg.norm((colours - np.median(colours, axis=0)) * (LIGHT_WEIGHT, 1, 1), axis=1)
    return bool((off < EVEN).mean() >= MOSTLY)


def _relief(lightness: NDArray[np.float32]) -> float:
    """Return how much detail there is in all but the smoothest sectors of a disc."""
    detail = np.abs(lightness - cv2.GaussianBlur(lightness, (0, 0), 2))
    return float(np.percentile(detail.reshape(SECTORS, -1).mean(axis=1), 25))


def metals_of(
    middle: Sequence[float] | Floats, outside: Sequence[float] | Floats
) -> tuple[tuple[Metal, float], ...]:
    """Return how well each metal fits the Lab colours of a disc's middle and ring; none where none does."""
    chroma, hue = np.hypot(outside[1], outside[2]), np.degrees(np.arctan2(outside[2], outside[1]))
    fits = {metal: _bell(chroma, *CHROMA[metal]) for metal in CHROMA}
    for metal, usual in HUES.items():
        fits[metal] *= _bell(hue, usual, HUE_SPREAD)
    apart = float(np.hypot(middle[1] - outside[1], middle[2] - outside[2]))
    warmer = outside if chroma > np.hypot(middle[1], middle[2]) else middle
    if apart > TWO_APART and WARM[0] < np.degrees(np.arctan2(warmer[2], warmer[1])) < WARM[1]:
        fits = {Metal.TWO: 1.0}
    return tuple((metal, fit) for metal, fit in fits.items() if fit > 0.05)


def _bell(value: float, mean: float, spread: float) -> float:
    return float(np.exp(-0.5 * ((value - mean) / spread) ** 2))
