"""From which probability on a product may be taken without asking, so that few enough of those are wrong. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.identify.ranking import is_certain
from training.calibration.cases import Outcome

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
MOST_DOUBT = 10  # times the rate: no single answer that is accepted may be more doubtful than this
RIVALS = (0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A probability from which on to be sure, and what that came to where it was fitted."""

    sure: float
    measured: bool  # there were answers enough to tell; else the calibrated probability has to vouch alone
    accepted: float
    wrong: float


def threshold(outcomes: Sequence[Outcome], rate: float, rival: float) -> Threshold:
    """Return the lowest probability at which at most `rate` of what is accepted is wrong.

    One more wrong answer is counted than was found, as chance may have spared one. Where there are too few
    answers to tell, the threshold is `1 - rate`, or just above the surest wrong one.
    """
    least = 1 - MOST_DOUBT * rate
    eligible = sorted(_certain(outcomes, least, rival), key=lambda one: -one.same)
    best, accepted, wrong = None, 0.0, 0.0
    for one, after in zip_longest(eligible, eligible[1:]):
        accepted += one.weight
        wrong += 0.0 if one.right else one.weight
        if (after is None or after.same < one.same) and (wrong + 1) / (accepted + 1) <= rate:
            best = Threshold(one.same, True, accepted, wrong)
    if best is not None:
        return best
    surest = max((one.same for one in eligible if not one.right and one.weight > 0.5), default=0.0)
    sure = max(1 - rate, min(1.0, surest + 1e-6))
    return Threshold(sure, False, *taken(outcomes, sure, rival))


def taken(outcomes: Sequence[Outcome], sure: float, rival: float) -> tuple[float, float]:
    """Return how many answers are accepted, and how many of those are wrong, each by its weight."""
    accepted = _certain(outcomes, sure, rival)
    return sum(one.weight for one in accepted), sum(one.weight for one in accepted if not one.right)


def _certain(outcomes: Sequence[Outcome], sure: float, rival: float) -> list[Outcome]:
    return [
        one
        for one in outcomes
        if one.was_read and is_certain(one.first, one.same, one.rival, sure=sure, most_rival=rival)
    ]


def best_rival(outcomes: Sequence[Outcome], rate: float) -> float:
    """Return how probable another medicine may be at most, so that as many as possible are accepted."""
    return max(RIVALS, key=lambda rival: (threshold(outcomes, rate, rival).accepted, -rival))
