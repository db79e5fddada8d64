"""Several looks at one photo, fused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.detect.box_fusion import Look, agreed, joined

sure = st.floats(0, 1, width=32)


def look(*boxes: tuple[float, float, float]) -> Look:
    """Boxes of ten pixels at x, y with a confidence."""
    corners = [(x, y, x + 10, y + 10) for x, y, _ in boxes]
    return Look(
        np.array(corners, np.float32).reshape(-1, 4),
        np.array([[c] for *_, c in boxes], np.float32).reshape(-1, 1),
    )


@pytest.mark.parametrize(
    ("boxes", "count", "side"),
    [
        ([], 0, math.inf),
        ([(0, 0, 10, 20, 0.3)], 0, math.inf),
        ([(0, 0, 10, 20, 0.5)], 1, 20),
        ([(0, 0, 10, 20, 0.9), (0, 0, 40, 30, 0.6), (0, 0, 90, 90, 0.1)], 2, 30),
    ],
)
def test_boxes_above_the_threshold_are_counted_and_measured(
    boxes: list[tuple[float, ...]], count: int, side: float
) -> None:
    rows = np.array(boxes, np.float32).reshape(-1, 5)
    seen = Look(rows[:, :4], rows[:, 4:])
    assert (seen.count(0.5), seen.typical_side(0.5)) == (count, side)


def test_joined_looks_keep_every_box() -> None:
    both = joined([look((0, 0, 0.7)), look(), look((0, 0, 0.6), (50, 50, 0.3))])
    assert both.confidence == pytest.approx([0.7, 0.6, 0.3])


def test_looks_that_agree_say_what_each_of_them_says() -> None:
    one = look((0, 0, 0.7), (50, 50, 0.3))
    both = agreed([one, one, one])
    assert both.box_xyxy == pytest.approx(one.box_xyxy)
    assert both.confidence == pytest.approx(one.confidence, abs=1e-6)


def test_a_box_that_one_look_only_shows_loses_most_of_its_confidence() -> None:
    (confidence,) = agreed([look((0, 0, 0.9)), look(), look()]).confidence
    assert 0.02 < confidence < 0.2


def test_boxes_of_one_look_that_overlap_are_not_counted_twice() -> None:
    merged = agreed([look((0, 0, 0.9), (1, 0, 0.8)), look((0, 1, 0.7))])
    assert len(merged.confidence) == 1
    assert 0.7 < merged.confidence[0] < 0.9


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 60, width=32), st.floats(0, 60, width=32), sure), max_size=6),
        min_size=1,
        max_size=4,
    )
)
def test_no_more_is_agreed_on_than_was_seen(looks: list[list[tuple[float, float, float]]]) -> None:
    merged = agreed([look(*boxes) for boxes in looks])
    assert len(merged.box_xyxy) == len(merged.scores) <= sum(map(len, looks))
    assert (
        merged.confidence.max(initial=0.0)
        <= max((c for boxes in looks for *_, c in boxes), default=0.0) + 0.02
    )
    assert np.isfinite(merged.box_xyxy).all()


def test_a_box_without_an_area_counts_as_itself() -> None:
    flat = Look(np.array([(0, 5, 10, 5)], np.float32), np.array([[0.6]], np.float32))
    both = agreed([flat, flat, look((50, 50, 0.9))])
    assert len(both.box_xyxy) == 3
    assert (0, 5, 10, 5) in {tuple(box) for box in both.box_xyxy}
