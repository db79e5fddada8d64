"""A small linear classifier of intents and dangers: one weight for each feature, trained by training/understanding."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.core.understanding.intents import DANGERS, Intent

WEIGHTS = Path(__file__).with_name("weights") / "intents.npz"
SHARPER = 1.5  # the sums of the intents times this: the decay of the fit leaves them too near to each other
LEAST = 1e-6  # probability below which no log-odds is taken


@dataclass(frozen=True, slots=True)
class Guess:
    """What a sentence reads like."""

    probable: dict[Intent, float]  # most probable first; they add up to 1
    danger: float  # log-odds of a danger
    kind: Intent  # EMERGENCY or CRISIS, the likelier one


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of one language as whole numbers; the last three columns tell no danger, an emergency and a crisis apart."""

    intents: tuple[Intent, ...]
    weights: NDArray[np.int8]  # buckets x (intents + 3)
    scales: NDArray[np.float32]  # of each column
    bias: NDArray[np.float32]
    worth: NDArray[np.float32]  # of each bucket

    def guess(self, buckets: Sequence[int]) -> Guess:
        """Return what a sentence with these features reads like."""
        held = np.asarray(buckets, dtype=np.intp)
        worth = self.worth[held]
        length = np.sqrt((worth**2).sum()) or 1.0
        scores = (worth / length) @ self.weights[held].astype(np.float32) * self.scales + self.bias
        count = len(self.intents)
        shares, kinds = _softmax(scores[:count]), _softmax(scores[count:])
        odds = [
            _log_odds(float(sum(shares[self.intents.index(one)] for one in DANGERS))),
            _log_odds(1 - float(kinds[0])),
        ]
        sharper = _softmax(scores[:count] * SHARPER)
        probable = {self.intents[place]: float(sharper[place]) for place in np.argsort(-sharper)}
        return Guess(probable, sum(odds) / len(odds), DANGERS[int(kinds[1:].argmax())])


def load(path: Path = WEIGHTS) -> dict[str, Classifier]:
    """Return the classifiers by language, ko and en."""
    with np.load(path) as file:
        intents = tuple(Intent(name) for name in file["intents"].tolist())
        parts = ("weights", "scales", "bias", "worth")
        return {
            lang: Classifier(intents, *(file[f"{lang}_{part}"] for part in parts)) for lang in ("ko", "en")
        }


def save(path: Path, classifiers: dict[str, Classifier]) -> None:
    """Write what `load` reads."""
    arrays = {
        f"{lang}_{part}": getattr(one, part)
        for lang, one in classifiers.items()
        for part in ("weights", "scales", "bias", "worth")
    }
    intents = next(iter(classifiers.values())).intents
    np.savez_compressed(path, intents=np.array([intent.value for intent in intents]), **arrays)


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = powers / powers.sum()
    return shares


def _log_odds(share: float) -> float:
    return float(np.log(max(LEAST, share) / max(LEAST, 1 - share)))
