"""Numbers follow the order in which people read."""

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.detect.numbering import reading_order
from inference.types import Box

side = st.floats(5, 300)
place = st.floats(0, 3000)
boxes = st.lists(st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), place, place, side, side), max_size=40)


def tilted_grid(rows: int, columns: int, degrees: float, step: float = 150, size: float = 90) -> list[Box]:
    """Boxes in reading order, the whole turned clockwise about the origin."""
    turn = radians(degrees)
    grid = []
    for row in range(rows):
        for column in range(columns):
            x = column * step * cos(turn) - row * step * sin(turn)
            y = column * step * sin(turn) + row * step * cos(turn)
            grid.append(Box(x, y, x + size, y + size))
    return grid


def test_no_pills_need_no_numbers() -> None:
    assert reading_order([]) == ()


@pytest.mark.parametrize("degrees", [-12, -5, 0, 5, 12])
@pytest.mark.parametrize(("rows", "columns"), [(1, 6), (6, 1), (4, 5), (2, 10)])
def test_a_tilted_grid_is_read_row_by_row(rows: int, columns: int, degrees: float) -> None:
    grid = tilted_grid(rows, columns, degrees)
    shuffled = [(i * 7) % len(grid) for i in range(len(grid))] if len(grid) % 7 else list(range(len(grid)))
    order = reading_order([grid[i] for i in shuffled])
    assert [shuffled[i] for i in order] == list(range(len(grid)))


@given(boxes)
def test_every_pill_gets_one_number(pills: list[Box]) -> None:
    assert sorted(reading_order(pills)) == list(range(len(pills)))


@given(boxes, st.randoms(use_true_random=False))
def test_the_order_of_finding_them_does_not_matter(pills: list[Box], random: object) -> None:
    shuffled = list(dict.fromkeys(pills))
    expected = [shuffled[i] for i in reading_order(shuffled)]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [shuffled[i] for i in reading_order(shuffled)] == expected


@given(boxes, st.floats(0.25, 4))
def test_the_size_of_the_photo_does_not_matter(pills: list[Box], scale: float) -> None:
    power = 2.0 ** round(scale)  # exact in floating point
    larger = [Box(b.left * power, b.top * power, b.right * power, b.bottom * power) for b in pills]
    assert reading_order(larger) == reading_order(pills)


@given(boxes, side)
def test_a_pill_below_all_others_is_last(pills: list[Box], size: float) -> None:
    lowest = max((pill.bottom for pill in pills), default=0) + 400
    assert reading_order([Box(0, lowest, size, lowest + size), *pills])[-1] == 0
