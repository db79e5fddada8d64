"""Feature vectors of catalogue pictures, with the colour, shape and score line that the catalogues give.

Reference crops with a masked background, as they are and pasted on made backgrounds, cut out again by the
shipped code; and photos of another catalogue, in which the shipped detector finds the pills.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inference.appearance.features import Floats, colours_lab, ends_features, line_features, shape_features
from inference.appearance.outline import SIDE, Outline, find_outline
from inference.detect.detector import Detector
from inference.photo import Pixels, read_photo
from inference.types import Box, Colour, ScoreLine, Shape
from training.evaluate.appearance_photos import described_photos
from training.samples.selection import Split, split_of
from training.synth.textures import background

COLOURS = {
    "WHITE": Colour.WHITE,
    "YELLOW": Colour.YELLOW,
    "ORANGE": Colour.ORANGE,
    "BLUE": Colour.BLUE,
    "PINK": Colour.PINK,
    "BROWN": Colour.BROWN,
    "GREEN": Colour.GREEN,
    "PURPLE": Colour.PURPLE,
    "RED": Colour.RED,
    "GRAY": Colour.GREY,
    "TURQUOISE": Colour.TEAL,
    "BLACK": Colour.BLACK,
}
OUTLINES = {
    "ROUND": Shape.ROUND,
    "OVAL": Shape.OVAL,
    "CAPSULE": Shape.OBLONG,
    "TRIANGLE": Shape.TRIANGLE,
    "DIAMOND": Shape.DIAMOND,
    "TEAR": Shape.OTHER,
    "SQUARE": Shape.RECTANGLE,
    "RECTANGLE": Shape.RECTANGLE,
    "PENTAGON (5 sided)": Shape.PENTAGON,
    "HEXAGON (6 sided)": Shape.HEXAGON,
}
SIDES = 2  # in a photo of the other catalogue
SCORES = {"1": ScoreLine.NONE, "2": ScoreLine.SINGLE, "4": ScoreLine.CROSS}
CROPS, PASTED, PHOTOS = ORIGINS = ("crops", "pasted", "photos")
SCENES = 2  # of a crop


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture of one side of a kind, as features, and what the catalogue says of the kind."""

    kind: str
    side: str
    split: Split
    origin: str  # one of ORIGINS
    colours: tuple[Colour, ...]
    shape: Shape | None
    score_line: ScoreLine | None
    lab: Floats
    ends: Floats
    outline: Floats
    line: Floats


def cropped(folder: Path, rng: Generator) -> Iterator[Sample]:
    """Yield the sides in a folder with `c3pi_ndc9_products.csv` and `reference_crops/`, as they are and pasted."""
    with (folder / "c3pi_ndc9_products.csv").open(encoding="utf-8") as file:
        scores = {row["ndc9"]: row["score"] for row in csv.DictReader(file)}
    with (folder / "reference_crops" / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            crop = folder / "reference_crops" / "images" / row["file"]
            image = read_photo(crop.read_bytes()).pixels
            mask = _mask(image)
            for pasted in (False, *[True] * SCENES):
                outline = find_outline(*_paste(image, mask, rng)) if pasted else _as_it_is(image, mask)
                if outline.found:
                    yield _sample(
                        row["ndc9"],
                        row["side"],
                        PASTED if pasted else CROPS,
                        tuple(dict.fromkeys(COLOURS[name] for name in row["color"].split("|") if name)),
                        OUTLINES[row["shape"]] if row["shape"] else None,
                        SCORES.get(scores.get(row["ndc9"], "")),
                        outline,
                    )


def photographed(folder: Path, detector: Detector) -> Iterator[Sample]:
    """Yield the sides in the photos of a folder as `described_photos` reads it."""
    for described in described_photos(folder):
        photo = read_photo(described.photo.read_bytes()).pixels
        for number, pill in enumerate(detector.detect(photo)[:SIDES]):
            outline = find_outline(photo, pill.box)
            if outline.found:
                yield _sample(
                    described.kind,
                    str(number),
                    PHOTOS,
                    tuple(described.colours),
                    next(iter(described.shapes)) if len(described.shapes) == 1 else None,
                    described.score_line,
                    outline,
                )


def _sample(
    kind: str,
    side: str,
    origin: str,
    colours: tuple[Colour, ...],
    shape: Shape | None,
    score_line: ScoreLine | None,
    outline: Outline,
) -> Sample:
    lab = colours_lab(outline)
    return Sample(
        kind=kind,
        side=side,
        split=split_of(kind),
        origin=origin,
        colours=colours,
        shape=shape,
        score_line=score_line,
        lab=lab,
        ends=ends_features(lab, outline),
        outline=shape_features(outline),
        line=line_features(outline),
    )


def _mask(image: Pixels) -> NDArray[np.uint8]:
    """1 where the background is not masked black."""
    contours, _ = cv2.findContours(
        (image.max(axis=2) > 12).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    mask: NDArray[np.uint8] = cv2.fillConvexPoly(np.zeros(image.shape[:2], np.uint8), hull, 1)
    return mask


def _as_it_is(image: Pixels, mask: NDArray[np.uint8]) -> Outline:
    pixels = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return Outline(pixels, cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST), found=True)


def _paste(image: Pixels, mask: NDArray[np.uint8], rng: Generator, side: int = 320) -> tuple[Pixels, Box]:
    """The crop turned and shrunk on a made background, in other light, and a box as tight as a detector's."""
    turn = cv2.getRotationMatrix2D((112, 112), rng.uniform(0, 360), rng.uniform(0.3, 0.8))
    turn[:, 2] += side / 2 - 112
    pill = cv2.warpAffine(image, turn, (side, side)).astype(np.float64)
    solid = cv2.erode(mask, np.ones((3, 3), np.uint8)).astype(np.float32)
    alpha = cv2.warpAffine(solid, turn, (side, side))[..., None]
    ground = _ground(rng, side) * (1 - rng.uniform(0, 0.35) * _shadow(alpha, rng))
    light = rng.uniform(0.75, 1.4) * (
        1 + rng.normal(0, 0.02, 3)
    )  # the crops are a third too dark for a phone
    scene = (ground * (1 - alpha) + pill * alpha) * light + rng.normal(0, 2, pill.shape)
    scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.3, 1.3))
    rows, columns = np.nonzero(alpha[..., 0] > 0.5)
    low, high = np.array([columns.min(), rows.min()]), np.array([columns.max(), rows.max()]) + 1
    loose = rng.uniform(-0.04, 0.08, 4) * np.tile(high - low, 2)
    box = Box(*(low - loose[:2]), *(high + loose[2:]))
    return np.clip(scene, 0, 255).astype(np.uint8), box


def _ground(rng: Generator, side: int) -> Floats:
    """Half the time nearly white and even, as people are asked to do; else anything."""
    if rng.random() < 0.5:
        even: Floats = np.ones((side, side, 1)) * (rng.uniform(190, 245) + rng.normal(0, 4, 3))
        return even
    return background(rng, side, side).astype(np.float64)


def _shadow(alpha: NDArray[np.float32], rng: Generator) -> Floats:
    moved = np.roll(alpha[..., 0], tuple(rng.integers(-5, 6, 2)), (0, 1))
    soft: Floats = cv2.GaussianBlur(moved, (0, 0), rng.uniform(2, 6))[..., None]
    return soft
