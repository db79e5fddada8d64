"""Sizes in millimetres as evidence for what a pill is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.types import Box, Guess, SeenPill, Size
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.appearance_likelihood import Seeing, size_likelihood
from knowledge.identify.certainty import Certainty
from knowledge.identify.ranking import rank
from knowledge.identify.tuning import shipped
from knowledge.products import ProductId
from knowledge.starter import build_starter

SEEING = Seeing()
UNKNOWN = float("nan")
PILL = SeenPill(1, Box(0, 0, 100, 100), 0.9)
millimetres = st.floats(3, 25)


def size(mm: float, spread: float = 0.03) -> Guess[Size]:
    return Guess(Size(mm, mm, spread), 1.0)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@given(millimetres, st.lists(millimetres, min_size=2, max_size=9))
def test_the_nearer_a_catalogued_length_the_better_it_fits(seen: float, lengths: list[float]) -> None:
    fits = size_likelihood([size(seen)], np.array(lengths), SEEING)
    order = np.argsort(np.abs(np.array(lengths) - seen), kind="stable")
    assert (np.diff(fits[order]) <= 1e-12).all()
    assert ((fits > 0) & (fits <= 1)).all()


@given(millimetres, st.lists(millimetres, min_size=1, max_size=9))
def test_a_length_that_is_not_known_fits_as_well_as_any(seen: float, lengths: list[float]) -> None:
    fits = size_likelihood([size(seen)], np.array([*lengths, UNKNOWN]), SEEING)
    assert fits[-1] == pytest.approx(fits[:-1].mean())
    assert (size_likelihood([size(seen)], np.full(3, UNKNOWN), SEEING) == 1.0).all()


def test_a_rough_scale_tells_lengths_apart_less_than_a_fine_one() -> None:
    lengths = np.array([8.0, 10.0])
    fine, rough = (size_likelihood([size(8.0, spread)], lengths, SEEING) for spread in (0.02, 0.2))
    assert fine[0] / fine[1] > 5 * rough[0] / rough[1]


def test_each_coin_that_may_lie_there_is_a_length_that_the_pill_may_have() -> None:
    guesses = [replace(size(8.0), probability=0.7), replace(size(10.0), probability=0.3)]
    small, between, large = size_likelihood(guesses, np.array([8.0, 9.0, 10.0]), SEEING)
    assert small > large > between


def test_without_letters_what_is_offered_is_of_the_size_that_is_seen(starter: Catalogue) -> None:
    lengths = starter.gallery.length_mm
    for length in (np.nanmin(lengths), np.nanmax(lengths)):
        told = starter.rank(replace(PILL, sizes=(size(float(length)),)))
        offered = [one.product.appearances[0].long_mm or 0.0 for one in told.candidates[:1]]
        assert offered == pytest.approx([length], abs=1.0)


def test_size_alone_makes_nothing_certain(starter: Catalogue) -> None:
    for seen in np.linspace(3, 25, 45):
        assert starter.rank(replace(PILL, sizes=(size(float(seen), 0.005),))).certainty is not Certainty.SURE


def test_both_sides_tell_one_size_which_counts_once(starter: Catalogue) -> None:
    sized = replace(PILL, sizes=(size(9.0),))
    from_one = starter.rank(sized, other_side=PILL)
    from_both = starter.rank(sized, other_side=sized)
    assert [one.product.id for one in from_one.candidates] == [one.product.id for one in from_both.candidates]
    assert from_one.candidates[0].probability == pytest.approx(from_both.candidates[0].probability)


def test_the_lengths_of_all_catalogues_are_known_to_a_ranking(korean_knowledge: Path) -> None:
    with Catalogue.open(korean_knowledge) as catalogue:
        assert np.isfinite(catalogue.gallery.length_mm).mean() > 0.98


def test_a_size_puts_candidates_in_order_and_makes_none_certain(starter: Catalogue) -> None:
    gallery, ten, twenty = starter.gallery, ProductId("200410090"), ProductId("200410085")
    apart = np.where(gallery.product == gallery.place[ten], 5.0, 30.0)
    apart[gallery.product == gallery.place[twenty]] = 15.0
    measured = replace(gallery, length_mm=apart)
    front = replace(PILL, readings=(Guess("ATV", 0.95),))
    back = replace(PILL, readings=(Guess("10", 0.5), Guess("20", 0.45)))
    believed = replace(shipped(), seeing=replace(SEEING, other_size=0.0005))

    def told(*sizes: Guess[Size]) -> tuple[ProductId, Certainty]:
        ranking = rank(
            replace(front, sizes=sizes), measured, starter.products, other_side=back, tuning=believed
        )
        return ranking.candidates[0].product.id, ranking.certainty

    assert told() == (ten, Certainty.CHOOSE)
    assert told(size(5.0)) == (ten, Certainty.CHOOSE)
    assert told(size(15.0)) == (twenty, Certainty.CHOOSE)
    back = replace(PILL, readings=(Guess("10", 0.98),))
    assert told() == told(size(5.0)) == (ten, Certainty.SURE), "and leaves certain what it fits"
