"""How probable the seen colours, shape, score line, proportions and size are for a pill as catalogued."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from inference.types import Colour, Guess, ScoreLine, Shape, Size

Floats = NDArray[np.float64]
T = TypeVar("T")
Pair = frozenset[Colour]

# Colours that lamps, cameras and catalogues' authors take for one another.
CLOSE: frozenset[Pair] = frozenset(
    frozenset(map(Colour, pair.split()))
    for pair in (
        "white yellow", "white pink", "white grey", "white clear", "white light-green", "white blue",
        "white orange", "yellow orange", "yellow light-green", "yellow brown", "orange brown",
        "orange pink", "orange red", "brown red", "brown magenta", "pink red", "pink magenta",
        "pink purple", "red magenta", "purple magenta", "purple blue", "purple navy", "blue teal",
        "blue navy", "blue light-green", "teal green", "teal light-green", "teal navy",
        "green light-green", "green black", "grey black", "navy black", "brown black", "grey blue",
    )
)  # fmt: skip
NEAR_SHAPES = {
    frozenset(map(Shape, pair.split())): share
    for pair, share in {
        "oblong oval": 0.3,
        "round octagon": 0.1,
        "round hexagon": 0.1,
        "round oval": 0.08,
        "round pentagon": 0.06,
        "oblong rectangle": 0.15,
        "rectangle diamond": 0.1,
        "octagon hexagon": 0.2,
        "hexagon pentagon": 0.2,
        "oval diamond": 0.08,
        "oval semicircle": 0.1,
        "round semicircle": 0.05,
    }.items()
}


@dataclass(frozen=True, slots=True)
class Seeing:
    """How far what is seen can be believed; shares of a right answer unless another unit is named."""

    close_colour: float = 0.2
    other_colour: float = 0.03
    untold_shape: float = 0.25  # a catalogue's "other", or none
    other_shape: float = 0.03
    wrong_score: float = 0.5  # catalogues leave score lines out, and shadows make some
    elongation_spread: float = 0.1  # of the logarithm
    other_elongation: float = 0.05
    size_tolerance: float = 0.4  # mm that a pill differs from its catalogue, whose sizes are often rounded
    other_size: float = 0.03


def colour_likelihood(
    seen: Sequence[Guess[tuple[Colour, ...]]], looks: Collection[Pair], of: Seeing
) -> Floats:
    """Return for each catalogued set of colours how well the seen ones fit, 0 to 1 (shape: looks)."""
    known = tuple(looks)
    return _mixed(seen, lambda colours: _colour_fits(frozenset(colours), known, of))


@lru_cache(maxsize=256)  # few sets of colours are ever seen, and a catalogue has some two hundred
def _colour_fits(seen: Pair, looks: tuple[Pair, ...], of: Seeing) -> tuple[float, ...]:
    return tuple(_colours_fit(seen, look, of) for look in looks)


def _colours_fit(seen: Pair, look: Pair, of: Seeing) -> float:
    solid = look - {Colour.CLEAR} or look  # what a clear half shows is what is behind it
    if not (seen and solid):
        return of.close_colour
    found = [max(_one_colour(one, other, of) for other in look) for one in seen]
    told = [max(_one_colour(one, other, of) for other in seen) for one in solid]
    return sum(found) / len(found) * sum(told) / len(told)


def _one_colour(one: Colour, other: Colour, of: Seeing) -> float:
    if one == other:
        return 1.0
    return of.close_colour if frozenset((one, other)) in CLOSE else of.other_colour


def shape_likelihood(seen: Sequence[Guess[Shape]], looks: Collection[Shape | None], of: Seeing) -> Floats:
    """Return for each catalogued shape how well the seen one fits, 0 to 1 (shape: looks)."""

    def fit(shape: Shape, look: Shape | None) -> float:
        if shape == look:
            return 1.0
        if look in (None, Shape.OTHER):
            return of.untold_shape
        return NEAR_SHAPES.get(frozenset((shape, look)), of.other_shape)

    return _mixed(seen, lambda shape: [fit(shape, look) for look in looks])


def score_likelihood(
    seen: Sequence[Guess[ScoreLine]], looks: Collection[tuple[ScoreLine | None, ...]], of: Seeing
) -> Floats:
    """Return for the score lines of the two sides how well the seen one fits, 0 to 1 (shape: looks)."""

    def fit(line: ScoreLine, look: tuple[ScoreLine | None, ...]) -> float:
        return sum(1.0 if one in (line, None) else of.wrong_score for one in look) / len(look)

    return _mixed(seen, lambda line: [fit(line, look) for look in looks])


def elongation_likelihood(seen: float, ratios: Floats, of: Seeing) -> Floats:
    """Return for each longest over shortest extent how well the seen one fits (NaN: not known)."""
    apart = (np.log(seen) - np.log(ratios)) / of.elongation_spread
    fit = np.exp(-0.5 * apart**2) * (1 - of.other_elongation) + of.other_elongation
    return np.where(np.isnan(ratios), 0.5, fit)


def size_likelihood(seen: Sequence[Guess[Size]], length_mm: Floats, of: Seeing) -> Floats:
    """Return for each catalogued length how well the seen ones fit, 0 to 1 (NaN, not known: as well as any).

    A normal distribution, whose variance is that of the catalogue and of the measurement together. The width is
    left to `elongation_likelihood`, which needs no scale.
    """
    is_known = ~np.isnan(length_mm)
    if not is_known.any():
        return np.ones(len(length_mm))

    def fit(size: Size) -> Floats:
        apart = (size.long_mm - length_mm[is_known]) / math.hypot(
            of.size_tolerance, size.spread * size.long_mm
        )
        near: Floats = np.exp(-0.5 * apart**2) * (1 - of.other_size) + of.other_size
        return near

    fits = _mixed(seen, fit)
    result = np.full(len(length_mm), fits.mean())
    result[is_known] = fits
    return result


def _mixed(seen: Sequence[Guess[T]], fits: Callable[[T], Sequence[float] | Floats]) -> Floats:
    """Return the fits of the guesses, weighed by their probabilities; what these leave over fits anything."""
    rest = max(0.0, 1.0 - sum(guess.probability for guess in seen))
    tables = [guess.probability * np.array(fits(guess.value), dtype=np.float64) for guess in seen]
    total: Floats = np.sum(tables, axis=0)
    return total + rest * 0.1
