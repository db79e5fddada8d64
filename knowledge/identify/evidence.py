"""How well what is seen of a pill fits each product: colour, outline, letters, and what a person typed."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inference.types import SeenPill
from knowledge.identify.appearance_index import Gallery
from knowledge.identify.appearance_likelihood import (
    colour_likelihood,
    elongation_likelihood,
    score_likelihood,
    shape_likelihood,
    size_likelihood,
)
from knowledge.identify.imprint_likelihood import by_chance
from knowledge.identify.product_labels import item_of
from knowledge.identify.tuning import Tuning, shipped
from knowledge.products import ProductId

Floats = NDArray[np.float64]
UNLIKE = 0.1  # a product that fits what is seen this much worse than any pill does is another one
CLOSE_ALONE = 0.5  # how much of a near colour's fit is left where looks alone must contradict
SAME_COLOUR = 0.5  # a fit that a look reaches whose colours are likelier the seen ones than ones next to them
OTHER_LETTERS = 0.5  # letters that are this much less probable than by chance are of another pill


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


def own_that_fit(
    sides: Sequence[SeenPill],
    gallery: Gallery,
    tuning: Tuning,
    typed: str | None,
    own: Collection[ProductId],
) -> tuple[list[ProductId], list[ProductId]]:
    """Return which products of a list count for more, and which the letters contradict, so that they are not offered.

    One counts for more only where it fits colour and shape, together and each alone, at least as well as any pill does
    by chance, where its colours are those that are seen rather than ones next to them, and where its letters are not
    less probable than others.
    """
    places = {id_: gallery.place[id_] for id_ in dict.fromkeys(own) if id_ in gallery.place}
    if not places:
        return [], []
    looks, any_looks = _looks(sides, gallery, tuning)
    read, read_by_chance = _read(sides, gallery, tuning)
    said, said_by_chance = _typed(typed, gallery, tuning)
    letters, by_chance = read * said, read_by_chance * said_by_chance
    alike = (looks >= any_looks) & _alike(sides, gallery, tuning)
    fitting: list[ProductId] = []
    denied: list[ProductId] = []
    for id_, place in places.items():
        rows = gallery.product == place
        if letters[rows].max(initial=0.0) < OTHER_LETTERS * by_chance:
            denied.append(id_)
        elif alike[rows].any():
            fitting.append(id_)
    return fitting, denied


def _alike(sides: Sequence[SeenPill], gallery: Gallery, tuning: Tuning) -> NDArray[np.bool_]:
    """Return which looks have the colours and the shape of a pill, each by itself: one must not make up for the other."""
    alike = np.ones(len(gallery.product), dtype=bool)
    for side in sides:
        if side.colours:
            colour = colour_likelihood(side.colours, gallery.colours, tuning.seeing)[gallery.colour]
            alike &= colour >= max(SAME_COLOUR, float(np.average(colour, weights=gallery.share)))
        if side.shapes:
            shape = shape_likelihood(side.shapes, gallery.shapes, tuning.seeing)[gallery.shape]
            alike &= shape >= float(np.average(shape, weights=gallery.share))
    return alike


def _looks(sides: Sequence[SeenPill], gallery: Gallery, tuning: Tuning) -> tuple[Floats, float]:
    """Return how well each look fits what is seen; and how well a pill from elsewhere, being like any."""
    weight = 1.0 if len(sides) == 1 else tuning.both
    fit = np.ones(len(gallery.product))
    for side in sides:
        fit *= _outline(side, gallery, tuning) ** weight
        if side.score_lines:  # either side has its own
            fit *= score_likelihood(side.score_lines, gallery.scores, tuning.seeing)[gallery.score]
    measured = [side.sizes for side in sides if side.sizes]
    if measured:  # the clearer one: both sides have one size, so that it counts once
        fit *= size_likelihood(min(measured, key=len), gallery.length_mm, tuning.seeing)
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
        item = gallery.items.get(guess.value) or item_of(guess.value) or ProductId(guess.value)
        if (place := gallery.place.get(item)) is not None:
            speaks[place] += tuning.label * guess.probability * len(gallery.ids)
    return speaks
