"""Further views of a photo: where their boxes lie in it, and how little memory they take."""

import numpy as np

from inference.detect.views import ENOUGH, halved


def test_a_large_photo_with_ground_round_it_is_small_and_its_boxes_lie_where_they_are_in_the_photo() -> None:
    photo = np.zeros((3000, 4000, 3), np.uint8)
    photo[600:900, 1000:1500] = 255
    view = halved(photo)
    assert max(view.pixels.shape) <= 2 * ENOUGH
    rows, columns = np.nonzero(view.pixels[:, :, 0] > 200)
    seen = np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]], np.float32)
    assert np.abs(view.to_photo(seen) - (1000, 600, 1500, 900)).max() <= 4000 / ENOUGH


def test_a_small_photo_keeps_its_size() -> None:
    view = halved(np.zeros((300, 400, 3), np.uint8))
    assert view.pixels.shape == (700, 800, 3)
    assert view.to_photo(np.array([[200, 200, 600, 500]], np.float32)).tolist() == [[0, 0, 400, 300]]
