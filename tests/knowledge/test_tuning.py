"""The constants of a ranking as they are read from the file that a fit has written."""

import json
from pathlib import Path

import pytest

from knowledge.identify.tuning import DEFAULT, Tuning, read_tuning, shipped


def write(folder: Path, **changed: object) -> Path:
    table = {
        "constants": {"temperature": 1.5, "camera": {"missed": 2.0}, "rival": 0.02},
        "sure": {"0.01": 0.9, "0.001": 0.99, "0.05": 0.7},
    }
    file = folder / "ranking.json"
    file.write_text(json.dumps(table | changed))
    return file


def test_what_is_not_named_stays_as_set_by_hand(tmp_path: Path) -> None:
    told = read_tuning(write(tmp_path))
    assert (told.temperature, told.camera.missed, told.rival) == (1.5, 2.0, 0.02)
    assert (told.outside, told.camera.extra, told.seeing) == (
        DEFAULT.outside,
        DEFAULT.camera.extra,
        DEFAULT.seeing,
    )


@pytest.mark.parametrize(
    ("wrong_rate", "sure"),
    [(0.01, 0.9), (0.02, 0.9), (0.05, 0.7), (0.5, 0.7), (0.005, 0.99), (0.001, 0.99), (0.0001, 0.9999)],
)
def test_a_wrong_rate_asks_for_the_threshold_of_the_next_lower_one(
    tmp_path: Path, wrong_rate: float, sure: float
) -> None:
    assert read_tuning(write(tmp_path), wrong_rate).sure == pytest.approx(sure)


@pytest.mark.parametrize(
    "changed", [{"constants": {"tempo": 1}}, {"constants": {"camera": 3}}, {"sure": None}]
)
def test_a_file_that_holds_something_else_is_refused_by_name(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"ranking\.json"):
        read_tuning(write(tmp_path, **changed))


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1])
def test_a_wrong_rate_is_a_share(tmp_path: Path, rate: float) -> None:
    with pytest.raises(ValueError, match="wrong rate"):
        read_tuning(write(tmp_path), rate)


def test_the_constants_that_ship_can_be_read() -> None:
    assert isinstance(shipped(), Tuning)
    assert shipped(0.001).sure >= shipped(0.05).sure
