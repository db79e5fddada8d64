"""What comes from outside: every kind of picture becomes upright RGB, everything else a reason."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inference.photo import PhotoError, PhotoLimits, PhotoProblem, read_photo

RED, BLUE, WHITE = (220, 20, 30), (30, 60, 200), (255, 255, 255)


def picture(width: int = 160, height: int = 120) -> Image.Image:
    """White, with a red upper left quarter and a blue bar at the bottom: no two turns of it look alike."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    draw.rectangle((0, height * 3 // 4, width, height), fill=BLUE)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def looks_like_the_picture(pixels: np.ndarray, tolerance: int = 40) -> bool:
    height, width = pixels.shape[:2]
    wanted = np.asarray(picture(width, height)).astype(int)
    return bool((np.abs(pixels.astype(int) - wanted).max(axis=2) <= tolerance).mean() > 0.97)


def problem_of(data: bytes, limits: PhotoLimits | None = None) -> PhotoProblem:
    with pytest.raises(PhotoError) as caught:
        read_photo(data, limits or PhotoLimits())
    return caught.value.problem


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(side: int) -> bytes:
    """A true PNG of side x side black pixels that is made, and stored, without ever holding them."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")
    )


def frames() -> list[Image.Image]:
    return [picture(), picture().rotate(90, expand=False)]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 92}),
        ("JPEG", {"quality": 92, "progressive": True}),
        ("PNG", {}),
        ("WEBP", {"quality": 92}),
        ("WEBP", {"lossless": True}),
        ("HEIF", {"quality": 90}),
    ],
)
def test_every_accepted_format_becomes_the_same_pixels(kind: str, options: dict[str, object]) -> None:
    photo = read_photo(encoded(picture(), kind, **options))
    assert photo.pixels.shape == (120, 160, 3)
    assert photo.pixels.dtype == np.uint8
    assert (photo.width, photo.height, photo.scale) == (160, 120, 1.0)
    assert looks_like_the_picture(photo.pixels)


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_colour_models_of_jpeg_become_rgb(mode: str) -> None:
    pixels = read_photo(encoded(picture().convert(mode), "JPEG", quality=92)).pixels
    assert np.abs(pixels.astype(int) - np.asarray(picture().convert(mode).convert("RGB"))).mean() < 6


@pytest.mark.parametrize("mode", ["P", "L", "LA", "RGBA", "1"])
def test_modes_of_png_become_rgb(mode: str) -> None:
    wanted = np.asarray(picture().convert(mode).convert("RGB"))
    assert np.array_equal(read_photo(encoded(picture().convert(mode), "PNG")).pixels, wanted)


def test_sixteen_bits_keep_their_brightness() -> None:
    ramp = np.linspace(0, 65535, 160 * 120).reshape(120, 160).astype(np.uint16)
    pixels = read_photo(encoded(Image.fromarray(ramp), "PNG")).pixels
    assert np.array_equal(pixels, np.repeat((ramp >> 8).astype(np.uint8)[..., None], 3, axis=2))


def test_sixteen_bits_a_channel_keep_their_colour() -> None:
    rows = np.asarray(picture()).astype(">u2") * 257
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    head = struct.pack(">IIBBBBB", 160, 120, 16, 2, 0, 0, 0)
    parts = png_chunk(b"IHDR", head), png_chunk(b"IDAT", zlib.compress(raw)), png_chunk(b"IEND", b"")
    assert looks_like_the_picture(read_photo(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).pixels, tolerance=1)


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert read_photo(encoded(clear, "PNG")).pixels.min() == 255


def test_a_transparent_palette_colour_is_white() -> None:
    flat = Image.new("P", (100, 100), 0)
    flat.putpalette([10, 20, 30])
    assert read_photo(encoded(flat, "PNG", transparency=0)).pixels.min() == 255


TURNED_BY_CAMERA = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNED_BY_CAMERA)
def test_every_exif_orientation_is_made_upright(orientation: int, kind: str) -> None:
    turn = TURNED_BY_CAMERA[orientation]
    stored = picture() if turn is None else picture().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = read_photo(encoded(stored, kind, exif=exif))
    assert (photo.width, photo.height) == (160, 120)
    assert looks_like_the_picture(photo.pixels)


def test_a_turned_heic_is_made_upright_once() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = picture().transpose(Image.Transpose.ROTATE_90)
    photo = read_photo(encoded(stored, "HEIF", quality=90, exif=exif.tobytes()))
    assert (photo.width, photo.height) == (160, 120)
    assert looks_like_the_picture(photo.pixels)


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0"])
def test_broken_metadata_does_not_spoil_a_photo(exif: bytes) -> None:
    assert looks_like_the_picture(read_photo(encoded(picture(), "JPEG", quality=92, exif=exif)).pixels)


def test_an_orientation_that_does_not_exist_counts_as_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    assert looks_like_the_picture(read_photo(encoded(picture(), "JPEG", quality=92, exif=exif)).pixels)


def test_the_first_view_of_a_phone_s_double_picture_is_the_photo() -> None:
    first, second = picture(), Image.new("RGB", (160, 120))
    data = encoded(first, "MPO", save_all=True, append_images=[second], quality=92)
    assert looks_like_the_picture(read_photo(data).pixels)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", PhotoProblem.EMPTY),
        (b"two tablets after breakfast\n" * 40, PhotoProblem.NOT_AN_IMAGE),
        (b"%PDF-1.7\n" + bytes(400), PhotoProblem.NOT_AN_IMAGE),
        (b"\xff\xd8\xff", PhotoProblem.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", PhotoProblem.DAMAGED),
        (b"RIFF\x10\0\0\0WEBPVP8 ", PhotoProblem.DAMAGED),
        (b"\0\0\0\x18ftypheic" + bytes(100), PhotoProblem.DAMAGED),
        (b"\0\0\0\x18ftypmp42" + bytes(100), PhotoProblem.UNSUPPORTED_FORMAT),
        (b"\0\0\0\x18ftypavif" + bytes(100), PhotoProblem.UNSUPPORTED_FORMAT),
        (encoded(picture(), "GIF"), PhotoProblem.UNSUPPORTED_FORMAT),
        (encoded(picture(), "BMP"), PhotoProblem.UNSUPPORTED_FORMAT),
        (encoded(picture(), "TIFF"), PhotoProblem.UNSUPPORTED_FORMAT),
        (encoded(picture(20, 20), "PNG"), PhotoProblem.TOO_SMALL),
        (encoded(picture(2000, 20), "PNG"), PhotoProblem.TOO_SMALL),
        (
            encoded(picture(), "WEBP", save_all=True, append_images=frames(), duration=100),
            PhotoProblem.ANIMATED,
        ),
        (encoded(picture(), "PNG", save_all=True, append_images=frames()), PhotoProblem.ANIMATED),
        (encoded(picture(), "JPEG") + bytes(25 * 2**20), PhotoProblem.TOO_LARGE_FILE),
    ],
    ids=lambda value: value.value if isinstance(value, PhotoProblem) else f"{len(value)} bytes",
)
def test_what_cannot_be_used_has_its_reason(data: bytes, problem: PhotoProblem) -> None:
    assert problem_of(data) is problem


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("HEIF", {})],
)
def test_a_file_cut_short_is_damaged(kind: str, options: dict[str, object], share: float) -> None:
    noisy = Image.effect_noise((400, 300), 60).convert("RGB")
    data = encoded(noisy, kind, **options)
    assert problem_of(data[: int(len(data) * share)]) is PhotoProblem.DAMAGED


def test_a_picture_bomb_is_refused_from_its_header() -> None:
    bomb = png_bomb(20_000)
    assert len(bomb) < 2**20
    assert problem_of(bomb) is PhotoProblem.TOO_MANY_PIXELS


def test_a_bomb_between_our_limit_and_the_decoder_s_is_refused_as_well() -> None:
    assert problem_of(png_bomb(10_000)) is PhotoProblem.TOO_MANY_PIXELS


def test_limits_are_settings() -> None:
    data = encoded(picture(), "PNG")
    assert problem_of(data, PhotoLimits(max_bytes=len(data) - 1)) is PhotoProblem.TOO_LARGE_FILE
    assert problem_of(data, PhotoLimits(max_pixels=160 * 120 - 1)) is PhotoProblem.TOO_MANY_PIXELS
    assert read_photo(data, PhotoLimits(max_bytes=len(data), max_pixels=160 * 120)).width == 160


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize(("width", "height"), [(3000, 2000), (1500, 2250), (1100, 700)])
def test_a_large_photo_is_worked_at_a_smaller_size(kind: str, width: int, height: int) -> None:
    photo = read_photo(encoded(picture(width, height), kind, quality=90), PhotoLimits(working_side=1000))
    assert (photo.width, photo.height) == (width, height)
    assert 750 <= max(photo.pixels.shape) <= 1000
    assert photo.pixels.shape[1] / width == pytest.approx(photo.scale, rel=0.01)
    assert photo.pixels.shape[0] / height == pytest.approx(photo.scale, rel=0.01)
    assert looks_like_the_picture(photo.pixels)


def test_a_reason_tells_sizes_and_no_content() -> None:
    with pytest.raises(PhotoError, match=r"^too-large-file: 30 bytes, at most 20$"):
        read_photo(b"\xff\xd8\xff" + b"secret" * 4 + b"abc", PhotoLimits(max_bytes=20))


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


@pytest.mark.parametrize(
    "segment",
    [
        jpeg_segment(0xE2, b"ICC_PROFILE\0"),  # a colour profile cut short
        jpeg_segment(0xE0, b"JFIF\0\1\2"),
        jpeg_segment(0xEE, b"Adobe\0"),
        jpeg_segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x03\xed\0\0\0\0\0\x02ab"),
    ],
)
def test_a_broken_block_of_a_jpeg_is_read_past_and_its_orientation_is_kept(segment: bytes) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(picture().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=92)
    assert looks_like_the_picture(read_photo(data[:2] + segment + data[2:]).pixels)


@pytest.mark.parametrize("kind", [b"gAMA", b"pHYs", b"tRNS", b"iCCP"])
def test_a_broken_block_of_a_png_is_read_past(kind: bytes) -> None:
    data = encoded(picture(), "PNG")
    head = len(b"\x89PNG\r\n\x1a\n") + 25  # the signature and the header chunk
    assert looks_like_the_picture(read_photo(data[:head] + png_chunk(kind, b"\0") + data[head:]).pixels)


def test_what_is_broken_beyond_its_metadata_stays_damaged() -> None:
    data = encoded(picture(), "JPEG")
    assert problem_of(data[:2] + jpeg_segment(0xE2, b"ICC_PROFILE\0") + data[2:300]) is PhotoProblem.DAMAGED
    assert problem_of(b"\xff\xd8\xff\xe0\0\4ab") is PhotoProblem.DAMAGED


@pytest.mark.parametrize("options", [{"quality": 80}, {"lossless": True}])
def test_a_webp_is_decoded_to_the_pixels_that_pillow_gives(options):
    noise = Image.effect_noise((301, 203), 60)
    data = encoded(
        Image.merge("RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT))),
        "WEBP",
        **options,
    )
    assert (read_photo(data).pixels == np.asarray(Image.open(io.BytesIO(data)))).all()
