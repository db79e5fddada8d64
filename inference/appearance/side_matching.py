"""Matches the pills of two photos, taken before and after the pills were turned over. Pure."""

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVar

from inference.types import Guess, SeenPill

T = TypeVar("T", bound=Hashable)
Pairs = dict[int, int]  # places of pills in the first photo -> in the second

UNLIKE = 0.02  # probability that the other side is classified as quite another colour or shape
PROPORTIONS = 0.12  # spread of the logarithm of longest over shortest extent, from side to side
SIZES = 0.15  # spread of the logarithm of a pill's size beside the others'
MOST = 4.0  # nats that one difference may count
SAME = 4.0  # nats: pills that differ more are not the same one
CLEAR = 3.0  # nats by which any other way of pairing must be worse
PLACES = 0.12  # spread of a pill's place, as a share of how far the pills lie apart
MOVED = 3.5  # nats: pills may have been moved, so places decide between equals and never against looks
MOST_PILLS = 6  # more are not paired: there are too many ways


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of pairing all pills, and how badly it fits, in nats."""

    order: tuple[int, ...]
    cost: float


def match(first: Sequence[SeenPill], second: Sequence[SeenPill]) -> Pairs:
    """Return which pill of the second photo is which of the first; only clear pairs.

    Appearance decides; with three or more pills also their relative positions, in any rotation of the photo: each
    pill is turned over in its place. No pairs are returned if the numbers of pills differ.
    """
    if len(first) != len(second) or not 0 < len(first) <= MOST_PILLS:
        return {}
    looks = [
        [difference(one, other) + _sizes(first, second, i, j) for j, other in enumerate(second)]
        for i, one in enumerate(first)
    ]
    ways = sorted(_ways(first, second, looks), key=lambda way: way.cost)
    best = ways[0]
    return {
        place: other
        for place, other in enumerate(best.order)
        if looks[place][other] <= SAME
        and all(way.cost - best.cost >= CLEAR for way in ways if way.order[place] != other)
    }


def difference(one: SeenPill, other: SeenPill) -> float:
    """Return the evidence that two sides belong to different pills, in nats; 0 is none."""
    cost = _apart(one.colours, other.colours) + _apart(one.shapes, other.shapes)
    if one.elongation and other.elongation:
        cost += _spread(math.log(one.elongation / other.elongation), PROPORTIONS)
    return cost


def _apart(one: Sequence[Guess[T]], other: Sequence[Guess[T]]) -> float:
    """Return minus the logarithm of the similarity of two sets of guesses (Bhattacharyya); 0 if one is empty."""
    if not (one and other):
        return 0.0
    told = {guess.value: guess.probability for guess in other}
    alike = sum(math.sqrt(guess.probability * told.get(guess.value, 0.0)) for guess in one)
    return -math.log(UNLIKE + (1 - UNLIKE) * min(alike, 1.0))


def _spread(apart: float, usual: float) -> float:
    return min(MOST, 0.5 * (apart / usual) ** 2)


def _sizes(first: Sequence[SeenPill], second: Sequence[SeenPill], i: int, j: int) -> float:
    """Return the difference in size of two pills, each relative to the others in its photo."""
    return _spread(_size(first, i) - _size(second, j), SIZES)


def _size(pills: Sequence[SeenPill], place: int) -> float:
    sizes = [math.log(max(pill.box.width, pill.box.height)) for pill in pills]
    return sizes[place] - sum(sizes) / len(sizes)


def _ways(
    first: Sequence[SeenPill], second: Sequence[SeenPill], looks: Sequence[Sequence[float]]
) -> Iterator[_Way]:
    here, there = _places(first), _places(second)
    for order in permutations(range(len(first))):
        cost = sum(looks[i][j] for i, j in enumerate(order))
        yield _Way(order, cost + _layout(here, [there[j] for j in order]))


def _places(pills: Sequence[SeenPill]) -> list[complex]:
    """Return the pills' centres about their middle, as far apart as one on the average."""
    centres = [complex(p.box.left + p.box.right, p.box.top + p.box.bottom) / 2 for p in pills]
    middle = sum(centres) / len(centres)
    spread = math.sqrt(sum(abs(c - middle) ** 2 for c in centres) / len(centres)) or 1.0
    return [(c - middle) / spread for c in centres]


def _layout(here: Sequence[complex], there: Sequence[complex]) -> float:
    """Return the misfit of the positions under the best rotation of the photo; two pills always fit."""
    if len(here) < 3:
        return 0.0
    together = sum(a * b.conjugate() for a, b in zip(here, there, strict=True))
    turn = together / abs(together) if abs(together) else 1.0
    return min(MOVED, sum(_spread(abs(a - b * turn), PLACES) for a, b in zip(here, there, strict=True)))
