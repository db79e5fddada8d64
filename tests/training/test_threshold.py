"""The threshold of an exported detector: the best on val that the guard sets allow."""

import pytest

pytest.importorskip("torch")

from training.evaluate.scoring import DetectorScores
from training.fit.export import best_threshold


def scores(recall: float = 0.9, exact: float = 0.8, none: int = 0) -> DetectorScores:
    return DetectorScores(100, 300, 0.9, 0.6, 0.9, recall, exact, none)


VAL = {0.2: scores(exact=0.7), 0.3: scores(recall=0.95), 0.4: scores(recall=0.93), 0.5: scores(exact=0.81)}


@pytest.mark.parametrize(
    ("empty", "expected"),
    [
        ({}, 0.3),  # no guard
        ({0.2: 2, 0.3: 2, 0.4: 2, 0.5: 10}, 0.3),
        ({0.2: 2, 0.3: 3, 0.4: 5, 0.5: 10}, 0.2),  # although val counts worse there
        ({0.2: 3, 0.3: 3, 0.4: 2, 0.5: 2}, 0.4),
    ],
)
def test_the_best_threshold_on_val_is_taken_that_tells_no_more_guard_photos_empty(
    empty: dict[float, int], expected: float
) -> None:
    guard = {value: scores(none=count) for value, count in empty.items()}
    assert best_threshold(VAL, guard) == expected
