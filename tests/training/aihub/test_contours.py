"""Boxes from contours: right on a plain ground whatever the shape, and not trusted on a noisy one."""

import cv2
import numpy as np
import pytest

from training.aihub.made.drawing import BACKGROUNDS, background, lay
from training.aihub.made.generating import kinds_in
from training.aihub.pictures.pixels import encode
from training.aihub.shards.contours import agrees, propose, trust
from training.samples.sample import Sample
from training.synth.textures import background as textured

KINDS = kinds_in(None, 40)
SHAPES = {kind.look.shape: kind for kind in KINDS}


def photo(kind, ground, seed=1):
    rng = np.random.default_rng(seed)
    picture = background(ground, "주백색", rng)
    x, y, w, h = lay(picture, kind, "앞면", (480, 640), rng.uniform(0, 360), 75, "주백색")
    return picture, np.array([[x, y, x + w, y + h]], np.float32)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_pills_of_every_shape_are_found_on_a_plain_ground(shape):
    picture, box = photo(SHAPES[shape], "검정색 배경")
    found = propose(picture)
    assert found.plain
    assert agrees(found.boxes, box)


def test_an_empty_ground_has_no_pill():
    for ground in BACKGROUNDS:
        assert len(propose(background(ground, "주백색", np.random.default_rng(2))).boxes) == 0


def test_what_is_measured_to_be_wrong_is_not_trusted():
    samples = []
    for seed, kind in enumerate(KINDS[:10]):
        for name in ("검정색 배경", "noisy"):
            picture, box = photo(kind, "검정색 배경", seed)
            if name == "noisy":
                rng = np.random.default_rng(seed)
                left, top, right, bottom = box[0].astype(int)
                noise = textured(rng, *picture.shape[:2])
                noise[top:bottom, left:right] = picture[top:bottom, left:right]
                picture = cv2.add(noise, 0)
            size = (picture.shape[1], picture.shape[0])
            samples.append(
                Sample(
                    f"{name}{seed}", encode(picture), ".jpg", size, box, (kind.code,), {"background": name}
                )
            )
    told = trust(samples)
    assert told["검정색 배경"]["trusted"]
    assert not told["noisy"]["trusted"]


@pytest.mark.parametrize(
    ("boxes", "labels", "same"),
    [
        ([], [], True),
        ([[0, 0, 10, 10]], [], False),
        ([], [[0, 0, 10, 10]], False),
        ([[0, 0, 10, 10]], [[1, 0, 10, 10]], True),
        ([[0, 0, 10, 10]], [[8, 0, 18, 10]], False),
    ],
)
def test_boxes_agree_when_all_are_there_and_none_more(boxes, labels, same):
    rows = (np.array(each, np.float32).reshape(-1, 4) for each in (boxes, labels))
    assert agrees(*rows) is same
