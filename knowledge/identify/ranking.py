"""A seen pill to the products it may be."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inference.types import Flaw, SeenPill
from knowledge.identify.appearance_index import Gallery
from knowledge.identify.appearance_likelihood import (
    colour_likelihood,
    elongation_likelihood,
    score_likelihood,
    shape_likelihood,
)
from knowledge.identify.certainty import Candidate, Certainty, as_sure, certainty
from knowledge.identify.imprint_likelihood import by_chance
from knowledge.identify.product_labels import item_of
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


@dataclass(frozen=True, slots=True)
class Ranking:
    """The products that one pill may be: at most five, most probable first."""

    certainty: Certainty
    candidates: tuple[Candidate, ...] = ()
    advice: tuple[Advice, ...] = ()


NEAR = 15  # further candidates among which another medicine of the same looks is looked for
UNLIKE = 0.1  # a product that fits what is seen this much worse than any pill does is another one
CLOSE_ALONE = 0.5  # how much of a near colour's fit is left where looks alone must contradict
OTHER_LETTERS = 0.5  # letters that are this much less probable than by chance are of another pill
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
    typed text nothing is ever certain: looks alone never tell one white round tablet from another; nor is
    what was typed where the pill looks quite different: one or the other is of another pill. What a person
    takes puts candidates in order and makes none certain: what is certain was measured without a list. It never
    stands against what is seen: see `own_that_fit`.
    """
    tuning = tuning or shipped()
    fit, elsewhere = evidence(pill, gallery, tuning, other_side=other_side, typed=typed)
    sides = [pill] if other_side is None else [pill, other_side]
    own, denied = own_that_fit(sides, gallery, tuning, typed, own)

    def likeliest(whose: Collection[ProductId]) -> list[Candidate]:
        probable = posterior(fit, elsewhere, prior(gallery, tuning, whose), tuning)
        probable[[gallery.place[id_] for id_ in denied]] = 0.0
        best = _highest(probable, tuning.offered + NEAR)
        near = products(gallery.ids[index] for index in best)
        return [Candidate(near[gallery.ids[index]], float(probable[index])) for index in best]

    candidates = likeliest(own)
    said = certainty(candidates, tuning, was_read=was_read(pill, other_side, typed))
    if said is Certainty.SURE and own and not as_sure(candidates, likeliest(()), tuning):
        said = Certainty.CHOOSE
    if said is Certainty.SURE and typed and contradicts(sides, candidates[0].product.id, gallery, tuning):
        said = Certainty.CHOOSE
    return Ranking(
        said,
        tuple(candidates[: tuning.offered]),
        _advice(pill, other_side, typed),
    )


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


def evidence(
    pill: SeenPill,
    gallery: Gallery,
    tuning: Tuning,
    *,
    other_side: SeenPill | None = None,
    typed: str | None = None,
) -> tuple[Floats, float]:
    """Return how well all that is seen fits each product (shape: products), and a pill from elsewhere."""
    sides = [pill] if other_side is None else [pill, other_side]
    looks, looks_outside = _looks(sides, gallery, tuning)
    read, read_outside = _read(sides, gallery, tuning)
    said, said_outside = _typed(typed, gallery, tuning)
    fit = np.bincount(gallery.product, gallery.share * looks * read * said, minlength=len(gallery.ids))
    labelled: Floats = np.prod([_labelled(side, gallery, tuning) for side in sides], axis=0)
    return fit * labelled, looks_outside * read_outside * said_outside


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


def own_that_fit(
    sides: Sequence[SeenPill],
    gallery: Gallery,
    tuning: Tuning,
    typed: str | None,
    own: Collection[ProductId],
) -> tuple[list[ProductId], list[ProductId]]:
    """Return which products of a list count for more, and which the letters contradict, so that they are not offered.

    One counts for more only where it fits colour and shape at least as well as any pill does by chance, and where
    its letters are not less probable than others.
    """
    places = {id_: gallery.place[id_] for id_ in dict.fromkeys(own) if id_ in gallery.place}
    if not places:
        return [], []
    looks, any_looks = _looks(sides, gallery, tuning)
    read, read_by_chance = _read(sides, gallery, tuning)
    said, said_by_chance = _typed(typed, gallery, tuning)
    letters, by_chance = read * said, read_by_chance * said_by_chance
    fitting: list[ProductId] = []
    denied: list[ProductId] = []
    for id_, place in places.items():
        rows = gallery.product == place
        if letters[rows].max(initial=0.0) < OTHER_LETTERS * by_chance:
            denied.append(id_)
        elif looks[rows].max(initial=0.0) >= any_looks:
            fitting.append(id_)
    return fitting, denied


def _looks(sides: Sequence[SeenPill], gallery: Gallery, tuning: Tuning) -> tuple[Floats, float]:
    """Return how well each look fits what is seen; and how well a pill from elsewhere, being like any."""
    weight = 1.0 if len(sides) == 1 else tuning.both
    fit = np.ones(len(gallery.product))
    for side in sides:
        fit *= _outline(side, gallery, tuning) ** weight
        if side.score_lines:  # either side has its own
            fit *= score_likelihood(side.score_lines, gallery.scores, tuning.seeing)[gallery.score]
    return fit, float(np.average(fit, weights=gallery.share))


def contradicts(
    sides: Sequence[SeenPill], id_: ProductId, gallery: Gallery, tuning: Tuning | None = None
) -> bool:
    """Tell whether a pill looks quite different from a product; a look that nobody described contradicts nothing.

    No letters decide here, so that a colour next to the catalogued one counts for less than in a ranking.
    """
    place = gallery.place.get(id_)
    if place is None:
        return False
    tuning = tuning or shipped()
    seeing = replace(tuning.seeing, close_colour=CLOSE_ALONE * tuning.seeing.close_colour)
    fit, anyone = _looks(sides, gallery, replace(tuning, seeing=seeing))
    return bool(fit[gallery.product == place].max(initial=0.0) < UNLIKE * anyone)


def _outline(pill: SeenPill, gallery: Gallery, tuning: Tuning) -> Floats:
    """Return how well each look fits the colour and the outline that are seen."""
    fit = np.ones(len(gallery.product))
    if pill.colours:
        fit *= colour_likelihood(pill.colours, gallery.colours, tuning.seeing)[gallery.colour]
    if pill.shapes:
        fit *= shape_likelihood(pill.shapes, gallery.shapes, tuning.seeing)[gallery.shape]
    if pill.elongation is not None:
        fit *= elongation_likelihood(pill.elongation, gallery.ratio, tuning.seeing)
    return fit


def _read(sides: Sequence[SeenPill], gallery: Gallery, tuning: Tuning) -> tuple[Floats, float]:
    """Return how probable the readings are for each look, whichever side lay up, and by chance."""
    one, chance = _side(sides[0], gallery, tuning)
    if len(sides) == 1:
        return (one[gallery.front] + one[gallery.back]) / 2, chance
    two, other_chance = _side(sides[1], gallery, tuning)
    both = one[gallery.front] * two[gallery.back] + one[gallery.back] * two[gallery.front]
    return both / 2, chance * other_chance


def _side(pill: SeenPill, gallery: Gallery, tuning: Tuning) -> tuple[Floats, float]:
    readings = [(guess.value, guess.probability) for guess in pill.readings]
    if not readings:
        return np.ones(len(gallery.imprints.texts)), 1.0
    return _known(gallery, gallery.imprints.likelihood(readings, tuning.camera), chance_of(readings))


def _known(gallery: Gallery, probable: Floats, chance: float) -> tuple[Floats, float]:
    if gallery.unknown >= 0:
        probable[gallery.unknown] = chance
    return probable, chance


def chance_of(readings: Sequence[tuple[str, float]]) -> float:
    """Return how probable these guesses are where the imprint is not known."""
    rest = max(0.0, 1.0 - sum(probability for _, probability in readings)) * by_chance(readings[0][0])
    return rest + sum(probability * by_chance(text) for text, probability in readings)


def _typed(typed: str | None, gallery: Gallery, tuning: Tuning) -> tuple[Floats, float]:
    """Return how probable it is that a person types this for each look: one side of it, or both."""
    if not (typed and typed.strip()):
        return np.ones(len(gallery.product)), 1.0
    readings = [(typed, 1.0)]
    side, chance = _known(gallery, gallery.imprints.likelihood(readings, tuning.typist), chance_of(readings))
    whole = gallery.pairs.likelihood(readings, tuning.typist)[gallery.pair]
    return np.maximum(whole, (side[gallery.front] + side[gallery.back]) / 2), chance


def _labelled(pill: SeenPill, gallery: Gallery, tuning: Tuning) -> Floats:
    """Return how much a detector that names products speaks for each, against saying nothing."""
    untold = max(0.0, 1.0 - sum(guess.probability for guess in pill.labels))
    speaks = np.full(len(gallery.ids), tuning.label * untold + 1 - tuning.label)
    for guess in pill.labels:
        if (place := gallery.place.get(item_of(guess.value) or ProductId(guess.value))) is not None:
            speaks[place] += tuning.label * guess.probability * len(gallery.ids)
    return speaks


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
