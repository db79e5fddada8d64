"""Classifies colour, shape and score line of one pill, with probabilities.

Three small logistic models over the numbers of features.py. `training.fit.appearance` fitted them and writes the table
`weights/looks.json`, which records the training data and the scores on kinds that were left out.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from inference.appearance.features import (
    Floats,
    colours_lab,
    elongation,
    ends_features,
    hue_features,
    line_features,
    shape_features,
)
from inference.appearance.outline import Outline
from inference.model_card import WEIGHTS, WeightsError
from inference.types import Colour, Guess, ScoreLine, Shape

T = TypeVar("T")

LOOKS = WEIGHTS / "looks.json"
LEAST = 0.02  # less probable guesses are dropped
MOST = 5


@dataclass(frozen=True, slots=True)
class Softmax:
    """A multinomial logistic model: the probabilities of `labels` for a row of features."""

    labels: tuple[str, ...]
    mean: Floats  # (features,)
    scale: Floats  # (features,)
    weights: Floats  # (features + 1, labels); the last row is the intercept

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """Read a table as `looks.json` holds it."""
        mean, scale, weights = (np.array(table[name], np.float64) for name in ("mean", "scale", "weights"))
        if weights.shape != (len(mean) + 1, len(table["labels"])) or mean.shape != scale.shape:
            raise ValueError(f"expected tables that fit each other, got weights {weights.shape}")
        return cls(tuple(table["labels"]), mean, scale, weights)

    def probabilities(self, features: Floats) -> Floats:
        """(labels,) for (features,), or (n, labels) for (n, features)."""
        logits = (features - self.mean) / self.scale @ self.weights[:-1] + self.weights[-1]
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
        return shares

    def named(self, kind: Callable[[str], T], features: Floats) -> list[tuple[T, float]]:
        """Each label, as a value of its kind, and its probability for (features,)."""
        return list(zip(map(kind, self.labels), self.probabilities(features).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Looks:
    """What one pill looks like; guesses are most probable first."""

    colours: tuple[Guess[tuple[Colour, ...]], ...]
    shapes: tuple[Guess[Shape], ...]
    score_lines: tuple[Guess[ScoreLine], ...]
    elongation: float | None  # None: the outline was not found


class LooksModel:
    """Tells the looks of a pill from its outline."""

    def __init__(self, file: Path = LOOKS) -> None:
        """Read the table.

        Raises:
            WeightsError: it is missing or damaged.
        """
        try:
            tables = json.loads(file.read_text(encoding="utf-8"))
            self._colours = Softmax.from_table(tables["colours"])
            self._ends = Softmax.from_table(tables["ends"])
            self._shapes = Softmax.from_table(tables["shapes"])
            self._lines = Softmax.from_table(tables["lines"])
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise WeightsError(file, f"is not a table of looks: {error!r}") from error

    def look(self, outline: Outline) -> Looks:
        """The looks of one pill. Without an outline there is a colour, but no shape and no score line."""
        colours = self._colours_of(outline)
        if not outline.found:
            return Looks(colours, (), (), None)
        shapes = self._shapes.named(Shape, shape_features(outline))
        lines = self._lines.named(ScoreLine, line_features(outline))
        return Looks(colours, _guesses(shapes), _guesses(lines), elongation(outline))

    def _colours_of(self, outline: Outline) -> tuple[Guess[tuple[Colour, ...]], ...]:
        """One colour, or two where the ends differ; pairs are in the order of Colour."""
        lab = colours_lab(outline)
        two = float(self._ends.probabilities(ends_features(lab, outline))[self._ends.labels.index("two")])
        whole, first, second = (self._colours.named(Colour, row) for row in hue_features(lab))
        shares: dict[tuple[Colour, ...], float] = {(name,): (1 - two) * share for name, share in whole}
        for (one, its), (other, others) in product(first, second) if two >= LEAST else ():
            colours = tuple(sorted({one, other}, key=ORDER.index))
            shares[colours] = shares.get(colours, 0.0) + two * its * others
        return _guesses(shares.items())


ORDER = list(Colour)


def _guesses(shares: Iterable[tuple[T, float]]) -> tuple[Guess[T], ...]:
    best = sorted(shares, key=lambda pair: -pair[1])[:MOST]
    return tuple(Guess(value, min(float(share), 1.0)) for value, share in best if share >= LEAST)
