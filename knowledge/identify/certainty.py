"""How sure an identification is: what probabilities vouch for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.identify.tuning import Tuning
from knowledge.products import Product


class Certainty(StrEnum):
    """How an identification may be spoken of."""

    SURE = "sure"  # certain by calibrated measure, with no look-alike of another ingredient or strength near
    CHOOSE = "choose"  # one of these, perhaps: the person decides
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a seen pill may be, and the probability that it is."""

    product: Product
    probability: float


NAMED = 2 / 3  # of a medicine's probability is its first product's; else twins make the name a toss-up


def certainty(candidates: Sequence[Candidate], tuning: Tuning, *, was_read: bool) -> Certainty:
    """Tell how candidates, most probable first, may be spoken of."""
    if sum(one.probability for one in candidates[: tuning.offered]) < tuning.choose:
        return Certainty.UNKNOWN
    first, (same, rival) = candidates[0].probability, confidence(candidates)
    sure = was_read and is_certain(first, same, rival, sure=tuning.sure, most_rival=tuning.rival)
    return Certainty.SURE if sure else Certainty.CHOOSE


def is_certain(first: float, same: float, rival: float, *, sure: float, most_rival: float) -> bool:
    """Tell whether the probabilities of the first product, of its medicine and of the likeliest other vouch for it."""
    return first >= NAMED * same and same >= sure and rival < most_rival


def as_sure(candidates: Sequence[Candidate], seen: Sequence[Candidate], tuning: Tuning) -> bool:
    """Tell whether what is seen alone makes the same medicine certain."""
    return (
        contents(candidates[0].product) == contents(seen[0].product)
        and certainty(seen, tuning, was_read=True) is Certainty.SURE
    )


def confidence(candidates: Sequence[Candidate]) -> tuple[float, float]:
    """Return how probable the first candidate's medicine is, whoever makes it, and the likeliest other one."""
    if not candidates:
        return 0.0, 0.0
    first = contents(candidates[0].product)
    same = sum(one.probability for one in candidates if contents(one.product) == first)
    return same, max((one.probability for one in candidates if contents(one.product) != first), default=0.0)


def contents(product: Product) -> tuple[object, ...]:
    """Return what makes two products one medicine: ingredients and strengths, or itself if unknown."""
    if not product.ingredients or any(one.amount is None for one in product.ingredients):
        return (product.id,)
    return tuple(sorted((one.code or one.name, one.amount, one.unit) for one in product.ingredients))
