"""Pills in rows, with their names: the same picture each time, small, and of no more than a phone shows."""

import io

import pytest
from PIL import Image

from inference.drawing.sheet import MOST_PILLS, TILE, draw_sheet
from inference.types import Colour, DrawnFace, DrawnPill, LabelledPill, Shape

WHITE = DrawnPill((DrawnFace((Colour.WHITE,), "TYL"),), Shape.ROUND)
RED = DrawnPill((DrawnFace((Colour.RED,), ""),), Shape.OVAL)


def size_of(count: int) -> tuple[int, int]:
    data = draw_sheet([LabelledPill(WHITE, f"약 {number}") for number in range(count)], "그림")
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
        return picture.size


@pytest.mark.parametrize(
    ("count", "columns", "rows"),
    [(1, 2, 1), (2, 2, 1), (3, 3, 1), (4, 3, 2), (6, 3, 2), (12, 3, 4), (60, 3, 4)],
)
def test_pills_stand_in_rows_of_three(count, columns, rows):
    wide, high = size_of(count)
    assert (wide // TILE, high // TILE) == (columns, rows)


def test_no_pill_is_no_picture():
    with pytest.raises(ValueError, match="at least one"):
        draw_sheet([], "그림")


def test_the_same_pills_give_the_same_picture_and_others_another():
    one, other = LabelledPill(WHITE, "가"), LabelledPill(RED, "가")
    assert draw_sheet([one, other], "") == draw_sheet([one, other], "")
    assert len({draw_sheet(pills, "") for pills in ([one], [other], [LabelledPill(WHITE, "나")])}) == 3


def test_a_name_of_any_length_keeps_the_picture_small():
    data = draw_sheet([LabelledPill(WHITE, "가나다라 " * 500)] * MOST_PILLS, "나" * 5000)
    assert len(data) < 150_000
