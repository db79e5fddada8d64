"""Measures of probabilities against outcomes: calibration error, reliability, risk against coverage. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Hits = NDArray[np.bool_]
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers that were given with about the same probability."""

    told: float  # the mean of their probabilities
    right: float  # the share that was right
    count: int


def reliability(told: Sequence[float] | Floats, right: Sequence[bool] | Hits, bins: int = BINS) -> list[Bin]:
    """Group answers by probability, in `bins` intervals of the same width; empty ones are left out."""
    p, hits = np.asarray(told, np.float64), np.asarray(right, bool)
    place = np.minimum((p * bins).astype(int), bins - 1)
    chosen = [place == number for number in range(bins)]
    return [Bin(float(p[of].mean()), float(hits[of].mean()), int(of.sum())) for of in chosen if of.any()]


def calibration_error(
    told: Sequence[float] | Floats, right: Sequence[bool] | Hits, bins: int = BINS
) -> float:
    """Return the expected calibration error: how far told and right are apart, on the mean of all answers.

    (Naeini et al. 2015, with intervals of the same width.) NaN without answers.
    """
    found = reliability(told, right, bins)
    total = sum(each.count for each in found)
    return sum(abs(each.told - each.right) * each.count for each in found) / total if total else float("nan")


def risk_coverage(told: Sequence[float] | Floats, right: Sequence[bool] | Hits) -> tuple[Floats, Floats]:
    """Return for the 1, 2 … n surest answers their share of all, and the share of them that is wrong."""
    order = np.argsort(-np.asarray(told, np.float64), kind="stable")
    count = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~np.asarray(right, bool)[order])
    return count / max(len(order), 1), wrong / count


def isotonic(told: Sequence[float] | Floats, right: Sequence[bool] | Hits) -> Callable[[Any], Floats]:
    """Fit an isotonic regression (pool adjacent violators), interpolated linearly.

    The returned function takes probabilities and gives the fitted ones.
    """
    p = np.asarray(told, np.float64)
    order = np.argsort(p, kind="stable")
    blocks: list[tuple[float, float, int]] = []  # the sums of told and right, and how many
    for at, hit in zip(p[order], np.asarray(right, bool)[order], strict=True):
        blocks.append((float(at), float(hit), 1))
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            (a, b, n), (c, d, m) = blocks[-2:]
            blocks[-2:] = [(a + c, b + d, n + m)]
    places = np.array([a / n for a, _, n in blocks])
    heights = np.array([b / n for _, b, n in blocks])
    return lambda values: np.asarray(np.interp(values, places, heights), np.float64)
