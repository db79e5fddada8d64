"""Chooses the probability from which a product may be accepted without asking, for a given error rate. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.identify.certainty import is_certain
from training.calibration.cases import Outcome

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
MOST_DOUBT = 10  # times the rate: the most doubt that a single accepted answer may carry
RIVALS = (0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least probability to accept, and its effect on the answers it was fitted on."""

    sure: float
    measured: bool  # enough answers to measure; else it rests on the calibrated probability alone
    accepted: float
    wrong: float


def threshold(outcomes: Sequence[Outcome], rate: float, rival: float) -> Threshold:
    """Return the lowest probability at which at most `rate` of what is accepted is wrong.

    One more wrong answer is counted than was found, to allow for luck. With too few answers to measure, the
    threshold is `1 - rate`, or just above the most probable wrong answer.
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
    """Return the highest probability of another medicine at which most answers are accepted."""
    return max(RIVALS, key=lambda rival: (threshold(outcomes, rate, rival).accepted, -rival))
