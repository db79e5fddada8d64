"""Bytes from outside to upright pixels, with every limit on what may come in. Nothing is written to disk."""

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from inference.metadata import without_metadata

Pixels: TypeAlias = NDArray[np.uint8]  # (height, width, 3), RGB


class PhotoProblem(StrEnum):
    """Why a photo cannot be used. Each is something that its sender can mend."""

    EMPTY = "empty"  # no bytes at all
    NOT_AN_IMAGE = "not-an-image"
    UNSUPPORTED_FORMAT = "unsupported-format"  # a picture, but not JPEG, PNG, WebP or HEIC
    ANIMATED = "animated"  # moving pictures are refused: which frame was meant is anyone's guess
    DAMAGED = "damaged"  # cut short or broken inside
    TOO_LARGE_FILE = "too-large-file"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_SMALL = "too-small"  # too few pixels to show a pill


class PhotoError(Exception):
    """A photo that cannot be used: `problem` for the person, `detail` for the log (no content)."""

    def __init__(self, problem: PhotoProblem, detail: str = "") -> None:
        super().__init__(problem, detail)
        self.problem = problem
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.problem}: {self.detail}" if self.detail else str(self.problem)


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is accepted from outside, and the size that is worked at."""

    max_bytes: int = 20 * 2**20  # as much as the Bot API hands out
    max_pixels: int = 65_000_000  # a phone's 64 megapixels
    max_memory: int = 400_000_000  # bytes while decoding, by BYTES_A_PIXEL
    min_side: int = 64
    working_side: int = 4096  # the longest side after decoding, pixels: a 12-megapixel photo whole


@dataclass(frozen=True, slots=True)
class Photo:
    """An upright photo, scaled down to the working size.

    `width` and `height` are those of the photo as sent, upright.
    """

    pixels: Pixels
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Working pixels for each pixel of the photo as sent."""
        longest: int = max(self.pixels.shape[:2])
        return longest / max(self.width, self.height)


DEFAULT_LIMITS = PhotoLimits()
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# Telling a picture that we do not take from what is no picture: the words to the person differ.
OTHER_PICTURES = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS", b"\xff\x0a", b"\0\0\0\x0c")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
BYTES_A_PIXEL = {
    "JPEG": 4,
    "PNG": 8,
    "HEIF": 8,
    "WEBP": 16,
}  # most that decoding took, measured at 64 megapixels
PROGRESSIVE = 12  # a progressive JPEG is kept whole as coefficients, at whatever size it is decoded
DRAFT = 0.75  # a JPEG may be decoded at a half, a quarter … as long as this much of the working side is left
UPRIGHT = {  # EXIF orientation -> what makes it upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112

pillow_heif.register_heif_opener(thumbnails=False)  # tells Pillow of HEIC; opens nothing


def read_photo(data: bytes, limits: PhotoLimits = DEFAULT_LIMITS) -> Photo:
    """Decode JPEG, PNG, WebP or HEIC into upright RGB pixels.

    Sizes are judged from the header, before anything is decoded.

    Raises:
        PhotoError: it cannot be used; `problem` says why.
    """
    _check_bytes(data, limits)
    try:
        return _read(data, limits)
    except PhotoError as error:
        if error.problem is not PhotoProblem.DAMAGED:
            raise
        for plainer in without_metadata(data):  # a broken block of it may be all that is wrong
            with suppress(PhotoError):
                return _read(plainer, limits)
        raise


def _read(data: bytes, limits: PhotoLimits) -> Photo:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_header(image, limits)
                return _decode(image, data, limits.working_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError(PhotoProblem.TOO_MANY_PIXELS) from error
    except PhotoError:
        raise
    except MemoryError as error:
        raise PhotoError(PhotoProblem.TOO_MANY_PIXELS, "no memory") from error
    except Exception as error:  # decoders raise whatever they like on broken input
        raise PhotoError(PhotoProblem.DAMAGED, type(error).__name__) from error


def plain_jpeg(data: bytes) -> bytes:
    """Return a photo as an upright JPEG of at most working size, without what else its file tells: where, when, by what.

    Raises:
        PhotoError: it cannot be used; `problem` says why.
    """
    out = io.BytesIO()
    Image.fromarray(read_photo(data).pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


def _check_bytes(data: bytes, limits: PhotoLimits) -> None:
    if not data:
        raise PhotoError(PhotoProblem.EMPTY)
    if len(data) > limits.max_bytes:
        raise PhotoError(PhotoProblem.TOO_LARGE_FILE, f"{len(data)} bytes, at most {limits.max_bytes}")
    if not _is_accepted(data):
        known = data.startswith(OTHER_PICTURES) or data[4:8] == b"ftyp"
        raise PhotoError(PhotoProblem.UNSUPPORTED_FORMAT if known else PhotoProblem.NOT_AN_IMAGE)


def _is_accepted(data: bytes) -> bool:
    """Whether the first bytes are those of an accepted format; names and declared types are not asked."""
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS)
    )


def _check_header(image: Image.Image, limits: PhotoLimits) -> None:
    width, height = image.size
    if width * height > limits.max_pixels:
        raise PhotoError(PhotoProblem.TOO_MANY_PIXELS, f"{width} x {height}, at most {limits.max_pixels}")
    pixel = _bytes_a_pixel(image)
    if width * height * pixel > limits.max_memory:
        raise PhotoError(
            PhotoProblem.TOO_MANY_PIXELS, f"{width} x {height} {image.format}, {pixel} bytes a pixel"
        )
    if min(width, height) < limits.min_side:
        raise PhotoError(PhotoProblem.TOO_SMALL, f"{width} x {height}, at least {limits.min_side} a side")
    # Phones put a second view or a burst into JPEG (MPO) and HEIC files: their first picture is the photo.
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise PhotoError(PhotoProblem.ANIMATED)


def decoding_memory(data: bytes) -> int:
    """Return how many bytes decoding a picture takes at most, as its header says; 0 where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return image.width * image.height * _bytes_a_pixel(image)
    except Exception:  # decoders raise whatever they like on broken input; who decodes it says what is wrong
        return 0


def _bytes_a_pixel(image: Image.Image) -> int:
    is_whole = "progressive" in image.info or "progression" in image.info
    return PROGRESSIVE if is_whole else BYTES_A_PIXEL.get(image.format or "", 20)


def _decode(image: Image.Image, data: bytes, working_side: int) -> Photo:
    orientation = _orientation(image)
    width, height = image.size if orientation < 5 else image.size[::-1]
    least = int(working_side * DRAFT)
    if image.format in {"JPEG", "MPO"} and max(image.size) >= 2 * least:
        share = least / max(image.size)
        image.draft(None, (int(image.width * share) or 1, int(image.height * share) or 1))
    if image.format == "WEBP" and image.mode == "RGB":
        image = _still(data)
    image.load()
    rgb = _as_rgb(image, working_side)
    if orientation in UPRIGHT:
        rgb = rgb.transpose(UPRIGHT[orientation])
    return Photo(np.array(rgb), width, height)


def _still(data: bytes) -> Image.Image:
    """Decode a WebP without alpha as it lies; Pillow would hold three canvases of an animation (331 for 135 MB)."""
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise PhotoError(PhotoProblem.DAMAGED, "WebP")
    return Image.fromarray(pixels)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; broken metadata counts as upright."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # whatever a broken EXIF block makes the parser raise
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _as_rgb(image: Image.Image, working_side: int) -> Image.Image:
    """At most `working_side` long, without alpha (on white), palette, CMYK or 16 bits."""
    if image.mode.startswith("I"):  # 16 bits a pixel: keep the upper eight
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if image.mode in {"P", "1"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if max(image.size) > working_side:
        image.thumbnail((working_side, working_side), reducing_gap=2.0)
    if image.has_transparency_data:
        alpha = image.convert("RGBA")
        image = Image.new("RGB", alpha.size, "white")
        image.paste(alpha, mask=alpha.getchannel("A"))
    return image.convert("RGB")
