"""Probabilities that mean what they say: the arithmetic, and a fit over readings with plausible mistakes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.types import Box, Guess, SeenPill
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.imprint_likelihood import CAMERA, Imprints, Misreading
from knowledge.identify.ranking import probabilities
from knowledge.identify.tuning import DEFAULT, read_tuning
from knowledge.products import ProductId
from knowledge.starter import build_starter
from training.calibration.acceptance import RIVALS, taken, threshold
from training.calibration.cases import Case, Outcome, Remembered, Shelf, cases_of, fits, loss, outcomes
from training.calibration.fit import fit_ranking, write
from training.calibration.measures import calibration_error, isotonic, reliability, risk_coverage
from training.calibration.search import best_temperature, changed, moved, search, value
from training.calibration.sights import Sight, Sights, either_and_both
from training.evaluate.identification import Query

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("told", "right", "error"),
    [
        ([1.0, 1.0], [True, True], 0.0),
        ([0.75] * 4, [True, True, True, False], 0.0),
        ([0.9, 0.9], [True, False], 0.4),
        ([0.9, 0.9, 0.1, 0.1], [False, False, False, False], 0.5),
        ([1.0, 0.0], [False, False], 0.5),
    ],
)
def test_the_calibration_error_is_how_far_told_and_right_are_apart(
    told: list[float], right: list[bool], error: float
) -> None:
    assert calibration_error(told, right) == pytest.approx(error)


@given(ANSWERS)
def test_every_answer_is_in_one_bin(answers: list[tuple[float, bool]]) -> None:
    told, right = map(list, zip(*answers, strict=True))
    bins = reliability(told, right)
    assert sum(each.count for each in bins) == len(answers)
    assert sum(each.right * each.count for each in bins) == pytest.approx(sum(right))
    assert 0 <= calibration_error(told, right) <= 1


def test_risk_is_that_of_the_surest_answers() -> None:
    coverage, risk = risk_coverage([0.2, 0.9, 0.8, 0.7], [False, True, False, True])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])


@given(ANSWERS)
def test_isotonic_steps_rise_and_keep_the_share_that_is_right(answers: list[tuple[float, bool]]) -> None:
    told, right = map(list, zip(*answers, strict=True))
    fitted = isotonic(told, right)(np.linspace(0, 1, 50))
    assert (np.diff(fitted) >= -1e-12).all()
    assert (fitted >= 0).all()
    assert (fitted <= 1).all()


def test_isotonic_steps_mend_what_is_told_too_high() -> None:
    rng = np.random.default_rng(1)
    told = rng.uniform(0, 1, 4000)
    right = rng.uniform(0, 1, 4000) < told**2
    assert calibration_error(told, right) > 0.1
    assert calibration_error(isotonic(told, right)(told), right) < 0.03


def outcome(same: float, *, right: bool = True, **others: object) -> Outcome:
    said = Outcome(same=same, rival=0.0, right=right, was_read=True, place=1 if right else 2, first=same)
    return replace(said, **others)


def test_a_threshold_lets_no_more_wrong_ones_through_than_it_may() -> None:
    said = [outcome(0.9 + i / 10_000) for i in range(500)] + [outcome(0.8, right=False)] * 50
    told = threshold(said, 0.01, 0.05)
    assert told.measured
    assert told.sure == pytest.approx(0.9)
    assert taken(said, told.sure, 0.05) == (500, 0)


def test_a_threshold_goes_down_to_where_one_more_wrong_one_would_be_too_many() -> None:
    said = [outcome(0.98)] * 300 + [outcome(0.95, right=False)] * 2 + [outcome(0.92, right=False)] * 2
    assert threshold(said, 0.01, 0.05).sure == pytest.approx(0.95)  # (2 + 1) / (302 + 1)


def test_no_answer_is_accepted_that_is_itself_very_doubtful() -> None:
    assert threshold([outcome(0.95), outcome(0.6)] * 300, 0.01, 0.05).sure == pytest.approx(0.95)


def test_too_few_answers_leave_it_to_the_calibrated_probability() -> None:
    told = threshold([outcome(0.9)] * 5, 0.01, 0.05)
    assert (told.measured, told.sure) == (False, 0.99)
    sure_and_wrong = threshold([outcome(0.995, right=False)], 0.01, 0.05)
    assert not sure_and_wrong.measured
    assert sure_and_wrong.sure > 0.995


def test_what_was_not_read_or_has_a_rival_is_never_accepted() -> None:
    said = [outcome(1.0, was_read=False), outcome(1.0, rival=0.2), outcome(1.0)]
    assert taken(said, 0.5, 0.1) == (1, 0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80), st.sampled_from([0.01, 0.05, 0.3]))
def test_a_measured_threshold_keeps_its_rate(answers: list[tuple[float, bool]], rate: float) -> None:
    said = [outcome(same, right=right) for same, right in answers]
    told = threshold(said, rate, 0.1)
    accepted, wrong = taken(said, told.sure, 0.1)
    assert not told.measured or (wrong + 1) / (accepted + 1) <= rate


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    with Catalogue.open(path) as catalogue:
        yield Shelf.of(catalogue)


def misread(text: str, rng: np.random.Generator) -> str:
    """A reading with the mistakes that readers make: characters missed, some taken for others."""
    kept = [c for c in text if rng.random() > 0.12]
    return "".join(str(rng.choice(list("0123456789ABCDEFL"))) if rng.random() < 0.15 else c for c in kept)


NAIVE = replace(DEFAULT, camera=Misreading(missed=6, extra=9, other=9, alike=4, blind=0.001))


def simulated(shelf: Shelf, seed: int) -> list[Case]:
    """Every product of the catalogue, its sides read with mistakes by a reader that is sure of itself."""
    rng = np.random.default_rng(seed)
    sights = []
    for product in shelf.catalogue.products(shelf.gallery.ids).values():
        for look in product.appearances[:1]:
            texts = [misread(side.imprint or "", rng) for side in (look.front, look.back)]
            pill = SeenPill(1, Box(0, 0, 100, 100), 0.9)
            sides = tuple(replace(pill, readings=(Guess(text, 0.99),)) for text in texts)
            sights += [Sight(product.id, sides), Sight(product.id, sides[:1])]
    return cases_of(sights, shelf)


def test_a_fit_makes_a_ranking_that_is_too_sure_as_sure_as_it_is_right(shelf: Shelf, tmp_path: Path) -> None:
    steps: list[str] = []
    cases = [case for seed in (1, 2) for case in simulated(shelf, seed)]
    fitted = fit_ranking(cases, simulated(shelf, 3), steps.append, start=NAIVE, constants=("camera.missed",))
    before, after = fitted.table["test"]["before"], fitted.table["test"]["after"]
    assert fitted.tuning.temperature > 1
    assert after["loss"] < before["loss"]
    assert after["calibration_error"] < before["calibration_error"]
    assert steps
    sure = list(fitted.table["sure"].values())
    assert sure == sorted(sure, reverse=True)
    file = write(fitted.table, {"how": "simulated"}, tmp_path / "ranking.json")
    told = read_tuning(file)
    assert (told.temperature, told.sure) == (fitted.tuning.temperature, fitted.tuning.sure)
    assert json.loads(file.read_text())["facts"] == {"how": "simulated"}


def test_a_fit_of_no_constants_leaves_the_bound_of_the_rival(shelf: Shelf) -> None:
    cases = simulated(shelf, 1)
    start = replace(NAIVE, rival=0.03)
    assert fit_ranking(cases, cases, print, start=start, constants=()).tuning.rival == 0.03
    assert fit_ranking(cases, cases, print, start=start, constants=("both",)).tuning.rival in RIVALS


def test_nothing_to_fit_on_is_an_error(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="both splits"):
        fit_ranking([], simulated(shelf, 1), print)


def test_a_case_is_ranked_as_the_catalogue_ranks_it(shelf: Shelf) -> None:
    case = simulated(shelf, 4)[0]
    first, other = case.sight.sides
    expected = probabilities(first, shelf.catalogue.gallery, other_side=other, tuning=DEFAULT)
    (fit,) = fits([case], DEFAULT)
    assert fit.probabilities(DEFAULT) == pytest.approx(expected)
    there, hidden = outcomes([fit], DEFAULT)
    assert there.place == [*np.argsort(-expected, kind="stable")].index(case.truth) + 1
    assert not hidden.right
    assert there.weight + hidden.weight == 1


def test_the_temperature_found_is_the_best_one(shelf: Shelf) -> None:
    found = fits(simulated(shelf, 5), DEFAULT)
    best = best_temperature(found, DEFAULT)
    at = {t: loss(found, replace(DEFAULT, temperature=t)) for t in (best / 1.3, best, best * 1.3)}
    assert at[best] == min(at.values())


def test_a_search_never_ends_up_worse_than_it_began(shelf: Shelf) -> None:
    cases = simulated(shelf, 6)
    found = search(cases, DEFAULT, lambda _: None, ("camera.extra", "both"))
    assert loss(fits(cases, found), found) <= loss(fits(cases, DEFAULT), DEFAULT)


def test_constants_are_moved_by_name_and_told_where_they_differ() -> None:
    other = moved(moved(DEFAULT, "camera.missed", 1.5), "both", 10)
    assert (other.camera.missed, other.both) == (pytest.approx(3.6), 0.95)
    assert value(other, "camera.missed") == other.camera.missed
    assert changed(other, DEFAULT) == {"camera": {"missed": 3.6}, "both": 0.95}
    assert changed(DEFAULT, DEFAULT) == {}


def test_what_is_remembered_of_readings_is_what_was_found(shelf: Shelf) -> None:
    plain, kept = Imprints(["ATV", "10"]), Remembered(Imprints(["ATV", "10"]))
    for model in (CAMERA, Misreading(missed=1.0), CAMERA):
        for _ in range(2):
            found = kept.likelihood([("AT", 0.9)], model)
            assert found == pytest.approx(plain.likelihood([("AT", 0.9)], model))
            found[:] = 0  # whoever asked may do with it what they like


class OneLook:
    """Sees a pill whose reading is the name of nothing, and counts how often it looks."""

    looked = 0

    def see_one(self, photo: object) -> SeenPill:
        self.looked += 1
        return SeenPill(1, Box(0, 0, 10, 10), 0.9, readings=(Guess("A1", 0.5),))


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "a.json").write_text("{}")
    return folder


def photos(folder: Path, *names: str) -> tuple[Path, ...]:
    for name in names:
        cv2.imwrite(str(folder / name), np.full((80, 80, 3), 128, np.uint8))
    return tuple(folder / name for name in names)


def test_a_photo_is_looked_at_once_even_by_another_run(tmp_path: Path, weights: Path) -> None:
    one, two = photos(tmp_path, "1.png", "2.png")
    eye, file = OneLook(), tmp_path / "sights.jsonl"
    query = Query(ProductId("A"), (one, two))
    for _ in range(2):
        sights = Sights(file, weights)
        found = either_and_both([query], lambda photo, sights=sights: sights.see(photo, eye))
        assert [len(sight.sides) for sight in found] == [2, 1]  # both sides look the same to it
    assert eye.looked == 2


def test_a_line_that_was_cut_off_is_looked_at_again(tmp_path: Path, weights: Path) -> None:
    one, two = photos(tmp_path, "1.png", "2.png")
    eye, file = OneLook(), tmp_path / "sights.jsonl"
    for photo in (one, two):
        Sights(file, weights).see(photo, eye)
    file.write_text(file.read_text()[:-20])
    again = Sights(file, weights)
    assert [again.see(photo, eye) for photo in (one, two)]
    assert eye.looked == 3
    assert len(file.read_text().splitlines()) == 3


def test_what_other_weights_saw_is_forgotten(tmp_path: Path, weights: Path) -> None:
    (one,) = photos(tmp_path, "1.png")
    eye, file = OneLook(), tmp_path / "sights.jsonl"
    Sights(file, weights).see(one, eye)
    (weights / "a.json").write_text("other")
    Sights(file, weights).see(one, eye)
    assert eye.looked == 2
