"""Sentences as rows of a sparse matrix: one column a feature, worth more the rarer it is, each row of length 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray

from bot.core.understanding.features import BUCKETS, features
from bot.core.understanding.names import NameFinder
from bot.core.understanding.text import sentence_of

LEAST = 2  # sentences that must have a feature, for it to count


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of sentences: row i holds buckets[starts[i]:starts[i + 1]]."""

    buckets: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def worth(self) -> NDArray[np.float32]:
        """Return how much each feature counts: the root of its inverse document frequency, 0 if hardly seen."""
        seen = np.bincount(self.buckets, minlength=BUCKETS)
        worth = np.sqrt(np.log((len(self.starts) - 1) / np.maximum(1, seen)))
        return np.where(seen >= LEAST, worth, 0).astype(np.float32)

    def matrix(self, worth: NDArray[np.float32]) -> torch.Tensor:
        """Return the matrix, sentences x BUCKETS, in CSR form."""
        values = worth[self.buckets]
        squares = np.add.reduceat(values**2, self.starts[:-1])
        values = values / np.repeat(np.sqrt(np.maximum(squares, 1e-9)), np.diff(self.starts))
        parts = (torch.from_numpy(part) for part in (self.starts, self.buckets, values))
        return torch.sparse_csr_tensor(*parts, size=(len(self.starts) - 1, BUCKETS), check_invariants=True)


def rows_of(texts: Sequence[str], lang: str) -> Rows:
    """Return the features of sentences in a language, ko or en."""
    found = [_features(text, lang) for text in texts]
    return Rows(
        np.array([bucket for row in found for bucket in row], dtype=np.int64),
        np.cumsum([0, *map(len, found)]),
    )


@cache
def _features(text: str, lang: str) -> tuple[int, ...]:
    sentence = sentence_of(text, lang)
    return tuple(features(sentence, _finder().in_text(sentence.text)))


@cache
def _finder() -> NameFinder:
    return NameFinder()
