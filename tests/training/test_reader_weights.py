"""The weights that ship, on real pills that they did not learn from."""

import json
from pathlib import Path

import numpy as np
import pytest

from inference.engine import EngineSettings, open_engine
from inference.model_card import WEIGHTS, load_card
from inference.read.imprint import NAME, YoloImprintReader
from training.evaluate.reading import score_readings
from training.samples.sides import Side, sides


@pytest.fixture(scope="module")
def reader() -> YoloImprintReader:
    if not (WEIGHTS / f"{NAME}.json").exists():
        pytest.skip(f"needs {NAME} in {WEIGHTS}")
    card = load_card(WEIGHTS, NAME)
    return YoloImprintReader(card, open_engine(card.weights, EngineSettings(threads=1)))


@pytest.fixture(scope="module")
def shown(shared_data: Path) -> list[Side]:
    photos = sorted((shared_data / "imprint" / "images" / "val").glob("*.jpg"))[::6]
    return [side for photo in photos if len(its := sides(photo)) > 1 for side in its]


@pytest.mark.parametrize("turn", [False, True])
def test_real_sides_are_read_about_as_well_as_the_card_says(
    reader: YoloImprintReader, shown: list[Side], shared_data: Path, *, turn: bool
) -> None:
    labels = (shared_data / "imprint" / "classes.txt").read_text(encoding="utf-8").split()
    told = json.loads((WEIGHTS / f"{NAME}.json").read_text(encoding="utf-8"))["scores"]
    said = told["sides read, turned at random" if turn else "sides read, upright"]
    scores = score_readings(shown, reader, labels, np.random.default_rng(2) if turn else None)
    assert scores.lettered > 50
    assert scores.exact == pytest.approx(said["exact"], abs=0.15)
    assert scores.called_plain == pytest.approx(said["called_plain"], abs=0.15)
