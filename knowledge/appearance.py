"""A seen pill to the products it may be."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.products import Product


class Certainty(StrEnum):
    """How an identification may be spoken of."""

    SURE = "sure"  # certain by calibrated measure, with no look-alike of another ingredient or strength near
    CHOOSE = "choose"  # one of these, perhaps: the person decides
    UNKNOWN = "unknown"


class Advice(StrEnum):
    """What would help to decide."""

    OTHER_SIDE = "other-side"
    CLOSER = "closer"
    BRIGHTER = "brighter"
    TYPE_IMPRINT = "type-imprint"
    SPREAD_OUT = "spread-out"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a seen pill may be, and the probability that it is."""

    product: Product
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The products that one pill may be: at most five, most probable first."""

    certainty: Certainty
    candidates: tuple[Candidate, ...] = ()
    advice: tuple[Advice, ...] = ()
