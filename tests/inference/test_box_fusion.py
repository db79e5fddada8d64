"""Several looks at one photo, and how sure a box must be to be told of in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.detect.box_fusion import HARDLY, SURELY, Look, agreed, least_told

USUAL = 0.45
sure = st.floats(0, 1, width=32)


def look(*boxes: tuple[float, float, float]) -> Look:
    """Boxes of ten pixels at x, y with a confidence."""
    corners = [(x, y, x + 10, y + 10) for x, y, _ in boxes]
    return Look(
        np.array(corners, np.float32).reshape(-1, 4),
        np.array([[c] for *_, c in boxes], np.float32).reshape(-1, 1),
    )


@pytest.mark.parametrize(
    ("confidence", "told"),
    [
        ([0.9, 0.85, 0.05], 2),
        ([0.9, 0.9, 0.5], 3),  # alone in the middle: rather told than overlooked
        ([0.9, 0.6, 0.55, 0.2], 3),
        ([0.9, 0.85, 0.35, 0.3], 2),
        ([0.42, 0.4, 0.38], 0),
        ([], 0),
    ],
)
def test_the_widest_gap_parts_what_is_told_of_from_what_is_not(confidence: list[float], told: int) -> None:
    found = np.array(confidence, np.float32)
    assert (found >= least_told(found, USUAL)).sum() == told


@given(st.lists(sure, max_size=20), st.floats(0.2, 0.75))
def test_what_is_sure_is_always_told_of_and_what_is_hardly_seen_never(
    found: list[float], usual: float
) -> None:
    assert HARDLY <= least_told(np.array(found, np.float32), usual) <= SURELY


@given(st.lists(sure, max_size=20), st.lists(st.floats(0, 0.125, width=32), max_size=20))
def test_specks_change_nothing(found: list[float], specks: list[float]) -> None:
    alone, beside = np.array(found, np.float32), np.array(found + specks, np.float32)
    assert least_told(alone, USUAL) == least_told(beside, USUAL)


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
