"""A tilted or curled page comes out level."""

import numpy as np
import pytest

from inference.documents.layout import Flat
from inference.documents.page import mostly_upright
from inference.documents.text_detector import Corners


def line(x: float, y: float, slope: float, length: float = 200, height: float = 20) -> Corners:
    ends = np.array([[x, y], [x + length, y + slope * length]])
    return np.array([ends[0], ends[1], ends[1] + [0, height], ends[0] + [0, height]], np.float32)


@pytest.mark.parametrize("slope", [-0.1, 0.0, 0.07])
def test_lines_of_a_tilted_page_come_out_level(slope: float) -> None:
    lines = [line(x, 100 * row + slope * x, slope) for row in range(1, 8) for x in (50, 400)]
    flat = Flat(lines, 800, 900)
    for row in range(1, 8):
        ends = np.array([[60.0, 100 * row + slope * 60], [700.0, 100 * row + slope * 700]])
        moved = flat.moved(ends)
        assert moved[0, 1] == pytest.approx(moved[1, 1], abs=3)


def test_a_curled_page_comes_out_level() -> None:
    """Its lines follow a parabola, as a sheet that bends upwards on one side."""

    def bent(x: float) -> float:
        return 1e-4 * (x - 400) ** 2

    lines = [
        line(x, 80 * row + bent(x), 2e-4 * (x - 400 + 75), length=150)
        for row in range(1, 10)
        for x in range(20, 700, 160)
    ]
    flat = Flat(lines, 800, 900)
    places = np.array([[x, 400 + bent(x)] for x in (30.0, 300.0, 770.0)])
    assert np.ptp(flat.moved(places)[:, 1]) < 4


def test_one_wrong_box_does_not_bend_the_page() -> None:
    lines = [line(50, 60 * row, 0.0) for row in range(1, 12)] + [line(300, 300, 0.4)]
    flat = Flat(lines, 800, 900)
    assert np.ptp(flat.moved(np.array([[50.0, 300.0], [750.0, 300.0]]))[:, 1]) < 5


def test_a_page_without_lines_stays_as_it_is() -> None:
    points = np.array([[3.0, 4.0]])
    assert np.array_equal(Flat([], 100, 100).moved(points), points)


def test_a_page_on_its_side_is_told_by_its_long_lines_though_it_lies_at_a_slant() -> None:
    steep = np.array(
        [[415, 359], [467, 595], [435, 602], [383, 366]], np.float32
    )  # from its left upper corner
    downwards = np.array([[724, 203], [751, 199], [775, 363], [748, 367]], np.float32)
    crumb = np.array([[10, 10], [24, 10], [24, 20], [10, 20]], np.float32)
    level = np.array([[100, 100], [300, 120], [297, 150], [97, 130]], np.float32)
    assert mostly_upright([steep, downwards, *[crumb] * 9])
    assert not mostly_upright([level, level, downwards, *[crumb] * 9])
    assert not mostly_upright([])
