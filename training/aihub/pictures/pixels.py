"""Photos from bytes and back: JPEG by libjpeg-turbo, at half the size where that is enough; PNG by OpenCV."""

import struct

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from training.aihub.errors import MemberError

Pixels = NDArray[np.uint8]  # (height, width, 3), BGR
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
QUALITY = 92
MOST_PIXELS = 50_000_000


def suffix_of(data: bytes) -> str:
    """Return .png or .jpg by the bytes themselves.

    Raises:
        MemberError: undecodable, for anything else.
    """
    if data.startswith(PNG):
        return ".png"
    if data.startswith(JPEG):
        return ".jpg"
    raise MemberError("undecodable", "is neither PNG nor JPEG")


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height from the header, without decoding.

    Raises:
        MemberError: undecodable, or too-large for a photo.
    """
    try:
        if suffix_of(data) == ".png":
            width, height = struct.unpack(">II", data[16:24])
        else:
            height, width, *_ = simplejpeg.decode_jpeg_header(data)
    except (ValueError, struct.error) as error:
        raise MemberError("undecodable", str(error)) from error
    if not 0 < width * height <= MOST_PIXELS:
        raise MemberError("too-large", f"{width} x {height} pixels")
    return width, height


def decode(data: bytes, shrink: int = 1) -> Pixels:
    """Return the pixels, made smaller by 1 or 2; the sides of a photo are even, else they are rounded up.

    Raises:
        MemberError: undecodable, the end of the picture missing among it.
    """
    width, height = size_of(data)
    if suffix_of(data) == ".jpg":
        least = {"min_width": -(-width // shrink), "min_height": -(-height // shrink)} if shrink > 1 else {}
        try:
            return np.asarray(simplejpeg.decode_jpeg(data, "BGR", fastupsample=True, **least))
        except ValueError as error:
            raise MemberError("undecodable", str(error)) from error
    if b"IEND" not in data[-16:]:
        raise MemberError("undecodable", "the end of the picture is missing")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise MemberError("undecodable")
    return halved(np.asarray(picture, np.uint8)) if shrink > 1 else np.asarray(picture, np.uint8)


def halved(picture: Pixels) -> Pixels:
    """Return a picture at half its size."""
    height, width = picture.shape[:2]
    size_wh = (-(-width // 2), -(-height // 2))
    return np.asarray(cv2.resize(picture, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def encode(picture: Pixels, quality: int = QUALITY) -> bytes:
    """Return pixels as a JPEG file; the same pixels always give the same bytes."""
    return bytes(simplejpeg.encode_jpeg(picture, quality, "BGR", "420"))
