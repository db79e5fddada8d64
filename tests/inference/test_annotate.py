"""Boxes and numbers can be seen on any background, and numbers keep off the pills."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from inference.annotate import LONGEST, annotate, badge_height, number, place_badges, shrunk_jpeg
from inference.types import Box, Scan, SeenPill


def decoded(data: bytes) -> np.ndarray:
    image: np.ndarray = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    return image


def even(grey: int, width: int = 800, height: int = 600) -> np.ndarray:
    return np.full((height, width, 3), grey, np.uint8)


def as_array(boxes: list[Box]) -> np.ndarray:
    return np.array([[box.left, box.top, box.right, box.bottom] for box in boxes], float).reshape(-1, 4)


def grid(columns: int, rows: int, size: int, gap: int, start: int = 30) -> list[Box]:
    step = size + gap
    corners = [(start + x * step, start + y * step) for y in range(rows) for x in range(columns)]
    return [Box(x, y, x + size, y + size) for x, y in corners]


def area_shared(first: np.ndarray, second: np.ndarray) -> float:
    sides = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    return float(np.prod(np.clip(sides, 0, None)))


@pytest.mark.parametrize("grey", [0, 60, 128, 200, 255])
def test_a_box_stands_out_on_any_background(grey: int) -> None:
    image = decoded(annotate(even(grey), [Box(200, 200, 500, 400)])).astype(int)
    edges = (image[300, 190:210], image[300, 490:510], image[190:210, 350], image[390:410, 350])
    for across in edges:
        assert across.max() - across.min() > 150  # a light line on a dark one
        assert max(across.max() - grey, grey - across.min()) > 90


def test_what_is_in_the_middle_of_a_box_is_not_touched() -> None:
    image = decoded(annotate(even(128), [Box(200, 200, 500, 400)])).astype(int)
    assert np.abs(image[230:370, 230:470] - 128).max() < 6


def test_without_pills_the_photo_is_as_it_was() -> None:
    assert np.abs(decoded(annotate(even(90), [])).astype(int) - 90).max() < 4


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (1000, 2600), (1280, 960), (300, 200)])
def test_the_picture_is_a_jpeg_of_at_most_telegram_s_size(width: int, height: int) -> None:
    data = annotate(even(128, width, height), [Box(20, 20, width / 2, height / 2)])
    result = decoded(data)
    assert data.startswith(b"\xff\xd8\xff")
    assert max(result.shape) == min(LONGEST, max(width, height))
    assert result.shape[1] / result.shape[0] == pytest.approx(width / height, rel=0.01)


def test_boxes_shrink_with_the_photo() -> None:
    image = decoded(annotate(even(128, 2560, 1920), [Box(1200, 800, 1800, 1400)])).astype(int)
    column = image[550, :, 0]
    changed = np.flatnonzero(np.abs(column - 128) > 60)
    assert changed.min() == pytest.approx(600, abs=8)
    assert changed.max() == pytest.approx(900, abs=8)


CROWDS = {
    "one": [Box(300, 200, 500, 400)],
    "one that fills the photo": [Box(0, 0, 800, 600)],
    "forty": grid(8, 5, 60, 36),
    "forty, small": grid(8, 5, 30, 20),
    "at the corners": [
        Box(0, 0, 90, 90),
        Box(710, 0, 800, 90),
        Box(0, 510, 90, 600),
        Box(710, 510, 800, 600),
    ],
    "in a row, touching": grid(10, 1, 70, 0),
    "a hundred": grid(12, 9, 40, 20)[:100],
}


@pytest.mark.parametrize("boxes", CROWDS.values(), ids=CROWDS.keys())
def test_numbers_lie_inside_the_picture_and_touch_their_boxes(boxes: list[Box]) -> None:
    frames = as_array(boxes)
    badges = place_badges(frames, badge_height(frames, 800), 800, 600)
    assert len(badges) == len(boxes)
    for badge, frame in zip(badges, frames, strict=True):
        assert badge.min() >= 0
        assert badge[2] <= 800
        assert badge[3] <= 600
        assert area_shared(badge + np.array([-1, -1, 1, 1]), frame) > 0


@pytest.mark.parametrize("boxes", CROWDS.values(), ids=CROWDS.keys())
def test_numbers_do_not_hide_each_other(boxes: list[Box]) -> None:
    frames = as_array(boxes)
    badges = place_badges(frames, badge_height(frames, 800), 800, 600)
    assert all(area_shared(*pair) == 0 for pair in combinations(badges, 2))


@pytest.mark.parametrize("name", ["one", "forty", "forty, small", "at the corners", "a hundred"])
def test_numbers_keep_off_the_pills(name: str) -> None:
    frames = as_array(CROWDS[name])
    for badge in place_badges(frames, badge_height(frames, 800), 800, 600):
        for frame in frames:
            hidden = area_shared(badge, frame) / ((frame[2] - frame[0]) * (frame[3] - frame[1]))
            assert hidden < 0.08


def test_each_number_is_drawn_as_another_figure() -> None:
    drawn = set()
    boxes = grid(3, 3, 90, 60)
    image = decoded(annotate(even(128), boxes))
    frames = as_array(boxes)
    for badge in place_badges(frames, badge_height(frames, 800), 800, 600):
        left, top, right, bottom = (round(edge) for edge in badge)
        inside = image[top + 6 : bottom - 5, left + 6 : right - 5, 0]
        assert inside.max() > 200  # the figure
        assert inside.min() < 60  # on its dark ground
        drawn.add((inside > 128).tobytes())
    assert len(drawn) == 9


def test_a_picture_that_is_numbered_later_looks_like_one_that_is_numbered_at_once() -> None:
    boxes = grid(3, 2, 300, 200)
    photo = even(128, 2560, 1920)
    seen = tuple(SeenPill(place, box, 0.9) for place, box in enumerate(boxes, start=1))
    later = number(Scan(2560, 1920, seen, shrunk_jpeg(photo), is_numbered=False), 12)
    at_once = decoded(annotate(photo, boxes, 12)).astype(int)
    assert [pill.number for pill in later.pills] == [12, 13, 14, 15, 16, 17]
    assert [pill.box for pill in later.pills] == boxes
    assert later.is_numbered
    assert np.abs(decoded(later.annotated).astype(int) - at_once).mean() < 1
    assert np.abs(at_once - 128).mean() > 3
