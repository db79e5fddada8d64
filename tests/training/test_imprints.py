"""From labelled photos of two sides to the sheets that the imprint reader learns from."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.samples.imprint_sheets import Sheet, draw, plan_sheets, prepare, repeats, training_photos
from training.samples.selection import Split, split_of
from training.samples.sides import Side, sides

RED = (0, 0, 255)


def side(width: int, height: int, *kinds: int) -> Side:
    """A side with a red spot at each of its characters."""
    image = np.full((height, width, 3), 200, np.uint8)
    boxes = np.array(
        [(kind, width * (i + 1) / (len(kinds) + 1), height / 2, 12, 14) for i, kind in enumerate(kinds)]
    ).reshape(-1, 5)
    for _, x, y, _, _ in boxes:
        cv2.circle(image, (round(x), round(y)), 7, RED, cv2.FILLED)
    return Side(image, np.ones((height, width), np.uint8), boxes)


def kinds_in(split: Split, count: int) -> list[str]:
    return [kind for kind in (f"{n:09}" for n in range(2000)) if split_of(kind) is split][:count]


def lay_photo(root: Path, split: str, name: str, *, elongated: bool = False) -> None:
    """Two pale sides on grey, the left or upper one with a character of class 5 in its middle."""
    image = np.full((480, 640, 3), 110, np.uint8)
    places = [(320, 130), (320, 350)] if elongated else [(170, 240), (470, 240)]
    for place in places:
        cv2.ellipse(image, place, (200, 80) if elongated else (120, 120), 0, 0, 360, (190, 230, 240), -1)
    for folder in ("images", "labels"):
        (root / "imprint" / folder / split).mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(root / "imprint" / "images" / split / f"{name}.jpg"), image)
    x, y = places[0]
    (root / "imprint" / "labels" / split / f"{name}.txt").write_text(f"5 {x / 640} {y / 480} 0.05 0.08\n")


def test_a_photo_is_cut_into_its_sides_and_a_plain_one_has_no_boxes(tmp_path: Path) -> None:
    lay_photo(tmp_path, "train", "a")
    found = sides(tmp_path / "imprint" / "images" / "train" / "a.jpg")
    assert sorted(len(each.boxes) for each in found) == [0, 1]
    lettered = max(found, key=lambda each: len(each.boxes))
    height, width = lettered.image.shape[:2]
    assert lettered.boxes[0] == pytest.approx([5, width / 2, height / 2, 32, 38.4], abs=3)


def test_a_character_on_no_side_leaves_the_photo_whole(tmp_path: Path) -> None:
    lay_photo(tmp_path, "val", "a")
    labels = tmp_path / "imprint" / "labels" / "val" / "a.txt"
    labels.write_text(labels.read_text() + "7 0.02 0.02 0.02 0.02\n")
    (only,) = sides(tmp_path / "imprint" / "images" / "val" / "a.jpg")
    assert only.image.shape == (480, 640, 3)
    assert len(only.boxes) == 2


def test_kinds_that_identification_is_tuned_or_tested_on_are_not_learnt(tmp_path: Path) -> None:
    for split in Split:
        for kind in kinds_in(split, 3):
            (tmp_path / f"{kind}_front.jpg").touch()
    learnt = {split_of(path.name[:9]) for path in training_photos(tmp_path)}
    assert learnt == {Split.TRAIN, Split.VAL}


def test_kinds_on_val_are_not_learnt(tmp_path: Path) -> None:
    first, second = kinds_in(Split.TRAIN, 2)
    for folder, kinds in (("train", (first, second)), ("val", (second,))):
        (tmp_path / folder).mkdir()
        for kind in kinds:
            (tmp_path / folder / f"{kind}_front.jpg").touch()
    assert [path.name for path in training_photos(tmp_path / "train")] == [f"{first}_front.jpg"]


@pytest.mark.parametrize(
    ("photo", "plans"),
    [
        ((side(200, 200, 1), side(200, 200)), ["whole", "quarters"]),  # the plain side only small
        ((side(200, 200, 1), side(200, 200, 2)), ["whole", "whole", "quarters"]),
        ((side(300, 120, 1), side(300, 120)), ["rows"]),
        ((side(120, 300, 1), side(120, 300)), ["columns"]),
        ((side(300, 120, 1), side(200, 200)), ["whole", "quarters"]),
    ],
)
def test_sides_are_laid_out_as_the_reader_sees_them(photo: tuple[Side, ...], plans: list[str]) -> None:
    assert [sheet.plan for sheet in plan_sheets([photo], np.random.default_rng(1))] == plans


def test_every_side_is_shown() -> None:
    photos = [(side(200, 200, i), side(210, 190)) for i in range(7)]
    small = [sheet for sheet in plan_sheets(photos, np.random.default_rng(1)) if sheet.plan == "quarters"]
    assert sum(len(sheet.sides) for sheet in small) == 14
    assert frozenset().union(*(sheet.classes for sheet in small)) == set(range(7))


@pytest.mark.parametrize("plan", ["whole", "rows", "columns", "quarters"])
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_boxes_stay_on_their_characters(plan: str, seed: int | None) -> None:
    shown = [side(220, 130, 3, 4), side(90, 200, 5)]
    rng = None if seed is None else np.random.default_rng(seed)
    image, boxes = draw(plan, shown, 256, rng)
    assert image.shape == (256, 256, 3)
    assert boxes[:, 0].tolist() == ([3, 4] if plan == "whole" else [3, 4, 5])
    for _, x, y, _, _ in boxes:
        assert image[round(y), round(x)] == pytest.approx(np.array(RED), abs=40)


def test_rare_characters_are_shown_more_often_but_not_without_end() -> None:
    common, rare, rarest = (Sheet("whole", (side(9, 9, kind),)) for kind in (0, 1, 2))
    sheets = [common] * 989 + [rare] * 10 + [rarest]
    times = repeats(sheets, np.random.default_rng(1))
    assert set(times[:989]) == {1}
    assert set(times[989:999]) <= {1, 2}  # sqrt(0.03 / 0.01) = 1.7
    assert max(times[989:999]) == 2
    assert times[999] == 5


def test_a_plain_sheet_is_shown_once() -> None:
    assert repeats([Sheet("quarters", (side(9, 9),))], np.random.default_rng(1)) == [1]


def lay_catalogue(root: Path, kinds: list[str]) -> None:
    """The classes of characters, and kinds that are all stamped "A 1"."""
    (root / "imprint").mkdir(parents=True, exist_ok=True)
    (root / "imprint" / "classes.txt").write_text("(mark)\n1\nA\nB\nC\nD\n")
    (root / "us").mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{kind},A;1\n" for kind in kinds)
    (root / "us" / "c3pi_ndc9_products.csv").write_text(f"ndc9,imprint\n{rows}")


def test_the_layout_is_complete_and_keeps_the_given_val(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    lay_catalogue(data, kinds_in(Split.TRAIN, 3))
    for kind in kinds_in(Split.TRAIN, 3):
        lay_photo(data, "train", kind)
    lay_photo(data, "train", kinds_in(Split.TEST, 1)[0])
    lay_photo(data, "val", kinds_in(Split.TEST, 1)[0], elongated=True)
    first = prepare(data, out, size=128, seed=1, made=0)
    listed = {split: (out / f"{split}.txt").read_text().split() for split in ("train", "val")}
    assert len(listed["val"]) == 2
    assert len(listed["train"]) >= 3 + 2  # each lettered side, and all six sides in quarters
    for path in listed["train"] + listed["val"]:
        image = cv2.imread(path)
        assert image is not None
        assert image.shape == (128, 128, 3)
        labels = Path(path.replace("/images/", "/labels/")).with_suffix(".txt").read_text()
        assert all(0 < float(x) < 1 for row in labels.splitlines() for x in row.split()[1:])
    assert prepare(data, out, size=128, seed=1, made=0) == first
    assert prepare(data, tmp_path / "other", size=128, seed=2, made=0) != first


def test_made_imprints_are_shown_beside_the_real_ones(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the training extra is not installed: make test-training")
    data = tmp_path / "data"
    kinds = kinds_in(Split.TRAIN, 2)
    lay_catalogue(data, kinds)
    for kind in kinds:
        lay_photo(data, "train", kind)
    lay_photo(data, "val", kinds_in(Split.TEST, 1)[0])
    lengths = []
    for made in (0, 2):
        prepare(data, tmp_path / str(made), size=128, seed=1, made=made)
        lengths.append(len((tmp_path / str(made) / "train.txt").read_text().split()))
    assert lengths[1] >= lengths[0] + 2 * 4
