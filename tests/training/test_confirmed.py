"""Pictures of a catalogue that teach where the characters are: only where reader and catalogue agree."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.appearance.outline import Outline
from inference.read.imprint import MARK_LABEL, Glance
from inference.read.rotated_views import placing, prepare
from training.fit.char_alignment import Placed, Speller, Spelling, words_of
from training.samples.confirmed import american_pills, confirm, upright
from training.samples.cutouts import Cutout
from training.samples.selection import Split, split_of

CELL = (0, 0, 256, 256)
LABELS = (MARK_LABEL, *"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZmylan", "mg")
SPELLER = Speller(LABELS)
Seen = tuple[str, float, int, int]  # what is seen, how surely, and where: place on its line, line


def glance(*seen: Seen, angle: float = 0.0) -> Glance:
    """Characters of one size, each in its place of a grid."""
    boxes = [(40 + 22 * x, 40 + 40 * y, 58 + 22 * x, 70 + 40 * y) for _, _, x, y in seen]
    scores = np.zeros((len(seen), len(LABELS)), np.float32)
    for row, (text, sure, _, _) in enumerate(seen):
        scores[row, LABELS.index(text)] = sure
    return Glance(angle, CELL, np.array(boxes, np.float32).reshape(-1, 4), scores)


def lines(*texts: str, sure: float = 0.9, angle: float = 0.0) -> Glance:
    """Lines of characters, one under the other."""
    return glance(
        *((letter, sure, x, y) for y, text in enumerate(texts) for x, letter in enumerate(text)), angle=angle
    )


def agreed(front: Glance, back: Glance, parts: Sequence[str]) -> list[str] | None:
    """What is spelt on either side, or None."""
    found = confirm([[front], [back]], words_of(parts), SPELLER)
    return None if found is None else [spelt(each) for each in found]


def spelt(spelling: Spelling) -> str:
    return "".join(LABELS[one.label] for one in sorted(spelling.placed, key=lambda one: one.index))


@pytest.mark.parametrize(
    ("front", "back", "parts"),
    [
        (("TEVA",), ("5504",), ("TEVA", "5504")),
        (("5504",), ("TEVA",), ("TEVA", "5504")),
        (("TV", "50"), (), ("50", "TV")),
        (("MG",), ("MG",), ("MG",)),
        (("mylan",), (), ("MYLAN",)),
        (("LILLY", "3228"), ("25",), ("LILLY 3228", "25")),
        (("MYLAN", "MYLAN"), (), ("MYLAN",)),  # on either half of a capsule, catalogued once
    ],
)
def test_a_pill_is_taken_whose_sides_bear_what_the_catalogue_says(
    front: tuple[str, ...], back: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    assert agreed(lines(*front), lines(*back), parts) == ["".join(front), "".join(back)]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        (("TEV",), ("5504",)),  # a character missed
        (("TEVAX",), ("5504",)),  # one too many
        (("TEVX",), ("5504",)),  # another
        (("TEVA",), ()),
        (("TEVA",), ("5504", "7")),
        (("AVET",), ("5504",)),  # in another order
    ],
)
def test_a_pill_is_left_out_where_they_differ(front: tuple[str, ...], back: tuple[str, ...]) -> None:
    assert agreed(lines(*front), lines(*back), ("TEVA", "5504")) is None


def test_characters_hardly_seen_complete_an_imprint_of_which_most_is_clear() -> None:
    faint = glance(("T", 0.9, 0, 0), ("E", 0.9, 1, 0), ("V", 0.05, 2, 0), ("A", 0.9, 3, 0))
    assert agreed(faint, lines(), ("TEVA",)) == ["TEVA", ""]
    fainter = glance(("T", 0.9, 0, 0), ("E", 0.05, 1, 0), ("V", 0.05, 2, 0), ("A", 0.05, 3, 0))
    assert agreed(fainter, lines(), ("TEVA",)) is None


def test_a_single_character_has_to_be_clear() -> None:
    assert agreed(glance(("M", 0.5, 0, 0)), lines(), ("M",)) == ["M", ""]
    assert agreed(glance(("M", 0.2, 0, 0)), lines(), ("M",)) is None


def test_what_is_hardly_seen_beside_the_imprint_does_not_contradict_it() -> None:
    stray = [(letter, 0.9, x, 0) for x, letter in enumerate("TEVA")]
    assert agreed(glance(*stray, ("7", 0.2, 0, 2)), lines(), ("TEVA",)) == ["TEVA", ""]
    assert agreed(glance(*stray, ("7", 0.6, 0, 2)), lines(), ("TEVA",)) is None
    assert agreed(glance(*stray, ("7", 0.4, 0, 2), ("1", 0.43, 3, 2)), lines(), ("TEVA",)) is None


def test_look_alikes_are_spelt_as_the_catalogue_spells_them() -> None:
    assert agreed(lines("5OO4"), lines(), ("5004",)) == ["5004", ""]
    assert agreed(lines("S0"), lines(), ("50",)) == ["50", ""]


def test_a_ligature_stands_for_its_letters() -> None:
    seen = glance(("2", 0.9, 0, 0), ("5", 0.9, 1, 0), ("mg", 0.9, 0, 1))
    assert agreed(seen, lines(), ("25 mg",)) == ["25mg", ""]


def test_marks_are_kept_though_catalogues_leave_them_out() -> None:
    seen = glance(("A", 0.9, 0, 0), ("7", 0.9, 1, 0), (MARK_LABEL, 0.8, 0, 2))
    assert agreed(seen, lines(), ("A7",)) == ["A7" + MARK_LABEL, ""]


def test_letters_far_apart_are_not_one_word() -> None:
    assert agreed(glance(("T", 0.9, 0, 0), ("V", 0.9, 8, 0)), lines(), ("TV",)) is None


def test_of_several_rotations_the_one_that_reads_right_is_taken() -> None:
    found = confirm([[lines("9A9"), lines("6V6", angle=180.0)], [lines()]], ("6V6",), SPELLER)
    assert found is not None
    assert found[0].glance.angle == 180


def test_of_two_sizes_that_read_alike_the_larger_is_taken() -> None:
    small = Glance(1.0, (0, 0, 128, 128), lines("6V6").boxes / 2, lines("6V6").scores)
    found = confirm([[small, lines("6V6")], [lines()]], ("6V6",), SPELLER)
    assert found is not None
    assert found[0].glance.cell == CELL


def test_letters_that_the_reader_does_not_know_cannot_be_spelt() -> None:
    assert SPELLER.can_spell(("TEVA", "5504"))
    assert not SPELLER.can_spell(("ŻA",))


def test_words_are_what_stands_between_spaces_and_strokes() -> None:
    assert words_of(("MYLAN 8020,MYLAN", "93/7", "")) == ("MYLAN", "8020", "MYLAN", "93", "7")


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 200.0])
def test_boxes_stay_on_their_characters_when_a_side_is_turned_upright(angle: float) -> None:
    """A red spot stands for the character: its box on the view must be over it on the side, too."""
    image = np.full((120, 200, 3), 60, np.uint8)
    mask = np.zeros((120, 200), np.uint8)
    cv2.ellipse(mask, (100, 60), (90, 50), 0, 0, 360, 255, -1)
    cv2.circle(image, (130, 50), 6, (0, 0, 255), -1)
    pill = prepare(image, Outline(image, (mask > 0).astype(np.uint8), found=True))
    x, y = placing(pill.rim, angle, 256, 256) @ (130, 50, 1)
    seen = Glance(
        angle, CELL, np.array([(x - 8, y - 8, x + 8, y + 8)], np.float32), np.ones((1, 2), np.float32)
    )
    spelling = Spelling(seen, 0.0, (Placed(0, 1, 0.9),), ())
    side = upright(Cutout("kind", image, mask), pill, spelling)
    label, across, down, width, height = side.boxes[0]
    assert label == 1
    assert max(side.image.shape) == 288
    ys, xs = np.nonzero(side.image[..., 2].astype(int) - side.image[..., 1] > 100)
    assert (across, down) == pytest.approx((xs.mean(), ys.mean()), abs=1.5)
    assert width == pytest.approx(height)
    assert side.mask[int(down), int(across)] == 1


def test_kinds_that_calibrate_or_test_or_are_held_teach_nothing(tmp_path: Path) -> None:
    kinds = [f"{number:09}" for number in range(60)]
    (tmp_path / "images").mkdir()
    rows = ["file,ndc9,imprint"]
    for kind in kinds:
        for side in (0, 1):
            picture = np.zeros((64, 64, 3), np.uint8)
            cv2.circle(picture, (32, 32), 20, (200, 200, 200), -1)
            cv2.imwrite(str(tmp_path / "images" / f"{kind}_{side}.png"), picture)
            rows.append(f"{kind}_{side}.png,{kind},A;1")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    learning = [kind for kind in kinds if split_of(kind) in (Split.TRAIN, Split.VAL)]
    assert 20 < len(learning) < 60
    taught = [pill.sides[0].kind for pill in american_pills(tmp_path, held={learning[0]})]
    assert taught == learning[1:]
