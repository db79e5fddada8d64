"""The scale of a photo from coins: which kinds the discs may be, by their sizes beside each other and their metal."""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from inference.size.discs import Disc, Metal
from inference.size.scale import Scale, Scales
from inference.types import Guess

TABLE = Path(__file__).with_name("coins.csv")
RATIO = 0.02  # relative spread of one disc's diameter beside another's
ALIKE = 0.02  # relative: scales that are nearer are one
EDGE = 0.01  # relative spread of a diameter
SLANTED = 0.5  # of what a disc is longer than wide goes into the spread
LEAST = 0.03  # less probable scales are dropped
UNLIKE = 1e-4  # how well a disc fits that is none of a currency's coins: then there is no scale
MOST = 5  # discs; more are beads or buttons


@dataclass(frozen=True, slots=True)
class Coin:
    """A kind of coin; `weight` tells how often it is met beside the others."""

    name: str
    currency: str
    diameter_mm: float
    metal: Metal
    weight: float


@cache
def coins() -> tuple[Coin, ...]:
    """Return the kinds of coins."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Coin(
                row["name"],
                row["currency"],
                float(row["diameter_mm"]),
                Metal(row["metal"]),
                float(row["weight"]),
            )
            for row in csv.DictReader(rows)
        )


def coin_scales(discs: Sequence[Disc]) -> Scales:
    """Return the scales that discs may give, in millimetres for each of their pixels; none where they fit no coins.

    All coins of a photo are of one currency. The first disc is tried as each of its kinds; the others have to fit.
    """
    if not 0 < len(discs) <= MOST:
        return ()
    found = [pair for pair in _tried(discs) if pair[1] > 0]
    total = sum(weight for _, weight in found)
    if total <= UNLIKE:
        return ()
    slant = sum(disc.long / disc.short - 1 for disc in discs) / len(discs)
    spread = math.hypot(EDGE, SLANTED * slant)
    merged = _merged(found)
    return tuple(
        Guess(Scale(scale, spread), min(1.0, weight / total))
        for scale, weight in merged
        if weight >= LEAST * total
    )


def _tried(discs: Sequence[Disc]) -> Iterator[tuple[float, float]]:
    """Yield each scale with how well all discs fit it."""
    first, *others = discs
    for coin, (metal, fit) in product(coins(), first.metals):
        if coin.metal is metal:
            scale = coin.diameter_mm / first.diameter
            yield scale, coin.weight * fit * math.prod(_fit(disc, scale, coin.currency) for disc in others)


def _fit(disc: Disc, scale: float, currency: str) -> float:
    """Return how well a disc fits the best of a currency's coins."""
    metals = dict(disc.metals)
    return max(
        metals.get(coin.metal, 0.0)
        * math.exp(-0.5 * (math.log(disc.diameter * scale / coin.diameter_mm) / RATIO) ** 2)
        for coin in coins()
        if coin.currency == currency
    )


def _merged(found: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Put scales together that are nearly the same; the most probable first."""
    merged: list[tuple[float, float]] = []
    for scale, weight in sorted(found, key=lambda pair: -pair[1]):
        near = next((i for i, (other, _) in enumerate(merged) if abs(math.log(scale / other)) < ALIKE), None)
        if near is None:
            merged.append((scale, weight))
        else:
            merged[near] = (merged[near][0], merged[near][1] + weight)
    return sorted(merged, key=lambda pair: -pair[1])
