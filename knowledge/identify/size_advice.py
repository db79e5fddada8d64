"""Whether a pill's size would tell its candidates apart."""

import math
from collections.abc import Sequence

from knowledge.identify.certainty import Candidate
from knowledge.identify.tuning import Tuning

COIN_SPREAD = 0.03  # relative, of a size by a coin
DECIDED = 0.5  # a candidate with more than this share is decided on
ENOUGH = 0.5  # probability of a decision by size from which on it is asked for
GAIN = 0.3  # and how much more probable it is than one without


def size_would_decide(candidates: Sequence[Candidate], tuning: Tuning) -> bool:
    """Tell whether candidates, of which few fit what is seen, differ mainly in their catalogued lengths.

    Each candidate in turn is taken for the right one: its length is measured, and the others are weighed by how
    well theirs fit it. One whose length is not known fits none and any, so that it decides nothing.
    """
    total = sum(one.probability for one in candidates)
    if total <= 0:
        return False
    shares = [one.probability / total for one in candidates]
    lengths = [_length_mm(one) for one in candidates]
    now = later = 0.0
    for share, length in zip(shares, lengths, strict=True):
        now += share * (share > DECIDED)
        if length is not None:
            left = sum(other * _fit(length, its, tuning) for other, its in zip(shares, lengths, strict=True))
            later += share * (share > DECIDED * left)
    return total * later >= ENOUGH and later - now >= GAIN


def _length_mm(candidate: Candidate) -> float | None:
    looks = candidate.product.appearances
    return max(looks[0].long_mm or 0.0, looks[0].short_mm or 0.0) or None if looks else None


def _fit(measured: float, length: float | None, tuning: Tuning) -> float:
    if length is None:
        return 1.0
    spread = math.hypot(tuning.seeing.size_tolerance, COIN_SPREAD * measured)
    return math.exp(-0.5 * ((measured - length) / spread) ** 2)
