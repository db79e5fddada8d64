"""The sizes that Telegram makes of a photo."""

import io

import numpy as np
import pytest
from PIL import Image

from bot.sandbox.errors import ApiError
from bot.sandbox.state.photos import renditions

from .conftest import picture


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((60, 40), [("s", 60, 40)]),
        ((90, 90), [("s", 90, 90)]),
        ((91, 50), [("s", 90, 49), ("m", 91, 50)]),
        ((640, 480), [("s", 90, 68), ("m", 320, 240), ("x", 640, 480)]),
        ((1280, 640), [("s", 90, 45), ("m", 320, 160), ("x", 800, 400), ("y", 1280, 640)]),
        ((3200, 4000), [("s", 72, 90), ("m", 256, 320), ("x", 640, 800), ("y", 1024, 1280)]),
    ],
)
def test_sizes_are_made_and_nothing_is_enlarged(
    size: tuple[int, int], expected: list[tuple[str, int, int]]
) -> None:
    made = renditions(picture(size))
    assert [(one.letter, one.width, one.height) for one in made] == expected
    for one in made:
        with Image.open(io.BytesIO(one.jpeg)) as image:
            assert (image.format, image.size) == ("JPEG", (one.width, one.height))


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_photos_come_out_upright(turn: int) -> None:
    upright = Image.open(io.BytesIO(picture((200, 100))))
    back = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    as_taken = upright if back[turn] is None else upright.transpose(back[turn])
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    as_taken.save(out, "JPEG", exif=exif)
    largest = renditions(out.getvalue())[-1]
    with Image.open(io.BytesIO(largest.jpeg)) as image:
        assert image.size == (200, 100)
        assert image.convert("L").getpixel((20, 50)) > image.convert("L").getpixel((180, 50))
        assert not image.getexif()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "I;16"), ("JPEG", "CMYK"),
     ("JPEG", "L"), ("WEBP", "RGB"), ("GIF", "P"), ("BMP", "RGB")],
)  # fmt: skip
def test_every_common_kind_of_picture_becomes_a_jpeg(kind: str, mode: str) -> None:
    largest = renditions(picture((200, 100), kind, mode))[-1]
    with Image.open(io.BytesIO(largest.jpeg)) as image:
        assert (image.mode, image.size) == ("RGB", (200, 100))


def test_a_16_bit_picture_keeps_its_light_and_dark() -> None:
    out = io.BytesIO()
    pixels = np.full((100, 200), 10_000, np.uint16)
    pixels[:, :100] = 50_000
    Image.fromarray(pixels).save(out, "PNG")
    with Image.open(io.BytesIO(renditions(out.getvalue())[-1].jpeg)) as shown:
        assert shown.getpixel((20, 50))[0] == pytest.approx(195, abs=4)
        assert shown.getpixel((180, 50))[0] == pytest.approx(39, abs=4)


def test_transparent_parts_become_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(renditions(out.getvalue())[-1].jpeg)) as image:
        assert image.getpixel((50, 50)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_is_taken() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    with Image.open(io.BytesIO(renditions(out.getvalue())[-1].jpeg)) as image:
        red, _, blue = image.getpixel((50, 50))
        assert red > 200 > blue


def bomb() -> bytes:
    """A small file that claims 20,000 × 20,000 pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "file must be non-empty"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (picture()[:2000], "IMAGE_PROCESS_FAILED"),
        (picture((6000, 4001)), "PHOTO_INVALID_DIMENSIONS"),
        (picture((2100, 100)), "PHOTO_INVALID_DIMENSIONS"),
        (bomb(), "PHOTO_INVALID_DIMENSIONS"),
        (picture() + bytes(10 * 1024 * 1024),
         "file of size 10488{} bytes is too big for a photo; the maximum size is 10485760 bytes"),
    ],
    ids=["empty", "text", "half", "wide", "narrow", "bomb", "large"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_in_telegrams_words(data: bytes, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        renditions(data)
    assert refusal.value.description == f"Bad Request: {complaint.replace('10488{}', str(len(data)))}"


@pytest.mark.parametrize("size", [(6000, 4000), (2000, 100)])
def test_what_is_just_within_the_limits_passes(size: tuple[int, int]) -> None:
    assert renditions(picture(size))
