"""Imprints drawn on the sides of pills."""

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="the training extra is not installed: make test-training")

from training.samples.selection import Split, split_of
from training.samples.sides import Side
from training.synth.stamps import Script, plain, read_script, restamp, smaller

LABELS = ("(mark)", "1", "4", "A", "B", "lilly", "q")


def tablet(size: int = 200) -> Side:
    """A round pink tablet with a black spot that is labelled as its character."""
    image = np.full((size, size, 3), 90, np.uint8)
    mask = np.zeros((size, size), np.uint8)
    middle = (size // 2, size // 2)
    cv2.circle(mask, middle, size // 2 - 6, 1, cv2.FILLED)
    image[mask > 0] = (190, 180, 230)
    cv2.circle(image, middle, 12, (0, 0, 0), cv2.FILLED)
    return Side(image, mask, np.array([(4, size / 2, size / 2, 26, 26)], np.float64))


@pytest.fixture
def words(tmp_path: Path) -> Script:
    kinds = [f"{number:09}" for number in range(60)]
    learnt = [kind for kind in kinds if split_of(kind) is Split.TRAIN]
    rows = "".join(f"{kind},{'A14;1' if kind in learnt else 'BBB'}\n" for kind in kinds)
    (tmp_path / "catalogue.csv").write_text(f"ndc9,imprint\n{rows}")
    return read_script(tmp_path / "catalogue.csv", {Split.TRAIN}, LABELS, {"1": 400, "A": 100})


def test_only_imprints_of_kinds_that_may_be_learnt_from_are_written(words: Script) -> None:
    assert set(words.texts) == {"A14", "1"}


def test_rare_letters_are_written_too_but_never_marks_or_ligatures(words: Script) -> None:
    shares = dict(zip(words.letters, words.weights, strict=True))
    assert set(shares) == {"1", "4", "A", "B", "q"}
    assert shares["1"] == pytest.approx(2 * shares["A"], rel=0.02)
    assert shares["q"] > 0.02


def test_the_old_characters_are_painted_over() -> None:
    side = tablet()
    bare = plain(side)
    assert not len(bare.boxes)
    assert bare.image[100, 100] == pytest.approx(np.array((190, 180, 230)), abs=12)


@pytest.mark.parametrize("seed", range(30))
def test_every_box_of_a_made_imprint_holds_ink_on_the_pill(words: Script, seed: int) -> None:
    side = tablet()
    made = restamp(side, words, np.random.default_rng(seed))
    changed = np.abs(made.image.astype(int) - plain(side).image).max(axis=2)
    assert len(made.boxes)
    for kind, x, y, width, height in made.boxes:
        assert LABELS[int(kind)] in words.letters
        left, top = int(x - width / 2), int(y - height / 2)
        assert changed[top : top + int(height), left : left + int(width)].max() > 4
        assert side.mask[int(y), int(x)]


def test_the_same_seed_makes_the_same_imprint(words: Script) -> None:
    first, second = (restamp(tablet(), words, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.boxes, second.boxes)


def test_a_large_side_is_made_smaller_with_its_boxes() -> None:
    small = smaller(tablet(1152))
    assert small.image.shape == (288, 288, 3)
    assert small.boxes[0] == pytest.approx([4, 144, 144, 6.5, 6.5])
