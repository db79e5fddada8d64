"""Pictures of a catalogue that teach where the characters are: only where reader and catalogue agree."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.characters import Character
from inference.imprint import View
from inference.outline import Outline
from inference.seen import Box
from inference.views import placing, prepare
from training.confirmed import Match, american_pills, confirm, upright
from training.cutouts import Cutout
from training.selection import Split, split_of

CELL = (0, 0, 256, 256)


def view(*texts: str, sure: float = 0.9, angle: float = 0.0) -> View:
    """Lines of characters, one under the other."""
    characters = [
        Character(letter, sure, Box(40 + 22 * i, 40 + 40 * row, 58 + 22 * i, 70 + 40 * row))
        for row, text in enumerate(texts)
        for i, letter in enumerate(text)
    ]
    return View(angle, tuple(characters), CELL)


def spelt(match: Match) -> str:
    return "".join(one.text for one in match.characters)


@pytest.mark.parametrize(
    ("front", "back", "parts"),
    [
        (("TEVA",), ("5504",), ("TEVA", "5504")),
        (("5504",), ("TEVA",), ("TEVA", "5504")),
        (("TV", "50"), (), ("50", "TV")),
        (("M",), ("M",), ("M",)),
        (("mylan",), (), ("MYLAN",)),
        (("LILLY", "3228"), ("25", "mg"), ("Lilly", "3228", "25", "mg")),
    ],
)
def test_a_pill_is_taken_whose_sides_read_what_the_catalogue_says(
    front: tuple[str, ...], back: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    found = confirm([[view(*front)], [view(*back)]], parts)
    assert found is not None
    assert [spelt(match) for match in found] == ["".join(front), "".join(back)]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        (("TEV",), ("5504",)),  # a character missed
        (("TEVAX",), ("5504",)),  # one too many
        (("TEVX",), ("5504",)),  # surely another
        (("TEVA",), ("",)),
        (("TEVA",), ("5504", "7")),
    ],
)
def test_a_pill_is_left_out_where_they_differ(front: tuple[str, ...], back: tuple[str, ...]) -> None:
    assert confirm([[view(*front)], [view(*back)]], ("TEVA", "5504")) is None


def test_the_catalogue_is_believed_where_the_reader_is_unsure_of_one_character() -> None:
    found = confirm([[view("TEVX", sure=0.6)], [view()]], ("TEVA",))
    assert found is not None
    assert (spelt(found[0]), found[0].others) == ("TEVA", 1)
    assert confirm([[view("TXVX", sure=0.6)], [view()]], ("TEVA",)) is None


def test_look_alikes_are_spelt_as_the_catalogue_spells_them_however_sure_the_reader_is() -> None:
    found = confirm([[view("5OO4", sure=0.99)], [view()]], ("500423",))
    assert found is None
    found = confirm([[view("GG5O", sure=0.99)], [view()]], ("GG50",))
    assert found is not None
    assert spelt(found[0]) == "GG50"


def test_a_character_hardly_seen_is_taken_where_it_completes_the_imprint() -> None:
    whole = view("TEVA")
    hardly = replace(whole.characters[-1], confidence=0.2)
    found = confirm(
        [[replace(whole, characters=whole.characters[:-1], hardly=(hardly,))], [view()]], ("TEVA",)
    )
    assert found is not None
    assert (spelt(found[0]), found[0].floor) == ("TEVA", 0.2)


def test_a_side_on_which_anything_was_found_is_not_plain() -> None:
    assert confirm([[view("TEVA")], [view("*")]], ("TEVA",)) is None


def test_of_several_rotations_the_one_that_reads_right_is_taken() -> None:
    found = confirm([[view("9A9", angle=0), view("6V6", angle=180)], [view()]], ("6V6",))
    assert found is not None
    assert found[0].view.angle == 180


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 200.0])
def test_boxes_stay_on_their_characters_when_a_side_is_turned_upright(angle: float) -> None:
    """A red spot stands for the character: its box on the view must be over it on the side, too."""
    image = np.full((120, 200, 3), 60, np.uint8)
    mask = np.zeros((120, 200), np.uint8)
    cv2.ellipse(mask, (100, 60), (90, 50), 0, 0, 360, 255, -1)
    cv2.circle(image, (130, 50), 6, (0, 0, 255), -1)
    pill = prepare(image, Outline(image, (mask > 0).astype(np.uint8), found=True))
    x, y = placing(pill.rim, angle, 256, 256) @ (130, 50, 1)
    seen = View(angle, (Character("A", 0.9, Box(x - 8, y - 8, x + 8, y + 8)),), CELL)
    side = upright(Cutout("kind", image, mask), pill, Match(seen, seen.characters, 0, 0.5), ["(mark)", "A"])
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
