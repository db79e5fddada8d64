"""Ranks the whole catalogue for seen pills of known products, and measures the error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.appearance_index import Gallery
from knowledge.identify.certainty import Candidate, confidence, contents
from knowledge.identify.evidence import evidence
from knowledge.identify.imprint_likelihood import Imprints, Misreading, stamped
from knowledge.identify.ranking import posterior, prior, was_read
from knowledge.identify.tuning import Tuning
from knowledge.products import Product, ProductId
from training.calibration.measures import Floats
from training.calibration.sights import Sight

NEAR = 20  # products looked at round the most probable
LEAST = 1e-9  # keeps the loss of a zero probability finite


class Remembered(Imprints):
    """Imprints with a cache of likelihoods: most constants do not change them."""

    def __init__(self, of: Imprints) -> None:
        self.__dict__.update(of.__dict__)
        self._known: dict[tuple[object, ...], Floats] = {}
        self._model: Misreading | None = None

    def likelihood(self, readings: Sequence[tuple[str, float]], model: Misreading) -> Floats:
        """As Imprints; cached while the error model stays the same."""
        if model != self._model:
            self._known, self._model = {}, model
        key = tuple(readings)
        if key not in self._known:
            self._known[key] = super().likelihood(readings, model)
        return self._known[key].copy()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue, and its looks as they are compared."""

    catalogue: Catalogue
    gallery: Gallery

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Shelf":
        """Take a catalogue whose readings are to be remembered."""
        return cls(catalogue, replace(catalogue.gallery, imprints=Remembered(catalogue.gallery.imprints)))


@dataclass(frozen=True, slots=True)
class Case:
    """A seen pill, and its product's position on its shelf."""

    sight: Sight
    shelf: Shelf
    truth: int
    twins: NDArray[np.intp]  # all that bear its imprint, itself among them

    @property
    def was_read(self) -> bool:
        """Whether the ranking may ever be sure."""
        return was_read(self.sight.sides[0], self.sight.sides[1] if self.sight.sides[1:] else None, None)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the evidence fits each product, and a pill that is not in the catalogue."""

    case: Case
    products: Floats
    elsewhere: float

    def probabilities(self, tuning: Tuning) -> Floats:
        """Return how probable each product is (shape: products)."""
        shelf = self.case.shelf.gallery
        return posterior(self.products, self.elsewhere, prior(shelf, tuning), tuning)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The first candidate of a ranking, and whether it is right."""

    same: float  # how probable the first one's medicine is
    rival: float  # and the likeliest other
    right: bool
    was_read: bool
    place: int  # of the true product; the first is 1
    first: float  # how probable the first product is
    weight: float = 1.0


def cases_of(sights: Iterable[Sight], shelf: Shelf) -> list[Case]:
    """Find each sight's product on the shelf; what the catalogue does not have is left out."""
    gallery = shelf.gallery
    known = [sight for sight in sights if sight.product in gallery.place]
    texts = np.array([stamped(text) for text in gallery.pairs.texts])
    found = []
    for sight in known:
        truth = gallery.place[sight.product]
        its = texts[gallery.pair[gallery.product == truth]]
        twins = np.unique(gallery.product[np.isin(texts[gallery.pair], its)])
        found.append(Case(sight, shelf, truth, np.union1d(twins, [truth])))
    return found


def fits(cases: Iterable[Case], tuning: Tuning) -> list[Fit]:
    """Weigh the evidence of all cases; the slow part."""
    return [
        Fit(case, *evidence(sides[0], case.shelf.gallery, tuning, other_side=sides[1] if sides[1:] else None))
        for case in cases
        for sides in [case.sight.sides]
    ]


def loss(found: Sequence[Fit], tuning: Tuning) -> float:
    """Return the mean log loss in nats: of each true product and, weighted by how often pills are not in the catalogue,
    of the case that the product is missing from it.
    """
    total = 0.0
    for fit in found:
        p = fit.probabilities(tuning)
        without = 1 - p[fit.case.twins].sum()
        outside = (1 - p.sum()) / max(without, LEAST)
        total -= (1 - tuning.outside) * np.log(max(p[fit.case.truth], LEAST))
        total -= tuning.outside * np.log(max(outside, LEAST))
    return float(total / len(found))


def outcomes(found: Sequence[Fit], tuning: Tuning) -> list[Outcome]:
    """Return the outcome of each case, and of each with its product removed from the catalogue, which is always wrong."""
    return [outcome for fit in found for outcome in _outcomes(fit, tuning)]


def _outcomes(fit: Fit, tuning: Tuning) -> list[Outcome]:
    p = fit.probabilities(tuning)
    hidden = p.copy()
    hidden[fit.case.twins] = 0.0
    hidden /= max(1 - p[fit.case.twins].sum(), LEAST)
    there = replace(_outcome(fit.case, p), weight=1 - tuning.outside)
    return [there, replace(_outcome(fit.case, hidden), right=False, weight=tuning.outside)]


def _outcome(case: Case, p: Floats) -> Outcome:
    gallery = case.shelf.gallery
    order = np.argsort(-p, kind="stable")  # as the ranking does it: of equals, one comes first
    best = order[:NEAR]
    near = _products(case.shelf, [*best.tolist(), case.truth])
    candidates = [Candidate(near[gallery.ids[i]], float(p[i])) for i in best]
    same, rival = confidence(candidates)
    return Outcome(
        same=same,
        rival=rival,
        right=contents(candidates[0].product) == contents(near[gallery.ids[case.truth]]),
        was_read=case.was_read,
        place=int(np.flatnonzero(order == case.truth)[0]) + 1,
        first=candidates[0].probability,
    )


def _products(shelf: Shelf, rows: Iterable[int]) -> dict[ProductId, Product]:
    return shelf.catalogue.products(shelf.gallery.ids[row] for row in rows)
