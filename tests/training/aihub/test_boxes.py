"""Boxes: which can be used, and how they follow a crop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.aihub.shards.boxes import Crop, follow, usable, windows

SIZE = (976, 1280)
sides = st.integers(-400, 1700)
box = st.tuples(sides, sides, st.integers(-5, 900), st.integers(-5, 900))


def boxes(*rows):
    return np.array(rows, np.float32).reshape(-1, 4)


@pytest.mark.parametrize(
    ("row", "counts", "kept"),
    [
        ((10, 20, 30, 40), {}, [10, 20, 40, 60]),
        ((-10, 20, 30, 40), {"clipped": 1}, [0, 20, 20, 60]),
        ((960, 1270, 30, 40), {"clipped": 1}, [960, 1270, 976, 1280]),
        ((10, 20, 0, 40), {"zero-size": 1}, None),
        ((10, 20, float("nan"), 40), {"zero-size": 1}, None),
        ((980, 20, 30, 40), {"outside": 1}, None),
    ],
)
def test_one_box_is_kept_clipped_or_dropped_for_a_reason(row, counts, kept):
    found, rows, told = usable(boxes(row), ["K-000030"], SIZE)
    assert dict(told) == counts
    assert found.tolist() == ([kept] if kept else [])
    assert len(rows) == len(found)


def test_an_entry_given_twice_counts_once_and_two_pills_of_one_kind_stay_two():
    rows = boxes((10, 10, 50, 50), (11, 10, 50, 50), (300, 10, 50, 50))
    _, kept, counts = usable(rows, ["K-000030"] * 3, SIZE)
    assert (kept.tolist(), dict(counts)) == ([0, 2], {"duplicate": 1})


def test_two_kinds_in_one_place_both_stay():
    _, kept, counts = usable(boxes((10, 10, 50, 50), (10, 10, 50, 50)), ["K-000030", "K-000031"], SIZE)
    assert (kept.tolist(), dict(counts)) == ([0, 1], {})


@given(st.lists(box, max_size=6))
def test_every_box_is_used_or_counted_and_lies_in_the_picture(rows):
    found, _, counts = usable(boxes(*rows), [f"K-{each:06}" for each in range(len(rows))], SIZE)
    assert len(found) + counts["zero-size"] + counts["outside"] + counts["duplicate"] == len(rows)
    assert (found >= 0).all()
    assert (found <= [976, 1280, 976, 1280]).all()
    assert (found[:, 2:] > found[:, :2]).all()


@given(st.lists(box, max_size=6), st.sampled_from(Crop))
def test_boxes_follow_every_crop_and_stay_inside_of_it(rows, crop):
    found, _, _ = usable(boxes(*rows), [f"K-{each:06}" for each in range(len(rows))], SIZE)
    for window in windows(found, SIZE, crop):
        moved = follow(found, window)
        assert len(moved) == len(window.pills) > 0
        assert (moved >= 0).all()
        assert (moved[:, 2:] > moved[:, :2]).all()
        assert (moved[:, [0, 2]] <= window.width / window.shrink).all()
        assert (moved[:, [1, 3]] <= window.height / window.shrink).all()


@pytest.mark.parametrize(
    ("crop", "window", "moved"),
    [
        (Crop.WHOLE, (0, 0, 976, 1280), [400, 600, 500, 700]),
        (Crop.HALF, (0, 0, 976, 1280), [200, 300, 250, 350]),
        (Crop.CENTRE, (168, 320, 640, 640), [232, 280, 332, 380]),
        (Crop.BOX, (380, 580, 140, 140), [20, 20, 120, 120]),
    ],
)
def test_a_box_in_the_middle_follows_its_crop(crop, window, moved):
    (found,) = windows(boxes((400, 600, 500, 700)), SIZE, crop)
    assert (found.left, found.top, found.width, found.height) == window
    assert follow(boxes((400, 600, 500, 700)), found).tolist() == [moved]


def test_a_pill_that_is_mostly_outside_of_the_middle_is_not_in_it():
    assert windows(boxes((100, 600, 200, 700)), SIZE, Crop.CENTRE) == []
