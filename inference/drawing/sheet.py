"""Several drawn pills beside each other, each with its name below, as a JPEG."""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, ImageOps

from inference.drawing.fonts import font
from inference.drawing.pill import GROUND, draw_pill
from inference.types import DrawnPill, LabelledPill

TILE = 170  # pixels, of a pill
PHOTO = 140  # pixels of a tile that a photo takes
NAME_HIGH, NOTE_HIGH = 30, 26
NAME_PX, NOTE_PX = (19, 17, 15, 13), (15, 13)  # the largest that has room is taken
IN_A_ROW = 3
MOST_PILLS = 12
LEAST_WIDE = 2  # tiles: a narrow picture is shown blurred and large
MOST_LETTERS = 60  # of a name that are tried
QUALITY = 85
INK, PALE = (40, 40, 40), (96, 100, 106)


def draw_sheet(pills: Sequence[LabelledPill], note: str) -> bytes:
    """Draw at most twelve pills in rows of three, and a note below all; the same pills give the same picture.

    Raises ValueError without any pill.
    """
    if not pills:
        raise ValueError("expected at least one pill")
    shown = pills[:MOST_PILLS]
    columns = max(LEAST_WIDE, min(IN_A_ROW, len(shown)))
    rows = -(-len(shown) // columns)
    sheet = Image.new("RGB", (columns * TILE, rows * (TILE + NAME_HIGH) + NOTE_HIGH), GROUND)
    draw = ImageDraw.Draw(sheet)
    for place, one in enumerate(shown):
        row, column = divmod(place, columns)
        beside = columns - min(columns, len(shown) - row * columns)  # tiles that the last row lacks
        left, top = column * TILE + beside * TILE // 2, row * (TILE + NAME_HIGH)
        sheet.paste(_tile_of(one), (left, top))
        _write(draw, one.label, left + TILE // 2, top + TILE, TILE - 8, NAME_PX, INK)
    _write(draw, note, sheet.width // 2, sheet.height - NOTE_HIGH, sheet.width - 8, NOTE_PX, PALE)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _tile_of(one: LabelledPill) -> Image.Image:
    if one.photo:
        return _photo_tile(one.photo)
    if one.pill is None:
        raise ValueError("expected a pill with a look or a photo")
    return _tile(one.pill)


def _photo_tile(photo: bytes) -> Image.Image:
    """Lay the photo of a pill on a tile, as large as a drawing is."""
    tile = Image.new("RGB", (TILE, TILE), GROUND)
    picture = ImageOps.contain(Image.open(io.BytesIO(photo)).convert("RGB"), (PHOTO, PHOTO))
    tile.paste(picture, ((TILE - picture.width) // 2, (TILE - picture.height) // 2))
    return tile


@lru_cache(maxsize=512)  # some 85 KB each
def _tile(pill: DrawnPill) -> Image.Image:
    return Image.fromarray(draw_pill(pill, TILE))


def _write(
    draw: ImageDraw.ImageDraw,
    text: str,
    middle: int,
    top: int,
    wide: int,
    sizes: Sequence[int],
    ink: tuple[int, int, int],
) -> None:
    """Write a line round a middle, smaller where it is long; what is longer still is cut."""
    face = next(
        (f for f in map(_face, sizes) if draw.textlength(text[:MOST_LETTERS], font=f) <= wide),
        _face(sizes[-1]),
    )
    cut = text[:MOST_LETTERS]
    while cut and draw.textlength(cut if cut == text else f"{cut}…", font=face) > wide:
        cut = cut[:-1]
    draw.text((middle, top), cut if cut == text else f"{cut}…", fill=ink, font=face, anchor="ma")


@lru_cache(maxsize=8)
def _face(px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font()), px)
