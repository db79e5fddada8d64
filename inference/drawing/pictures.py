"""Draws what is ordered of a photo: a pill beside its candidates, or all pills with their numbers. JPEG."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from inference.annotate import annotate, encoded
from inference.drawing.cut_out import cut_out
from inference.drawing.letters import face_of
from inference.drawing.orders import NumberedPhoto, PictureOrder, PillCutOut
from inference.drawing.pill import GROUND, Rgb, draw_pill
from inference.photo import PhotoLimits, Pixels, read_photo
from inference.types import Box, DrawnPill

CROP = 420  # pixels a side of the pill that is cut out
MARGIN_OF_CROP = 0.18  # of the pill's longer side, on each side of it
ROW = 210  # pixels high, for each of several drawings
LABEL = 44  # pixels high, under the pill
GAP = 12
BADGE = 26  # pixels: the radius of a number
DARK: Rgb = (20, 20, 20)
LIGHT: Rgb = (255, 255, 255)
QUALITY = 88


def draw(order: PictureOrder, limits: PhotoLimits) -> bytes:
    """Return the picture.

    Raises:
        PhotoError: the photo cannot be used.
    """
    photo = read_photo(order.photo, limits)
    if isinstance(order, NumberedPhoto):
        return annotate(photo.pixels, [_scaled(box, photo.scale) for box in order.boxes], order.first_number)
    if isinstance(order, PillCutOut):
        return cut_out(photo.pixels, _scaled(order.box, photo.scale))
    return compare(cut_square(photo.pixels, _scaled(order.box, photo.scale)), order.pills, order.label)


def compare(crop: Pixels, pills: Sequence[DrawnPill | None], label: str = "") -> bytes:
    """Return a square cut-out on the left, and pills drawn on the right, numbered from 1."""
    rows = max(2, len(pills)) if len(pills) != 1 else 1
    row = CROP if rows == 1 else ROW
    below = LABEL if label else 0
    height = max(CROP + below, rows * row) + 2 * GAP
    width = GAP + CROP + (GAP + CROP if pills else 0) + GAP
    picture = Image.new("RGB", (width, height), GROUND)
    top = (height - CROP - below) // 2
    picture.paste(Image.fromarray(cv2.resize(crop, (CROP, CROP), interpolation=_zoom(crop))), (GAP, top))
    drawing = ImageDraw.Draw(picture)
    if label:
        drawing.text((GAP + CROP / 2, top + CROP + LABEL / 2), label, DARK, face_of(28), anchor="mm")
    left, top = GAP + CROP + GAP, (height - len(pills) * row) // 2
    for place, pill in enumerate(pills):
        _lay_candidate(picture, pill, place + 1, (left, top + place * row), row)
    return encoded(np.array(picture), QUALITY)


def _lay_candidate(
    picture: Image.Image, pill: DrawnPill | None, number: int, corner: tuple[int, int], row: int
) -> None:
    """Lay a drawing with its number on its left; a question mark where nobody describes the pill."""
    left, top = corner
    drawing, middle = ImageDraw.Draw(picture), top + row // 2
    x = left + BADGE
    wide = CROP - 2 * BADGE - GAP
    if pill:
        drawn = draw_pill(pill, wide, min(row, wide))
        picture.paste(Image.fromarray(drawn), (left + 2 * BADGE + GAP, middle - drawn.shape[0] // 2))
    else:
        drawing.text(
            (left + 2 * BADGE + GAP + wide / 2, middle), "?", (120, 120, 120), face_of(60), anchor="mm"
        )
    drawing.ellipse((x - BADGE, middle - BADGE, x + BADGE, middle + BADGE), DARK, LIGHT, 3)
    drawing.text((x, middle), str(number), LIGHT, face_of(32), anchor="mm")


def cut_square(photo: Pixels, box: Box) -> Pixels:
    """Return the square part of a photo round a pill; what lies outside of the photo is ground."""
    side = max(2, round(max(box.width, box.height) * (1 + 2 * MARGIN_OF_CROP)))
    left, top = round((box.left + box.right - side) / 2), round((box.top + box.bottom - side) / 2)
    height, width = photo.shape[:2]
    crop: Pixels = np.full((side, side, 3), GROUND, np.uint8)
    inside = photo[max(0, top) : min(height, top + side), max(0, left) : min(width, left + side)]
    y, x = max(0, -top), max(0, -left)
    crop[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return crop


def _zoom(crop: Pixels) -> int:
    return cv2.INTER_AREA if crop.shape[0] > CROP else cv2.INTER_CUBIC


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
