"""A pill is cut out alone: small, without what lies round it, whatever the photo shows."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from inference.drawing.cut_out import MOST_BYTES, cut_out
from inference.drawing.pill import GROUND
from inference.types import Box
from tests.pictures import BOXES, drawn_pills

SIDE = 160  # pixels that a picture may have


def read(file: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(file))
    assert picture.format == "JPEG"
    assert len(file) <= MOST_BYTES
    assert max(picture.size) <= SIDE
    assert not picture.getexif()
    return picture.convert("RGB")


@pytest.mark.parametrize("box", BOXES)
def test_what_lies_round_a_pill_is_painted_over(box):
    photo = cv2.cvtColor(drawn_pills(), cv2.COLOR_BGR2RGB)
    cut = np.asarray(read(cut_out(photo, Box(*box)))).astype(int)
    corners = cut[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.abs(corners - GROUND).max() < 30
    middle = cut[cut.shape[0] // 4 : -cut.shape[0] // 4, cut.shape[1] // 4 : -cut.shape[1] // 4]
    assert np.abs(middle.mean(axis=(0, 1)) - GROUND).max() > 3


@pytest.mark.parametrize("box", [Box(0, 0, 500, 400), Box(-20, -20, 60, 60), Box(498, 398, 500, 400)])
def test_noise_and_boxes_at_the_rim_stay_small(box):
    noise = np.random.default_rng(1).integers(0, 256, (400, 500, 3), dtype=np.uint8)
    read(cut_out(noise, box))
