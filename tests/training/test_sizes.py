"""Drawn scenes of pills of known lengths, and how sizes are measured on them."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.scan import Scanner
from inference.size.cards import LONG_MM, SHORT_MM
from inference.size.coins import coins
from training.evaluate.sizes import measure_sizes
from training.samples.cutouts import Cutout
from training.synth.things_of_size import card, coin, sized_scene


def disc() -> Cutout:
    alpha = np.zeros((60, 60), np.uint8)
    cv2.circle(alpha, (30, 30), 28, 255, -1)
    return Cutout("disc", np.full((60, 60, 3), 235, np.uint8), alpha)


def test_coins_and_cards_are_drawn_at_their_size() -> None:
    rng = np.random.default_rng(1)
    for kind in coins():
        _, alpha = coin(rng, kind, 10.0)
        assert 2 * np.sqrt((alpha > 127).sum() / np.pi) == pytest.approx(10 * kind.diameter_mm, rel=0.01)
    _, alpha = card(rng, 10.0)
    assert alpha.shape == (round(10 * SHORT_MM), round(10 * LONG_MM))
    assert alpha[0, 0] == 0  # its corners are round


def test_a_scene_is_the_same_for_the_same_seed_and_holds_its_pills() -> None:
    pills = [(disc(), 8.0), (disc(), 12.0)]
    one, other = (sized_scene(np.random.default_rng(5), pills, coins()[0], 10.0) for _ in range(2))
    assert (one.image == other.image).all()
    assert one.lengths_mm == (8.0, 12.0)
    assert ((one.centres_px > 0) & (one.centres_px < (1280, 960))).all()


def test_what_is_measured_are_shares_and_errors(tmp_path: Path, scanner: Scanner) -> None:
    crop = np.zeros((60, 60, 3), np.uint8)
    cv2.circle(crop, (30, 30), 28, (90, 120, 235), -1)
    cv2.imwrite(str(tmp_path / "a.png"), crop)
    table = tmp_path / "q.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([("file", "product_id", "size_mm"), ("a.png", "A", "10")])
    scores = measure_sizes(table, tmp_path, scanner, scenes=6, thing="500 won")
    assert scores.scenes == 6
    assert 0 < scores.found <= 1
    assert scores.nearest_error <= scores.first_error
    assert scores.nearest_error < 0.1
    with pytest.raises(ValueError, match="expected lengths"):
        measure_sizes(table, tmp_path, scanner, scenes=1, thing="doubloon")


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner()
