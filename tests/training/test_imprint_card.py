"""The reader's scores: average precision class by class, and what stands in the card."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.evaluate.imprint_card import FLOOR, architecture, at, characters_on, harmonic, scores_at

LABELS = ("A", "B", "C")


class Saying:
    """An engine that answers with the rows it was given: x, y, width, height, then a score a label."""

    rectangular = False

    def __init__(self, *rows: tuple[float, ...]) -> None:
        self.rows = np.array(rows, np.float32).reshape(-1, 4 + len(LABELS))

    def run(self, images: np.ndarray) -> np.ndarray:
        assert images.shape == (1, 100, 100, 3)
        return self.rows.T[np.newaxis]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet with an A on the left and a B on the right."""
    for folder in ("images", "labels"):
        (tmp_path / folder).mkdir()
    cv2.imwrite(str(tmp_path / "images" / "s.png"), np.zeros((100, 100, 3), np.uint8))
    (tmp_path / "labels" / "s.txt").write_text("0 0.2 0.5 0.1 0.2\n1 0.8 0.5 0.1 0.2\n")
    return tmp_path / "images" / "s.png"


A = (20.0, 50.0, 10.0, 20.0)
B = (80.0, 50.0, 10.0, 20.0)


@pytest.mark.parametrize(
    ("rows", "map50", "precision", "recall"),
    [
        ([], 0.0, 0.0, 0.0),
        ([(*A, 0.9, 0, 0), (*B, 0, 0.9, 0)], 1.0, 1.0, 1.0),
        ([(*A, 0.9, 0, 0)], 0.5, 1.0, 0.5),
        ([(*A, 0.9, 0, 0), (*B, 0.9, 0, 0)], 0.5, 0.5, 0.5),  # the B taken for an A
        ([(*A, 0.9, 0, 0), (*A, 0.8, 0, 0), (*B, 0, 0.9, 0)], 1.0, 1.0, 1.0),  # one box twice
        ([(*A, 0.9, 0, 0), (*B, 0, 0.9, 0.8)], 1.0, 2 / 3, 1.0),  # a C that is not there
    ],
)
def test_scores_count_each_class_alike(
    sheet: Path, rows: list[tuple[float, ...]], map50: float, precision: float, recall: float
) -> None:
    found = list(characters_on(sheet, Saying(*rows)))
    scores = scores_at(found, 0.5, 1, LABELS)
    assert scores["map50"] == pytest.approx(map50, abs=0.01)
    assert (scores["precision"], scores["recall"]) == pytest.approx((precision, recall), abs=0.001)
    assert (scores["sheets"], scores["characters"], scores["classes"]) == (1, 2, 2)


def test_boxes_that_are_half_off_count_at_low_overlaps_only(sheet: Path) -> None:
    shifted = (A[0], A[1] + 5, A[2], A[3])  # overlap 15 / 25
    found = list(characters_on(sheet, Saying((*shifted, 0.9, 0, 0), (*B, 0, 0.9, 0))))
    scores = scores_at(found, 0.5, 1, LABELS)
    assert scores["map50"] == pytest.approx(1.0)
    assert scores["map50_95"] == pytest.approx((3 / 10 + 1) / 2, abs=0.01)


def test_what_is_hardly_believed_is_not_counted(sheet: Path) -> None:
    found = list(characters_on(sheet, Saying((*A, FLOOR / 2, 0, 0))))
    assert [len(each.result.found) for each in found] == [0, 0]
    assert at(found, 0.5) == (0.0, 0.0)


@pytest.mark.parametrize(("precision", "recall", "mean"), [(0, 0, 0), (1, 1, 1), (1, 0.5, 2 / 3)])
def test_the_threshold_weighs_precision_and_recall_alike(
    precision: float, recall: float, mean: float
) -> None:
    assert harmonic(precision, recall) == pytest.approx(mean)


def test_a_card_says_which_model_it_is_of_and_what_it_was_before() -> None:
    small = {"recipe": {"model": "yolov5n.yaml"}}
    assert "yolov5n.yaml" in architecture(small)
    assert "wider" not in architecture(small | {"after": small})
    grown = architecture({"recipe": {"model": "yolov5s.yaml"}, "after": small | {"after": small}})
    assert "(ultralytics yolov5s.yaml)" in grown
    assert grown.endswith("of yolov5n.yaml, made wider")
