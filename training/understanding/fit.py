"""Fit the classifier of intents: multinomial logistic regression over hashed features, quantised to whole numbers."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.understanding.features import BUCKETS, features
from bot.core.understanding.intents import Intent
from bot.core.understanding.names import NameFinder
from bot.core.understanding.text import DATA, sentence_of
from training.understanding.patterns import Example, examples, mistyped, plain

INTENTS = tuple(Intent)
COPIES = 5  # of each sentence that is no pattern, most with errors of typing
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of all sentences, one row after another: row i holds buckets[starts[i]:starts[i + 1]]."""

    buckets: NDArray[np.int64]
    starts: NDArray[np.int64]
    intents: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Return how many features each row has."""
        return np.diff(self.starts)


def rows_of(sentences: Sequence[Example], lang: str, finder: NameFinder) -> Rows:
    """Return the features of sentences."""
    found = [features(sentence_of(one.text, lang), finder.in_text(one.text.lower())) for one in sentences]
    return Rows(
        np.array([bucket for row in found for bucket in row], dtype=np.int64),
        np.cumsum([0, *map(len, found)]),
        np.array([INTENTS.index(one.intent) for one in sentences], dtype=np.int64),
    )


def fit(
    rows: Rows, *, epochs: int = 14, rate: float = 0.5, decay: float = 2e-5, seed: int = 7
) -> tuple[Floats, Floats]:
    """Return weights (buckets x intents) and bias, by AdaGrad on batches; classes count equally."""
    rng = np.random.default_rng(seed)
    weights, bias = np.zeros((BUCKETS, len(INTENTS)), np.float32), np.zeros(len(INTENTS), np.float32)
    sums = np.full((BUCKETS, len(INTENTS)), 1e-2, np.float32)
    counts = np.bincount(rows.intents, minlength=len(INTENTS))
    worth = (len(rows.intents) / len(INTENTS) / np.maximum(1, counts)) ** 0.5
    for epoch in range(epochs):
        step = rate / (1 + epoch / 4)
        for row in rng.permutation(len(rows.intents)):
            held = rows.buckets[rows.starts[row] : rows.starts[row + 1]]
            held = held[rng.random(len(held)) > 0.25]  # dropout: no single piece of spelling decides
            if not len(held):
                continue
            size = np.sqrt(len(held))
            scores = weights[held].sum(axis=0) / size + bias
            powers = np.exp(scores - scores.max())
            error = (powers / powers.sum()).astype(np.float32)
            error[rows.intents[row]] -= 1
            error *= worth[rows.intents[row]]
            change = error / size
            sums[held] += change**2
            weights[held] -= step * change / np.sqrt(sums[held]) + decay * weights[held]
            bias -= 0.01 * step * error
    return weights, bias


def save(path: Path, fitted: dict[str, tuple[Floats, Floats]]) -> None:
    """Write the weights of both languages as whole numbers of one byte."""
    arrays: dict[str, Any] = {"intents": np.array([intent.value for intent in INTENTS])}
    for lang, (weights, bias) in fitted.items():
        scales = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
        arrays |= {
            f"{lang}_weights": np.round(weights / scales).astype(np.int8),
            f"{lang}_scales": scales.astype(np.float32),
            f"{lang}_bias": bias,
        }
    np.savez_compressed(path, **arrays)


def train(path: Path, each: int = 12) -> dict[str, object]:
    """Draw the sentences, fit both languages, write weights and card; return the card."""
    drawn = {lang: [*examples(lang, each), *_copies(lang)] for lang in ("ko", "en")}
    _write_common_words([*examples("en", each), *plain("en", "plain.toml"), *plain("en", "dangers.toml")])
    finder = NameFinder()
    fitted = {lang: fit(rows_of(sentences, lang, finder)) for lang, sentences in drawn.items()}
    save(path, fitted)
    card = {
        "what": "tells which of 30 intents a typed sentence has; linear, on hashed features of its spelling and subjects",
        "from": "sentences drawn from training/understanding/sentences_ko.toml and sentences_en.toml, written for this",
        "sentences": {lang: len(sentences) for lang, sentences in drawn.items()},
        "each": each,
        "buckets": BUCKETS,
        "made by": "python -m training.understanding",
        "measured by": "python -m tests.bench.understanding",
    }
    path.with_suffix(".json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return card


def _copies(lang: str) -> Iterator[Example]:
    rng = random.Random(7)  # noqa: S311 - sentences, not secrets
    for one in (*plain(lang, "plain.toml"), *plain(lang, "dangers.toml")):
        yield one
        yield from (mistyped(one, lang, rng) for _ in range(COPIES - 1))


def _write_common_words(sentences: Sequence[Example]) -> None:
    """Write the ordinary English words of the sentences, so that none is taken for a misspelt medicine.

    The sentences are those without drawn typing errors: an error in a name would count as an ordinary word.
    """
    names = {name.lower() for name in (DATA / "names.en.txt").read_text("utf-8").split()}
    said = Counter(word for one in sentences for word in re.findall(r"[a-z]{4,}", one.text.lower()))
    common = sorted(word for word, times in said.items() if times > 1 and word not in names)
    head = "# Words of ordinary English, none a medicine; made by: python -m training.understanding"
    (DATA / "common.en.txt").write_text("\n".join((head, *common)) + "\n", "utf-8")
