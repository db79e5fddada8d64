"""Measures scales and sizes on drawn scenes: pills of known lengths beside a coin or a card."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from inference.scan import Scanner
from inference.size.coins import Coin, coins
from inference.types import SeenPill
from training.evaluate.identification import read_queries
from training.samples.cutouts import Cutout, masked_cutout
from training.synth.things_of_size import SizedScene, sized_scene

MOST_TILT = 20.0  # degrees
PILLS = 3  # in a scene, at most


@dataclass(frozen=True, slots=True)
class SizeScores:
    """What measure-size prints. Errors are relative to a pill's length; NaN where nothing was found."""

    scenes: int
    found: float  # share of scenes in which a pill has a size
    pills: int  # that have one
    first_error: float  # median of the most probable size
    nearest_error: float  # median of the nearest of the sizes that are told
    nearest_mm: float  # the same in millimetres
    within_two_sigma: float  # share of pills whose length lies so near one of their sizes


def measure_sizes(
    queries: Path, images: Path, scanner: Scanner, *, scenes: int, thing: str, seed: int = 7
) -> SizeScores:
    """Scan drawn scenes of a table's pills, whose lengths it tells, beside `thing`: a coin's name, any coin, or card.

    Raises:
        ValueError: the table tells no lengths, or there is no such coin.
    """
    rng = np.random.default_rng(seed)
    kinds = [coin for coin in coins() if thing in ("any coin", coin.name)]
    pills = [query for query in read_queries(queries, images) if query.length_mm]
    if not pills or not (kinds or thing == "card"):
        raise ValueError(f"expected lengths in {queries} and a coin or card, got {thing!r}")
    told: list[tuple[float, SeenPill]] = []
    found = 0
    for _ in range(scenes):
        its: list[tuple[Cutout, float]] = []
        for place in rng.integers(len(pills), size=PILLS):
            query = pills[place]
            its.append((masked_cutout(query.product, query.photos[0]), query.length_mm or 0.0))
        kind: Coin | None = kinds[int(rng.integers(len(kinds)))] if kinds else None
        matched = _matched(scanner, sized_scene(rng, its, kind, float(rng.uniform(0, MOST_TILT))))
        found += bool(matched)
        told += matched
    return _score(scenes, found, told)


def _matched(scanner: Scanner, scene: SizedScene) -> list[tuple[float, SeenPill]]:
    """Return the pills that have a size, each with the length of the pill in whose middle it was found."""
    _, encoded = cv2.imencode(".png", scene.image)
    seen = [pill for pill in scanner.scan(encoded.tobytes()).pills if pill.sizes]
    return [
        (length, pill)
        for (x, y), length in zip(scene.centres_px, scene.lengths_mm, strict=True)
        for pill in seen
        if pill.box.left < x < pill.box.right and pill.box.top < y < pill.box.bottom
    ]


def _score(scenes: int, found: int, told: list[tuple[float, SeenPill]]) -> SizeScores:
    if not told:
        nan = float("nan")
        return SizeScores(scenes, 0.0, 0, nan, nan, nan, nan)
    first, nearest, near_mm, within = [], [], [], []
    for length, pill in told:
        errors = [abs(guess.value.long_mm / length - 1) for guess in pill.sizes]
        first.append(errors[0])
        nearest.append(min(errors))
        near_mm.append(min(errors) * length)
        within.append(
            any(error < 2 * guess.value.spread for error, guess in zip(errors, pill.sizes, strict=True))
        )
    return SizeScores(
        scenes,
        found / scenes,
        len(told),
        float(np.median(first)),
        float(np.median(nearest)),
        float(np.median(near_mm)),
        float(np.mean(within)),
    )
