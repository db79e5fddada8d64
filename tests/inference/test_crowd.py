"""Boxes of the size of many sure ones need less confidence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inference.detect.box_fusion import Look
from inference.detect.crowd import MANY, accept_alike

THRESHOLD = 0.25


def row(*boxes: tuple[float, float]) -> Look:
    """Boxes in a row, of a side and a confidence."""
    corners = [(100 * i, 0, 100 * i + side, side) for i, (side, _) in enumerate(boxes)]
    return Look(np.array(corners, np.float32), np.array([[sure] for _, sure in boxes], np.float32))


def test_a_doubtful_box_among_many_of_its_size_is_taken_and_one_of_another_size_is_not() -> None:
    look = accept_alike(row(*[(30, 0.5)] * MANY, (32, 0.1), (90, 0.1), (8, 0.1)), THRESHOLD)
    assert look.count(THRESHOLD) == MANY + 1
    assert look.confidence.max() == 0.5


def test_beside_a_few_pills_nothing_changes() -> None:
    look = row(*[(30, 0.5)] * (MANY - 1), (32, 0.1))
    assert accept_alike(look, THRESHOLD) is look


@given(st.lists(st.tuples(st.floats(1, 99, width=32), st.floats(0, 1, width=32)), min_size=1, max_size=40))
def test_no_box_becomes_less_sure_and_none_surer_than_the_surest(boxes: list[tuple[float, float]]) -> None:
    before = row(*boxes)
    after = accept_alike(before, THRESHOLD)
    assert (after.box_xyxy == before.box_xyxy).all()
    assert (after.confidence >= before.confidence - 1e-6).all()
    assert after.confidence.max() == max(before.confidence)
