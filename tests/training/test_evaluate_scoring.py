"""Scores of a detector, against cases small enough to work out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluate.scoring import DetectorScores, Result, average_precision, matched, score

BOX = (0.0, 0.0, 10.0, 10.0)
FAR = (100.0, 100.0, 110.0, 110.0)
HALF = (0.0, 0.0, 10.0, 5.0)  # overlaps BOX by 0.5
MOST = (0.0, 0.0, 10.0, 8.0)  # overlaps BOX by 0.8


def photo(found: list[tuple[tuple[float, ...], float]], labels: list[tuple[float, ...]]) -> Result:
    return Result(
        np.array([box for box, _ in found], np.float32).reshape(-1, 4),
        np.array([confidence for _, confidence in found], np.float32),
        np.array(labels, np.float32).reshape(-1, 4),
    )


def test_nothing_measured_is_not_a_number_rather_than_nought() -> None:
    scores = score([], 0.5)
    assert (scores.images, scores.boxes) == (0, 0)
    assert all(math.isnan(x) for x in (scores.map50, scores.precision, scores.recall, scores.count_exact))


def test_finding_everything_and_nothing_else_is_one() -> None:
    result = photo([(BOX, 0.9), (FAR, 0.8)], [BOX, FAR])
    assert score([result], 0.5) == DetectorScores(1, 2, 1.0, 1.0, 1.0, 1.0, 1.0, 0)


def test_finding_nothing_is_nought() -> None:
    scores = score([photo([], [BOX])], 0.5)
    assert (scores.map50, scores.map50_95, scores.recall, scores.count_exact) == (0, 0, 0, 0)
    assert math.isnan(scores.precision)


@pytest.mark.parametrize(
    ("confidence", "hits", "boxes", "expected"),
    [
        ([], [], 3, 0.0),
        ([0.9], [True], 1, 1.0),
        ([0.9], [True], 2, 51 / 101),  # recalls 0 to 0.50 are reached
        ([0.9, 0.8], [True, False], 1, 1.0),  # what comes after the last label costs nothing
        ([0.9, 0.8], [False, True], 1, 0.5),
        ([0.8, 0.9], [True, False], 1, 0.5),  # the order is by confidence
        ([0.9, 0.8, 0.7], [True, False, True], 2, (51 * 1 + 50 * 2 / 3) / 101),
        ([0.9, 0.8, 0.7], [False, True, True], 2, 2 / 3),  # precision is made to fall: 0, 1/2, 2/3
    ],
)
def test_average_precision_worked_out_by_hand(
    confidence: list[float], hits: list[bool], boxes: int, expected: float
) -> None:
    assert average_precision(np.array(confidence), np.array(hits, bool), boxes) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("found", "labels", "hits_at_50"),
    [
        ([(BOX, 0.9)], [], [False]),
        ([], [BOX], []),
        ([(BOX, 0.9), (BOX, 0.8)], [BOX], [True, False]),  # a label is hit once
        ([(HALF, 0.8), (BOX, 0.9)], [BOX], [False, True]),  # by the more confident
        ([(HALF, 0.9), (BOX, 0.8)], [BOX, HALF], [True, True]),  # each takes the label it fits best
        ([(FAR, 0.9)], [BOX], [False]),
    ],
)
def test_detections_are_matched_to_labels(
    found: list[tuple[tuple[float, ...], float]], labels: list[tuple[float, ...]], hits_at_50: list[bool]
) -> None:
    assert matched(photo(found, labels))[:, 0].tolist() == hits_at_50


def test_a_loose_box_counts_up_to_its_overlap() -> None:
    assert matched(photo([(MOST, 0.9)], [BOX]))[0].tolist() == [True] * 7 + [False] * 3
    assert score([photo([(MOST, 0.9)], [BOX])], 0.5).map50_95 == pytest.approx(0.7)


def test_precision_recall_and_count_are_taken_at_the_threshold() -> None:
    results = [
        photo([(BOX, 0.9), (FAR, 0.4)], [BOX, FAR]),  # one of two is confident: the count is wrong
        photo([(BOX, 0.8), (FAR, 0.7)], [BOX]),  # one too many
        photo([(FAR, 0.6)], [BOX]),  # the wrong place, yet the right number
        photo([(BOX, 0.3)], []),  # rightly not confident
    ]
    scores = score(results, 0.5)
    assert (scores.images, scores.boxes) == (4, 4)
    assert scores.precision == pytest.approx(2 / 4)
    assert scores.recall == pytest.approx(2 / 4)
    assert scores.count_exact == pytest.approx(2 / 4)
    assert scores.told_none == 0


def test_photos_with_pills_of_which_none_is_confident_are_counted() -> None:
    results = [photo([(BOX, 0.4)], [BOX]), photo([], [BOX, FAR]), photo([], []), photo([(FAR, 0.9)], [BOX])]
    assert score(results, 0.5).told_none == 2


DETECTIONS = st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), max_size=40)


@given(DETECTIONS, st.integers(1, 40))
def test_average_precision_lies_between_nought_and_one(rows: list[tuple[float, bool]], more: int) -> None:
    hits = np.array([hit for _, hit in rows], bool)
    value = average_precision(np.array([c for c, _ in rows]), hits, int(hits.sum()) + more)
    assert 0 <= value <= 1


@given(DETECTIONS, st.integers(1, 5))
def test_a_false_detection_never_helps(rows: list[tuple[float, bool]], more: int) -> None:
    hits = np.array([hit for _, hit in rows], bool)
    confidence = np.array([c for c, _ in rows], np.float64)
    boxes = int(hits.sum()) + more
    worse = average_precision(np.append(confidence, 2.0), np.append(hits, False), boxes)
    assert worse <= average_precision(confidence, hits, boxes) + 1e-12
