"""A seen pill to the products it may be."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inference.types import Flaw, SeenPill
from knowledge.identify.appearance_index import Gallery
from knowledge.identify.certainty import Candidate, Certainty, as_sure, certainty
from knowledge.identify.evidence import contradicts, evidence, own_that_fit
from knowledge.identify.size_advice import size_would_decide
from knowledge.identify.tuning import Tuning, shipped
from knowledge.products import Product, ProductId

Floats = NDArray[np.float64]
Products = Callable[[Iterable[ProductId]], Mapping[ProductId, Product]]


class Advice(StrEnum):
    """What would help to decide."""

    OTHER_SIDE = "other-side"
    CLOSER = "closer"
    BRIGHTER = "brighter"
    TYPE_IMPRINT = "type-imprint"
    SPREAD_OUT = "spread-out"
    COIN = "coin"  # beside the pill: its size would tell the candidates apart


@dataclass(frozen=True, slots=True)
class Ranking:
    """The products that one pill may be: at most five, most probable first."""

    certainty: Certainty
    candidates: tuple[Candidate, ...] = ()
    advice: tuple[Advice, ...] = ()


NEAR = 15  # further candidates among which another medicine of the same looks is looked for
HELP = {
    Flaw.TOO_SMALL: Advice.CLOSER,
    Flaw.BLURRED: Advice.CLOSER,
    Flaw.DARK: Advice.BRIGHTER,
    Flaw.GLARE: Advice.BRIGHTER,
    Flaw.OVERLAPPING: Advice.SPREAD_OUT,
}


def rank(
    pill: SeenPill,
    gallery: Gallery,
    products: Products,
    *,
    other_side: SeenPill | None = None,
    typed: str | None = None,
    own: Collection[ProductId] = (),
    tuning: Tuning | None = None,
) -> Ranking:
    """Tell which products a seen pill may be, and whether that may be taken for certain.

    `other_side` is the same pill turned over, `typed` what a person read on it, `own` what they take.
    `products` fetches the few that are offered; `tuning` is what ships unless given. Without a reading or
    typed text nothing is ever certain: looks alone never tell one white round tablet from another; nor is what was
    typed where the pill looks quite different: one or the other is of another pill. What a person takes, and a
    size, put candidates in order and make none certain: what is certain was measured without them. A list never
    stands against what is seen: see `own_that_fit`.
    """
    tuning = tuning or shipped()
    sides = [pill] if other_side is None else [pill, other_side]
    unsized = [replace(side, sizes=()) for side in sides]
    own, denied = own_that_fit(sides, gallery, tuning, typed, own)

    def likeliest(of: Sequence[SeenPill], whose: Collection[ProductId]) -> list[Candidate]:
        fit, elsewhere = evidence(of[0], gallery, tuning, other_side=of[1] if of[1:] else None, typed=typed)
        probable = posterior(fit, elsewhere, prior(gallery, tuning, whose), tuning)
        probable[[gallery.place[id_] for id_ in denied]] = 0.0
        best = _highest(probable, tuning.offered + NEAR)
        near = products(gallery.ids[index] for index in best)
        return [Candidate(near[gallery.ids[index]], float(probable[index])) for index in best]

    candidates = likeliest(sides, own)
    said = certainty(candidates, tuning, was_read=was_read(pill, other_side, typed))
    if said is Certainty.SURE and own and not as_sure(candidates, likeliest(sides, ()), tuning):
        said = Certainty.CHOOSE
    if said is Certainty.SURE and typed and contradicts(sides, candidates[0].product.id, gallery, tuning):
        said = Certainty.CHOOSE
    if (
        said is Certainty.SURE
        and unsized != sides
        and not as_sure(candidates, likeliest(unsized, own), tuning)
    ):
        said = Certainty.CHOOSE
    advice = _advice(pill, other_side, typed)
    if said is Certainty.CHOOSE and unsized == sides and size_would_decide(candidates, tuning):
        advice = (*advice, Advice.COIN)
    return Ranking(said, tuple(candidates[: tuning.offered]), advice)


def probabilities(
    pill: SeenPill,
    gallery: Gallery,
    *,
    other_side: SeenPill | None = None,
    typed: str | None = None,
    own: Collection[ProductId] = (),
    tuning: Tuning | None = None,
) -> Floats:
    """Return how probable each product is (shape: products); the rest to one is: none of them."""
    tuning = tuning or shipped()
    fit, elsewhere = evidence(pill, gallery, tuning, other_side=other_side, typed=typed)
    return posterior(fit, elsewhere, prior(gallery, tuning, own), tuning)


def posterior(fit: Floats, elsewhere: float, prior: Floats, tuning: Tuning) -> Floats:
    """Return how probable each product is by the evidence, which is believed as far as it was found to be right."""
    inside = (1 - tuning.outside) * prior * fit ** (1 / tuning.temperature)
    outside = tuning.outside * elsewhere ** (1 / tuning.temperature)
    result: Floats = inside / (inside.sum() + outside)
    return result


def _highest(probable: Floats, most: int) -> NDArray[np.intp]:
    """Return where the highest values stand, in falling order, without sorting all the others."""
    if len(probable) <= most:
        return np.argsort(-probable, kind="stable")
    least = np.partition(probable, -most)[-most]
    found = np.flatnonzero(probable >= least)
    return found[np.argsort(-probable[found], kind="stable")][:most]


def prior(gallery: Gallery, tuning: Tuning, own: Collection[ProductId] = ()) -> Floats:
    """Return how probable each product is before anything is seen of the pill (shape: products)."""
    everyone: Floats = np.where(gallery.withdrawn, tuning.withdrawn, 1.0)
    everyone /= everyone.sum()
    mine = sorted({gallery.place[id_] for id_ in own if id_ in gallery.place})
    if mine:
        everyone *= 1 - tuning.own
        everyone[mine] += tuning.own / len(mine)
    return everyone


def was_read(pill: SeenPill, other_side: SeenPill | None, typed: str | None) -> bool:
    """Tell whether anything is known of what is stamped on the pill, other than that a side is plain."""
    sides = [pill] if other_side is None else [pill, other_side]
    return bool(typed and typed.strip()) or any(side.readings and side.readings[0].value for side in sides)


def _advice(pill: SeenPill, other_side: SeenPill | None, typed: str | None) -> tuple[Advice, ...]:
    advice = [HELP[flaw] for flaw in pill.flaws if flaw in HELP]
    if other_side is None:
        advice.append(Advice.OTHER_SIDE)
    if not (typed and typed.strip()):
        advice.append(Advice.TYPE_IMPRINT)
    return tuple(dict.fromkeys(advice))
