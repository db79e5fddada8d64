"""A photo that one pill fills is seen with ground round it."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from inference.appearance.outline import Outline
from inference.detect.single_pill import FRAME, framed
from inference.photo import Photo, Pixels, read_photo
from inference.photo_quality import READABLE
from inference.scan import TRUST_OF_SMALL, Scanner
from inference.types import Flaw, Guess


def photo(axes: tuple[int, int], ground: tuple[int, int, int] = (0, 0, 0), size: int = 224) -> Photo:
    """A pale pill in the middle of an even ground."""
    pixels = np.full((size, size, 3), ground, np.uint8)
    cv2.ellipse(pixels, (size // 2, size // 2), axes, 0, 0, 360, (230, 225, 210), cv2.FILLED)
    return Photo(pixels, size, size)


@pytest.mark.parametrize("ground", [(0, 0, 0), (120, 130, 140), (20, 90, 60)])
@pytest.mark.parametrize("axes", [(111, 111), (111, 50), (40, 100)])
def test_the_pill_that_fills_a_photo_is_boxed(axes: tuple[int, int], ground: tuple[int, int, int]) -> None:
    close = framed(photo(axes, ground))
    assert close is not None
    grown, box = close
    extra = round(FRAME * 224)
    assert grown.pixels.shape == (224 + 2 * extra, 224 + 2 * extra, 3)
    assert (grown.width, grown.scale) == (224 + 2 * extra, 1.0)
    assert tuple(grown.pixels[2, 2]) == ground
    middle, wide, high = extra + 112, *axes
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx(
        (middle - wide, middle - high, middle + wide, middle + high), abs=2
    )


def test_a_pill_that_does_not_fill_the_photo_is_not_close() -> None:
    assert framed(photo((60, 60))) is None


def test_a_ground_that_is_not_even_is_not_known() -> None:
    noisy = photo((111, 60))
    noisy.pixels[:112] //= 2
    noisy.pixels[112:] = np.maximum(noisy.pixels[112:], 90)
    assert framed(noisy) is None


def test_an_empty_photo_is_of_no_pill() -> None:
    assert framed(Photo(np.full((300, 200, 3), 50, np.uint8), 200, 300)) is None


def test_several_pills_that_fill_the_photo_together_are_not_one() -> None:
    several = photo((40, 30))
    for x, y in ((40, 40), (180, 60), (60, 180)):
        cv2.circle(several.pixels, (x, y), 30, (200, 190, 180), cv2.FILLED)
    assert framed(several) is None


def test_a_pill_is_one_whatever_is_drawn_on_it() -> None:
    printed = photo((105, 60))
    cv2.line(printed.pixels, (112, 40), (112, 184), (0, 0, 0), 3)
    assert framed(printed) is not None


class Looking:
    """A reader that keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[Pixels, Outline]] = []

    def read(self, pill: Pixels, outline: Outline) -> tuple[Guess[str], ...]:
        self.shown.append((pill, outline))
        return (Guess("93", 0.9),)


def sent(image: Photo) -> Photo:
    stream = io.BytesIO()
    Image.fromarray(image.pixels).save(stream, "PNG")
    return read_photo(stream.getvalue())


def test_the_reader_is_shown_what_the_outline_shows_at_full_resolution() -> None:
    reader = Looking()
    seen = Scanner(imprint=reader).see_one(sent(photo((390, 150), size=800)))
    assert seen.readings == (Guess("93", 0.9),)
    ((crop, outline),) = reader.shown
    assert crop.shape[1] > 780
    assert crop.shape[1] / crop.shape[0] == pytest.approx(
        outline.mask.shape[1] / outline.mask.shape[0], rel=0.02
    )
    lit = cv2.resize((crop.min(axis=2) > 120).astype(np.uint8), outline.mask.shape[1::-1])
    assert (lit == outline.mask).mean() > 0.97


@pytest.mark.parametrize(
    ("axes", "readings"),
    [
        ((34, 30), (Guess("93", 0.9),)),
        ((34, 18), (Guess("93", 0.9 * TRUST_OF_SMALL),)),  # small: read, and trusted less
        ((34, 11), ()),  # too small to be read at all
    ],
)
def test_the_smaller_a_pill_is_the_less_its_reading_is_trusted(
    axes: tuple[int, int], readings: tuple[Guess[str], ...]
) -> None:
    seen = Scanner(imprint=Looking()).see_one(sent(photo(axes, size=70)))
    assert seen.readings == readings
    assert (Flaw.TOO_SMALL in seen.flaws) == (2 * min(axes) < READABLE)


def test_a_pill_that_fills_its_photo_is_found_and_seen_with_ground_round_it() -> None:
    reader = Looking()
    image = photo((104, 100))
    stream = io.BytesIO()
    Image.fromarray(image.pixels).save(stream, "PNG")
    (pill,) = Scanner(imprint=reader).scan(stream.getvalue()).pills
    assert pill.box.width == pytest.approx(208, rel=0.15)
    assert Flaw.CUT_OFF not in pill.flaws
    ((crop, _),) = reader.shown
    assert crop.shape[1] > 210, "the margin round the pill is there"
