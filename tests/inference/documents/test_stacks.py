"""Cells of a column that were found as one box come apart; lines stay whole."""

import cv2
import numpy as np

from inference.documents.stacks import parted
from inference.documents.text_detector import Corners


def box(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def test_a_column_of_cells_comes_apart_and_lines_stay_whole() -> None:
    page = np.full((300, 500), 230, np.uint8)
    for place in range(4):
        cv2.putText(page, "30", (420, 60 + 50 * place), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 2, cv2.LINE_AA)
    lines = [box(20, 38 + 50 * place, 300, 66 + 50 * place) for place in range(4)]
    found = parted(page, [*lines, box(415, 35, 455, 215)])
    assert len(found) == 8
    assert all(any(np.array_equal(one, each) for each in found) for one in lines)
    assert [round(float(one[:, 1].mean()), -1) for one in found[4:]] == [50, 100, 150, 200]


def test_no_boxes_and_an_empty_stack_are_no_trouble() -> None:
    page = np.full((300, 500), 230, np.uint8)
    assert parted(page, []) == []
    assert len(parted(page, [box(20, 20, 300, 48), box(20, 60, 300, 88), box(400, 20, 440, 200)])) == 3
