"""A small linear classifier of intents: one weight for each feature and intent, trained by training/understanding."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.core.understanding.intents import Intent

WEIGHTS = Path(__file__).with_name("weights") / "intents.npz"


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of one language: whole numbers, to be multiplied by the scale of their intent."""

    intents: tuple[Intent, ...]
    weights: NDArray[np.int8]  # buckets x intents
    scales: NDArray[np.float32]  # of each intent
    bias: NDArray[np.float32]

    def probabilities(self, buckets: Sequence[int]) -> dict[Intent, float]:
        """Return how probable each intent is, most probable first; they add up to 1."""
        sums = self.weights[list(buckets)].sum(axis=0, dtype=np.int32)
        scores = sums * self.scales / np.sqrt(max(1, len(buckets))) + self.bias
        powers = np.exp(scores - scores.max())
        shares = powers / powers.sum()
        return {self.intents[place]: float(shares[place]) for place in np.argsort(-shares)}


def load(path: Path = WEIGHTS) -> dict[str, Classifier]:
    """Return the classifiers by language, ko and en."""
    with np.load(path) as file:
        intents = tuple(Intent(name) for name in file["intents"].tolist())
        return {
            lang: Classifier(intents, file[f"{lang}_weights"], file[f"{lang}_scales"], file[f"{lang}_bias"])
            for lang in ("ko", "en")
        }
