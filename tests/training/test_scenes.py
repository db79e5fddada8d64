"""Scenes, and what they are made of: kinds kept apart, pills cut out, boxes exact."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.samples.cutouts import Cutout, ndc9, plain_cutouts, reference_cutouts
from training.samples.selection import SHARES, Split, split_of
from training.synth.containers import container
from training.synth.distractors import distractor
from training.synth.drawn_pills import SIDE, drawn_pill
from training.synth.scenes import compose
from training.synth.table import Ground
from training.synth.textures import background, glints

PURPLE = (180, 30, 160)


def pill(kind: str = "a", size: tuple[int, int] = (80, 50)) -> Cutout:
    """Return a purple ellipse: no other thing in a scene has its colour."""
    alpha = np.zeros((size[1], size[0]), np.uint8)
    cv2.ellipse(alpha, (size[0] // 2, size[1] // 2), (size[0] // 2 - 1, size[1] // 2 - 1), 0, 0, 360, 255, -1)
    return Cutout(kind, np.full((size[1], size[0], 3), PURPLE, np.uint8), alpha)


def kind_of(split: Split) -> str:
    return next(name for name in map(str, range(1000)) if split_of(name) is split)


@given(st.text(max_size=20))
def test_a_kind_is_always_in_the_same_split(kind):
    assert split_of(kind) is split_of(kind)


def test_kinds_are_shared_out_as_told():
    counts = dict.fromkeys(Split, 0)
    for number in range(5000):
        counts[split_of(f"{number:09}")] += 1
    for split, share in SHARES:
        assert abs(counts[split] / 5000 - share / 100) < 0.02


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_a_scene_is_the_same_for_the_same_seed_and_its_boxes_lie_in_it(seed):
    scenes = [
        compose(np.random.default_rng(seed), [pill(), pill("b", (60, 60))], [], side=256) for _ in range(2)
    ]
    assert np.array_equal(scenes[0].image, scenes[1].image)
    boxes, (height, width) = scenes[0].boxes_xyxy, scenes[0].image.shape[:2]
    assert np.array_equal(boxes, scenes[1].boxes_xyxy)
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= (width, height)).all()
    assert (boxes[:, :2] < boxes[:, 2:]).all()


def test_boxes_hold_the_pills_and_hardly_more():
    seen = covered = 0
    inside = []  # of each scene; a drawn ground may be purple itself
    for seed in range(12):
        scene = compose(
            np.random.default_rng(seed),
            [pill()],
            [Ground(np.full((200, 200, 3), 90, np.uint8), np.zeros((0, 4), np.float32))],
            640,
        )
        lab = cv2.cvtColor(scene.image, cv2.COLOR_BGR2LAB).astype(int)
        purple = (lab[..., 1] > 150) & (lab[..., 2] < 125)
        mask = np.zeros(purple.shape, bool)
        for left, top, right, bottom in scene.boxes_xyxy.astype(int):
            mask[top:bottom, left:right] = True
            covered += purple[top:bottom, left:right].sum() > 0.25 * (bottom - top) * (right - left)
        seen += len(scene.boxes_xyxy)
        if len(scene.boxes_xyxy):
            inside.append(purple[mask].sum() / max(1, purple.sum()))
    assert seen > 20
    assert covered / seen > 0.8
    assert np.median(inside) > 0.97


@pytest.mark.parametrize("seed", range(6))
def test_the_reflection_of_a_lamp_only_makes_brighter(seed):
    dark = np.full((120, 160, 3), 60, np.uint8)
    lit = glints(np.random.default_rng(seed), dark)
    assert lit.shape == dark.shape
    assert (lit >= dark).all()
    assert (lit > dark).any()


def test_pills_that_were_in_the_photo_keep_their_boxes():
    ground = Ground(np.full((256, 256, 3), 90, np.uint8), np.array([[100, 100, 140, 130]], np.float32))
    kept = 0
    for seed in range(20):
        boxes = compose(np.random.default_rng(seed), [pill()], [ground], 256).boxes_xyxy
        kept += any(
            np.allclose(box, (100, 100, 140, 130)) or np.allclose(box, (116, 100, 156, 130)) for box in boxes
        )
    assert kept >= 6, "six in ten scenes are on a photo"


def test_backgrounds_and_things_that_are_no_pills_are_drawn_in_the_size_asked_for():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        assert background(rng, 64, 48).shape == (64, 48, 3)
        colour, alpha = distractor(rng, 40)
        assert (colour.shape, alpha.shape) == ((40, 40, 3), (40, 40))
        assert alpha.any()


def test_a_crop_masked_black_gives_the_pill_and_only_of_the_split_asked_for(tmp_path: Path):
    (tmp_path / "images").mkdir()
    rows = ["file,ndc9"]
    for split in (Split.TRAIN, Split.TEST):
        crop = np.zeros((100, 100, 3), np.uint8)
        cv2.circle(crop, (50, 50), 40, (200, 210, 220), -1)
        cv2.imwrite(str(tmp_path / "images" / f"{split}.png"), crop)
        rows.append(f"{split}.png,{kind_of(split)}")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    (found,) = reference_cutouts(tmp_path, Split.TRAIN)
    assert found.kind == kind_of(Split.TRAIN)
    assert found.alpha.shape[0] == pytest.approx(80, abs=4)
    assert found.colour[found.alpha > 0].min() >= 190


def test_pills_on_an_even_ground_are_cut_out_and_rulers_are_not(tmp_path: Path):
    number = next(n for n in range(10_000, 99_999) if split_of(ndc9(f"{n}-0001-01_A")) is Split.TRAIN)
    photo = np.full((400, 600, 3), 118, np.uint8)
    cv2.ellipse(photo, (170, 180), (110, 60), 0, 0, 360, (235, 235, 235), -1)
    cv2.ellipse(photo, (430, 180), (110, 60), 0, 0, 360, (120, 120, 240), -1)
    cv2.rectangle(photo, (0, 350), (600, 400), (255, 255, 255), -1)
    cv2.imwrite(str(tmp_path / f"{number}-0001-01_A.jpg"), photo)
    found = list(plain_cutouts(tmp_path, Split.TRAIN))
    assert len(found) == 2
    assert all(1.6 < cutout.alpha.shape[1] / cutout.alpha.shape[0] < 2.1 for cutout in found)


@pytest.mark.parametrize(
    ("stem", "expected"), [("00002-3228-30_391E1C80", "000023228"), ("000023232", "000023232")]
)
def test_the_name_of_a_photo_tells_its_kind(stem, expected):
    assert ndc9(stem) == expected


@pytest.mark.parametrize("seed", range(8))
def test_places_of_a_container_lie_in_the_picture(seed: int) -> None:
    ground = background(np.random.default_rng(seed), 240, 320)
    made = container(np.random.default_rng(seed), ground)
    assert made.image.shape == ground.shape
    assert (made.image != ground).any()
    for place in made.places:
        assert 0 <= place.x < 320
        assert 0 <= place.y < 240
        assert place.extent > 4


@pytest.mark.parametrize("seed", range(10))
def test_a_drawn_pill_fills_its_cut_out(seed: int) -> None:
    drawn = drawn_pill(np.random.default_rng(seed))
    assert drawn.colour.shape[:2] == drawn.alpha.shape
    assert (drawn.alpha > 127).mean() > 0.6
    assert max(drawn.alpha.shape) == SIDE
