"""The photo with a numbered box round every pill, as a JPEG to send."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.photo import Pixels
from inference.types import Box, Scan

Rect: TypeAlias = NDArray[np.float64]  # left, top, right, bottom; or (n, 4) of them

LONGEST = 1280  # as large as Telegram shows a photo
QUALITY = 85
QUALITY_BEFORE = 95  # of a picture that is drawn on and encoded once more
DARK, LIGHT = (20, 20, 20), (255, 255, 255)  # one of the two shows on any background
FONT = cv2.FONT_HERSHEY_DUPLEX


def annotate(photo: Pixels, boxes: Sequence[Box], first_number: int = 1) -> bytes:
    """Draw boxes (in the photo's pixels) numbered in their order: a JPEG of at most 1280 px a side."""
    image, scale = _shrunk(photo)
    frames = np.array([[b.left, b.top, b.right, b.bottom] for b in boxes]).reshape(-1, 4) * scale
    width = max(2, round(max(image.shape) / 400))
    for frame in frames:
        _draw_frame(image, frame, width)
    height = badge_height(frames, max(image.shape))
    for number, badge in enumerate(
        place_badges(frames, height, image.shape[1], image.shape[0], first_number), first_number
    ):
        draw_badge(image, badge, str(number))
    return encoded(image, QUALITY)


def shrunk_jpeg(photo: Pixels) -> bytes:
    """Return the photo as a JPEG of at most 1280 px a side, to draw on later."""
    return encoded(_shrunk(photo)[0], QUALITY_BEFORE)


def number(scan: Scan, first_number: int) -> Scan:
    """Return a scan that is not numbered yet with its pills numbered from `first_number`, on its picture too."""
    data = np.frombuffer(scan.annotated, np.uint8)
    image: Pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    scale = max(image.shape) / max(scan.width, scan.height)
    boxes = [
        Box(*(edge * scale for edge in (pill.box.left, pill.box.top, pill.box.right, pill.box.bottom)))
        for pill in scan.pills
    ]
    pills = tuple(replace(pill, number=place) for place, pill in enumerate(scan.pills, first_number))
    return replace(scan, pills=pills, annotated=annotate(image, boxes, first_number), is_numbered=True)


def badge_height(frames: Rect, longest: int) -> float:
    """Large enough to read on a phone, smaller where the pills themselves are small."""
    largest, least = longest / 16, longest / 44
    if not len(frames):
        return largest
    pill = float(np.median(np.minimum(frames[:, 2] - frames[:, 0], frames[:, 3] - frames[:, 1])))
    return min(largest, max(least, pill * 0.5))


def place_badges(frames: Rect, height: float, width: int, depth: int, first_number: int = 1) -> list[Rect]:
    """A place for the number of each frame, touching it, off the pills and off the other numbers.

    `width` and `depth` are the picture's. Frame i carries the number first_number + i.
    """
    placed: list[Rect] = []
    pills = _shrink(frames, 0.12)  # a pill hardly reaches the corners of its box
    for number, frame in enumerate(frames, start=first_number):
        wide = height * (0.55 + 0.45 * len(str(number)))
        places = _within(_around(frame, wide, height), width, depth)
        cost = _covered(places, pills).sum(axis=1)
        if placed:
            cost = cost + 5 * _covered(places, np.array(placed)).sum(axis=1)
        placed.append(places[int(np.argmin(cost))])
    return placed


def _around(frame: Rect, wide: float, high: float) -> Rect:
    """Places (n, 4) round a frame, the liked ones first: on its corners, then beside it."""
    left, top, right, bottom = frame
    middle, level = (left + right) / 2, (top + bottom) / 2
    x, y = wide / 2, high / 2
    on_corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
    off_corners = [
        (left + x, top - y),
        (right - x, top - y),
        (left - x, top + y),
        (right + x, top + y),
        (left + x, bottom + y),
        (right - x, bottom + y),
    ]
    beside = [(middle, top - y), (left - x, level), (right + x, level), (middle, bottom + y)]
    centres = np.array(on_corners + off_corners + beside)
    half = np.array([x, y])
    return np.concatenate([centres - half, centres + half], axis=1)


def _within(places: Rect, width: int, depth: int) -> Rect:
    """Shifted, not cut, so that each lies inside the picture."""
    inside = places.copy()
    for axis, end in ((0, width), (1, depth)):
        low, high = inside[:, axis], inside[:, axis + 2]
        shift = np.maximum(0, -low) - np.maximum(0, high - end)
        inside[:, axis] += shift
        inside[:, axis + 2] += shift
    return inside


def _covered(places: Rect, others: Rect) -> Rect:
    """The area in which each of (n, 4) lies over each of (m, 4): (n, m)."""
    near = np.maximum(places[:, None, :2], others[None, :, :2])
    far = np.minimum(places[:, None, 2:], others[None, :, 2:])
    area: Rect = np.prod(np.clip(far - near, 0, None), axis=2)
    return area


def _shrink(frames: Rect, share: float) -> Rect:
    margin = (frames[:, 2:] - frames[:, :2]) * share
    return np.concatenate([frames[:, :2] + margin, frames[:, 2:] - margin], axis=1)


def _shrunk(photo: Pixels) -> tuple[Pixels, float]:
    height, width = photo.shape[:2]
    scale = min(1.0, LONGEST / max(height, width))
    if scale == 1.0:
        return photo.copy(), scale
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA), scale


def encoded(image: Pixels, quality: int = QUALITY) -> bytes:
    """Return a picture as a JPEG file."""
    _, file = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return file.tobytes()


def _draw_frame(image: Pixels, frame: Rect, width: int) -> None:
    left, top, right, bottom = (round(edge) for edge in frame)
    for colour, thickness in ((DARK, 3 * width), (LIGHT, width)):
        cv2.rectangle(image, (left, top), (right - 1, bottom - 1), colour, thickness, cv2.LINE_AA)


def draw_badge(image: Pixels, badge: Rect, text: str) -> None:
    """Draw a text of a few letters in a dark badge with a light rim."""
    left, top, right, bottom = badge
    radius = (bottom - top) / 2
    rim = max(1.5, radius * 0.14)
    _draw_pill(image, badge, LIGHT)
    _draw_pill(image, badge + np.array([rim, rim, -rim, -rim]), DARK)
    thickness = max(1, round(radius / 9))
    scale = cv2.getFontScaleFromHeight(FONT, round(radius * 1.05), thickness)
    (wide, high), _ = cv2.getTextSize(text, FONT, scale, thickness)
    origin = (round((left + right - wide) / 2), round((top + bottom + high) / 2))
    cv2.putText(image, text, origin, FONT, scale, LIGHT, thickness, cv2.LINE_AA)


def _draw_pill(image: Pixels, rect: Rect, colour: tuple[int, int, int]) -> None:
    """A filled rectangle with half-round ends."""
    left, top, right, bottom = rect
    radius, level = (bottom - top) / 2, (top + bottom) / 2
    ends = ((round(left + radius), round(level)), (round(right - radius), round(level)))
    cv2.line(image, ends[0], ends[1], colour, max(1, round(2 * radius)), cv2.LINE_AA)
