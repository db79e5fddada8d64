"""A pill is cut out of its photo and laid beside drawings of what it may be."""

from dataclasses import replace

import numpy as np
import pytest

from inference.drawing.orders import MOST_BESIDE, Comparison, NumberedPhoto
from inference.drawing.pictures import CROP, GAP, LABEL, compare, cut_square, draw
from inference.drawing.pill import GROUND
from inference.photo import DEFAULT_LIMITS, PhotoError, PhotoLimits, read_photo
from inference.types import Box, Colour, DrawnFace, DrawnPill, Shape
from tests.inference.test_annotate import decoded, even
from tests.pictures import BOXES, drawn_pills, jpeg

RED = DrawnPill((DrawnFace((Colour.RED,), "A"),), Shape.ROUND)
PHOTO = jpeg(drawn_pills())


def right_of(picture: np.ndarray) -> np.ndarray:
    return picture[:, GAP + CROP + GAP :]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_as_many_rows_stand_on_the_right_as_there_are_candidates(count: int) -> None:
    picture = decoded(compare(even(90, 200, 200), (RED,) * count))
    is_red = (right_of(picture).astype(int) @ [1, -1, 0] > 90).any(axis=1)
    assert (np.diff(is_red.astype(int)) == 1).sum() == count
    assert abs(int(picture[picture.shape[0] // 2, GAP + CROP // 2, 0]) - 90) < 4


def test_without_candidates_the_pill_stands_alone() -> None:
    assert decoded(compare(even(90, 200, 200), ())).shape == (CROP + 2 * GAP, CROP + 2 * GAP, 3)


def test_a_label_stands_under_the_pill() -> None:
    plain, labelled = (decoded(compare(even(90, 200, 200), (RED,), label)) for label in ("", "내 사진 2번"))
    assert labelled.shape[0] == plain.shape[0] + LABEL
    assert (labelled[GAP + CROP + 4 : GAP + CROP + LABEL, :CROP] < 90).any()


def test_a_pill_that_nobody_describes_keeps_its_number() -> None:
    with_gap = right_of(decoded(compare(even(90, 200, 200), (RED, None, RED))))
    numbers = (with_gap[:, :40] < 60).all(axis=2).any(axis=1)
    assert (np.diff(numbers.astype(int)) == 1).sum() >= 3


def test_more_candidates_than_can_be_told_apart_are_objected_to() -> None:
    with pytest.raises(ValueError, match="at most 3"):
        Comparison(PHOTO, Box(0, 0, 9, 9), (RED,) * (MOST_BESIDE + 1))


@pytest.mark.parametrize(
    "box", [Box(-20, -30, 60, 50), Box(760, 560, 830, 640), Box(300, 200, 420, 260), Box(5, 5, 6, 6)]
)
def test_the_cut_is_a_square_round_the_pill_also_at_the_edge(box: Box) -> None:
    photo = even(90)
    cut = cut_square(photo, box)
    assert cut.shape[0] == cut.shape[1] >= max(box.width, box.height)
    inside = (cut == 90).all(axis=2)
    assert inside.any()
    assert (cut[~inside] == GROUND).all()


def test_a_large_photo_is_cut_where_the_box_is_in_the_photo_as_sent() -> None:
    left, top, right, bottom = BOXES[2]
    limits = PhotoLimits(working_side=640)
    small = draw(Comparison(PHOTO, Box(left, top, right, bottom), ()), limits)
    whole = draw(Comparison(PHOTO, Box(left, top, right, bottom), ()), DEFAULT_LIMITS)
    assert np.abs(decoded(small).astype(int) - decoded(whole)).mean() < 12


def test_a_photo_is_numbered_again_as_before() -> None:
    boxes = tuple(Box(*box) for box in BOXES)
    order = NumberedPhoto(PHOTO, boxes, 5)
    picture = decoded(draw(order, DEFAULT_LIMITS))
    plain = read_photo(PHOTO).pixels
    assert picture.shape == plain.shape
    assert (np.abs(picture.astype(int) - plain) > 60).any()
    assert draw(order, DEFAULT_LIMITS) != draw(replace(order, first_number=1), DEFAULT_LIMITS)


def test_what_is_no_photo_is_refused() -> None:
    with pytest.raises(PhotoError):
        draw(Comparison(b"no photo", Box(0, 0, 1, 1), ()), DEFAULT_LIMITS)
