"""What is wrong with a photo, told so that the next one is better."""

import cv2
import numpy as np
import pytest

from inference.appearance.outline import find_outline
from inference.photo import Photo
from inference.photo_quality import photo_flaws, pill_flaws
from inference.types import Box, Flaw

PILL = Box(239, 189, 362, 312)


def photo_of_a_pill(grey: int = 190, pill: int = 235) -> np.ndarray:
    """A pill with an imprint on an even table, 600 x 500."""
    image = np.full((500, 600, 3), grey, np.uint8)
    cv2.circle(image, (300, 250), 60, (pill, pill, pill), cv2.FILLED, cv2.LINE_AA)
    cv2.putText(image, "A7", (270, 265), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (120, 120, 120), 4, cv2.LINE_AA)
    return image


def flaws_of(
    pixels: np.ndarray, box: Box = PILL, others: tuple[Box, ...] = (), shrunk: float = 1.0
) -> set[Flaw]:
    photo = Photo(pixels, round(pixels.shape[1] / shrunk), round(pixels.shape[0] / shrunk))
    return set(pill_flaws(photo, box, others, find_outline(pixels, box)))


def test_a_good_photo_has_no_flaw() -> None:
    assert flaws_of(photo_of_a_pill()) == set()


def test_an_unsharp_pill_is_blurred() -> None:
    assert flaws_of(cv2.GaussianBlur(photo_of_a_pill(), (0, 0), 9)) == {Flaw.BLURRED}


def test_a_photo_without_light_is_dark() -> None:
    assert Flaw.DARK in flaws_of(photo_of_a_pill(30, 45))


def test_a_dark_table_is_not_a_dark_photo() -> None:
    assert Flaw.DARK not in flaws_of(photo_of_a_pill(8, 220))


def test_a_flash_on_the_pill_is_glare() -> None:
    lit = photo_of_a_pill()
    cv2.circle(lit, (290, 240), 28, (255, 255, 255), cv2.FILLED, cv2.LINE_AA)
    assert Flaw.GLARE in flaws_of(lit)


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        (Box(0, 100, 120, 220), True),
        (Box(480, 100, 600, 220), True),
        (Box(100, 0.5, 220, 120), True),
        (Box(100, 380, 220, 499.5), True),
        (Box(12, 12, 130, 130), False),
    ],
)
def test_a_pill_at_the_edge_is_cut_off(box: Box, *, cut: bool) -> None:
    assert (Flaw.CUT_OFF in flaws_of(photo_of_a_pill(), box)) is cut


@pytest.mark.parametrize(
    ("other", "overlapping"),
    [
        (Box(300, 189, 420, 312), True),
        (Box(330, 189, 450, 312), True),
        (Box(355, 300, 480, 420), False),  # corners of boxes, where no pill is
        (Box(362, 189, 480, 312), False),
    ],
)
def test_boxes_that_cover_each_other_overlap(other: Box, *, overlapping: bool) -> None:
    assert (Flaw.OVERLAPPING in flaws_of(photo_of_a_pill(), others=(other,))) is overlapping


def test_too_small_is_judged_by_the_photo_as_sent() -> None:
    small = cv2.resize(photo_of_a_pill(), (150, 125), interpolation=cv2.INTER_AREA)
    box = Box(59, 46, 91, 79)
    assert Flaw.TOO_SMALL in flaws_of(small, box)
    assert Flaw.TOO_SMALL not in flaws_of(small, box, shrunk=0.25)


@pytest.mark.parametrize(
    ("pills", "expected"),
    [
        ([(Flaw.BLURRED,), (Flaw.BLURRED, Flaw.GLARE), ()], (Flaw.BLURRED,)),
        ([(Flaw.DARK,), ()], (Flaw.DARK,)),
        ([(), (), (Flaw.DARK,)], ()),
    ],
)
def test_a_photo_has_the_flaws_of_half_its_pills(
    pills: list[tuple[Flaw, ...]], expected: tuple[Flaw, ...]
) -> None:
    assert photo_flaws(Photo(photo_of_a_pill(), 600, 500), pills) == expected


def test_without_pills_light_and_focus_are_judged() -> None:
    blurred = cv2.GaussianBlur(photo_of_a_pill(20, 40), (0, 0), 25)
    assert photo_flaws(Photo(blurred, 600, 500), []) == (Flaw.BLURRED, Flaw.DARK)
    assert photo_flaws(Photo(photo_of_a_pill(), 600, 500), []) == ()
