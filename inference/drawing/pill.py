"""A pill drawn from its shape, colours, letters and score line, as a small clean picture."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from inference.drawing.letters import letters_mask, lines_on
from inference.drawing.outlines import Mask, elongation_of, mask_of
from inference.photo import Pixels
from inference.types import Colour, DrawnFace, DrawnPill, ScoreLine, Shape

Rgb = tuple[int, int, int]

GROUND: Rgb = (226, 231, 238)  # white and clear pills stand out on it
UNKNOWN: Rgb = (205, 205, 205)  # of a colour that nobody tells
COLOURS: dict[Colour, Rgb] = {
    Colour.WHITE: (255, 255, 255), Colour.PINK: (249, 178, 192), Colour.YELLOW: (252, 224, 108),
    Colour.ORANGE: (246, 155, 78), Colour.BROWN: (146, 92, 58), Colour.BLUE: (92, 152, 222),
    Colour.LIGHT_GREEN: (178, 220, 122), Colour.GREEN: (64, 152, 88), Colour.RED: (206, 52, 52),
    Colour.GREY: (152, 156, 160), Colour.PURPLE: (148, 100, 178), Colour.BLACK: (48, 48, 52),
    Colour.TEAL: (52, 150, 156), Colour.MAGENTA: (160, 44, 98), Colour.NAVY: (36, 54, 110),
    Colour.CLEAR: (240, 244, 248),
}  # fmt: skip
SEE_THROUGH = 0.45  # of the ground that shows through a pill called clear besides its colour
BESIDE = 1.5  # times as wide as high: then two faces stand beside each other
MARGIN = 0.05  # of the picture, on each side
RIM, ETCHED = 0.72, 0.80  # times the colour: the edge of a pill, and its score line
LETTERS_WIDE, LETTERS_HIGH = 0.76, 0.62  # shares of a pill that its letters may fill
NARROW = {
    Shape.TRIANGLE: 0.62,
    Shape.DIAMOND: 0.7,
    Shape.SEMICIRCLE: 0.85,
}  # of that, where corners are cut off
LOWER = 0.12  # of the height: a triangle has its middle below that of its box
DARK_INK: Rgb = (40, 40, 40)
LIGHT_INK: Rgb = (250, 250, 250)
DARK = 128  # brightness below which letters are light


def draw_pill(pill: DrawnPill, width: int = 240, height: int | None = None) -> Pixels:
    """Draw the faces of a pill, below or beside each other as there is room: RGB, a square unless `height` is given.

    The same pill always gives the same picture.
    """
    height = height or width
    across = len(pill.faces) if width >= BESIDE * height else 1
    size = width // across, height * across // len(pill.faces)
    elongation = elongation_of(pill.shape, pill.elongation)
    wide = min(size[0] * (1 - 2 * MARGIN), size[1] * (1 - 2 * MARGIN) * elongation)
    mask = mask_of(pill.shape, wide, wide / elongation, size)
    picture = Image.new("RGB", (width, height), GROUND)
    for place, face in enumerate(pill.faces):
        corner = (place * size[0], 0) if across > 1 else (0, place * size[1])
        picture.paste(_face(face, pill.shape, mask, (wide, wide / elongation)), corner)
    return np.array(picture)


def _face(face: DrawnFace, shape: Shape | None, mask: Mask, extent: tuple[float, float]) -> Image.Image:
    """Draw one face in the middle of its part of the picture; `extent` is its width and height in pixels."""
    tones = _tones(face.colours)
    inner = cv2.erode(mask, np.ones((3, 3), np.uint8), iterations=max(1, round(extent[1] / 60)))
    letters = _letters(face, shape, mask.shape[::-1], extent, halves=len(tones) > 1)
    beside = cv2.dilate(letters, np.ones((5, 5), np.uint8))  # a score line does not run through letters
    etched = cv2.subtract(_etched(face, mask, extent, halves=len(tones) > 1), beside)
    picture = Image.new("RGB", mask.shape[::-1], GROUND)
    _paint(picture, [_darker(tone, RIM) for tone in tones], mask)
    _paint(picture, tones, inner)
    _paint(picture, [_darker(tone, ETCHED) for tone in tones], cv2.min(inner, etched))
    _paint(picture, [_ink(tone) for tone in tones], cv2.min(inner, letters))
    return picture


def _tones(colours: tuple[Colour, ...]) -> list[Rgb]:
    """Return the one colour of a face, or the two of its halves; a colour called clear as well is paler."""
    solid: list[Colour] = [colour for colour in colours if colour is not Colour.CLEAR]
    tones = [COLOURS[colour] for colour in solid[:2] or colours[:1]] or [UNKNOWN]
    return [_mixed(tone, GROUND) for tone in tones] if Colour.CLEAR in colours and len(colours) > 1 else tones


def _etched(face: DrawnFace, mask: Mask, extent: tuple[float, float], *, halves: bool) -> Mask:
    """Return the score line, and the seam of two halves."""
    lines: Mask = np.zeros_like(mask)
    high, wide = mask.shape
    thick = max(2, round(extent[1] / 28))
    if face.score_line is not ScoreLine.NONE or halves:
        cv2.line(lines, (wide // 2, 0), (wide // 2, high), 255, 2 if halves else thick)
    if face.score_line is ScoreLine.CROSS:
        cv2.line(lines, (0, high // 2), (wide, high // 2), 255, thick)
    return lines


def _letters(
    face: DrawnFace, shape: Shape | None, size: tuple[int, ...], extent: tuple[float, float], *, halves: bool
) -> Mask:
    """Return what is stamped on a face; of a mark that is no character a ring."""
    share = NARROW.get(shape, 1.0) if shape else 1.0
    half = extent[0] * LETTERS_WIDE * share / 2, extent[1] * LETTERS_HIGH * share / 2
    x, y = size[0] / 2, size[1] / 2 + (LOWER * extent[1] if shape is Shape.TRIANGLE else 0)
    if face.imprint or not face.has_mark:
        within = (x - half[0], y - half[1], x + half[0], y + half[1])
        return letters_mask(
            lines_on(face.imprint, within, face.score_line, halves=halves), (size[0], size[1])
        )
    ring: Mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.circle(
        ring, (round(x), round(y)), round(half[1] / 2), 255, max(1, round(extent[1] / 40)), cv2.LINE_AA
    )
    return ring


def _paint(picture: Image.Image, tones: Sequence[Rgb], mask: Mask) -> None:
    """Lay a colour, or one on each half, over a picture where a mask is set."""
    laid, part = Image.fromarray(mask), picture.width // len(tones)
    for place, tone in enumerate(tones):
        left = place * part
        picture.paste(tone, (left, 0), laid.crop((left, 0, left + part, picture.height)))


def _ink(tone: Rgb) -> Rgb:
    """Return dark letters for a light colour, and light ones for a dark colour."""
    red, green, blue = tone
    return DARK_INK if 0.299 * red + 0.587 * green + 0.114 * blue >= DARK else LIGHT_INK


def _darker(tone: Rgb, share: float) -> Rgb:
    return round(tone[0] * share), round(tone[1] * share), round(tone[2] * share)


def _mixed(tone: Rgb, other: Rgb) -> Rgb:
    red, green, blue = (
        round(one * (1 - SEE_THROUGH) + two * SEE_THROUGH) for one, two in zip(tone, other, strict=True)
    )
    return red, green, blue
