"""A photo becomes several sizes of JPEG, as Telegram's servers make them."""

import io
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.sandbox.errors import bad_request

SIZES = {"s": 90, "m": 320, "x": 800, "y": 1280}  # the letter of a size -> its longest side in pixels
BYTES_LIMIT = 10 * 1024 * 1024
SIDES_LIMIT = 10_000  # width and height together, pixels
RATIO_LIMIT = 20
_QUALITY = 87


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a photo: its letter, pixels and JPEG bytes."""

    letter: str
    width: int
    height: int
    jpeg: bytes = field(repr=False)


def renditions(data: bytes) -> tuple[Rendition, ...]:
    """Make the sizes of a photo, smallest first, upright and without EXIF. Blocks: call it in a thread.

    Nothing is enlarged: a photo smaller than a size ends the row as it is. ApiError for what is no photo, or
    too large.
    """
    check_size(data)
    upright = _upright(data)
    longest = max(upright.size)
    letters = [letter for letter, side in SIZES.items() if side < longest]
    letters.append(next((letter for letter, side in SIZES.items() if side >= longest), "y"))
    made = []
    for letter in reversed(list(dict.fromkeys(letters))):
        upright.thumbnail((SIZES[letter], SIZES[letter]), Image.Resampling.LANCZOS, reducing_gap=3.0)
        made.append(Rendition(letter, *upright.size, _jpeg(upright)))
    return tuple(reversed(made))


def check_size(data: bytes) -> None:
    """ApiError where a file is empty, or too large for a photo."""
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > BYTES_LIMIT:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {BYTES_LIMIT} bytes"
        )


def _upright(data: bytes) -> Image.Image:
    """Decode as RGB, turned as EXIF says; transparent parts become white."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            _check_dimensions(*image.size)
            image.draft("RGB", (SIZES["y"], SIZES["y"]))
            turned = ImageOps.exif_transpose(image)
            if turned.mode.startswith("I;16"):
                turned = Image.fromarray((np.asarray(turned) >> 8).astype(np.uint8))
            if not turned.has_transparency_data:
                return turned.convert("RGB")
            white = Image.new("RGBA", turned.size, "white")
            return Image.alpha_composite(white, turned.convert("RGBA")).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _check_dimensions(width: int, height: int) -> None:
    if width + height > SIDES_LIMIT or max(width, height) > RATIO_LIMIT * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
