"""Photos of pills, drawn: shape, colours, imprint and score line of a kind, on a lit background."""

from functools import cache

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inference.types import Colour, ScoreLine, Shape
from knowledge.products import Side
from training.aihub.made.kinds import Kind

Pixels = NDArray[np.uint8]
WIDTH, HEIGHT = 976, 1280
PIXELS_A_MM = 24.0
VARIANTS = 2  # of each background in each light
BGR: dict[Colour, tuple[int, int, int]] = {
    Colour.WHITE: (240, 242, 243), Colour.PINK: (180, 160, 240), Colour.YELLOW: (90, 215, 245),
    Colour.ORANGE: (60, 140, 240), Colour.BROWN: (45, 75, 125), Colour.BLUE: (205, 130, 60),
    Colour.LIGHT_GREEN: (120, 215, 170), Colour.GREEN: (85, 140, 50), Colour.RED: (50, 45, 190),
    Colour.GREY: (140, 140, 140), Colour.PURPLE: (150, 80, 120), Colour.BLACK: (45, 42, 40),
    Colour.TEAL: (150, 150, 40), Colour.MAGENTA: (90, 40, 130), Colour.NAVY: (110, 50, 30),
}  # fmt: skip
BACKGROUNDS = {"연회색 배경": (205, 205, 203), "검정색 배경": (48, 46, 46), "파란색 배경": (170, 120, 70)}
LIGHTS = {"주광색": (1.05, 1.0, 0.95), "주백색": (1.0, 1.0, 1.0), "전구색": (0.85, 0.97, 1.06)}
CORNERS = {Shape.TRIANGLE: 3, Shape.DIAMOND: 4, Shape.PENTAGON: 5, Shape.HEXAGON: 6, Shape.OCTAGON: 8}


@cache
def cut_out(kind: Kind, side: str) -> tuple[Pixels, Pixels]:
    """Return one side of a pill seen from above: BGR (height, width, 3) and its mask (height, width), 0 to 255."""
    face = kind.look.front if side == "앞면" else kind.look.back
    long, short = max(2, round(kind.size_mm[0] * PIXELS_A_MM)), max(2, round(kind.size_mm[1] * PIXELS_A_MM))
    mask = _mask(kind.look.shape or Shape.OVAL, long, short)
    colours = face.colours or kind.look.front.colours
    picture = np.full((*mask.shape, 3), BGR[colours[0]], np.float32)
    if len(colours) > 1:
        picture[:, mask.shape[1] // 2 :] = BGR[colours[1]]
    rim = np.minimum(cv2.distanceTransform(mask, cv2.DIST_L2, 5) / (0.22 * short), 1.0)
    picture *= (0.72 + 0.28 * np.sqrt(rim))[..., None]
    _engrave(picture, face, long, short)
    return np.clip(picture, 0, 255).astype(np.uint8), mask


def _mask(shape: Shape, long: int, short: int) -> Pixels:
    mask = np.zeros((short + 8, long + 8), np.uint8)
    middle = ((long + 8) // 2, (short + 8) // 2)
    if shape in CORNERS or shape is Shape.RECTANGLE:
        cv2.fillPoly(mask, [_corners(shape, long, short, middle)], 255, cv2.LINE_AA)
    elif shape is Shape.OBLONG:
        reach = max(1, (long - short) // 2)
        cv2.line(
            mask, (middle[0] - reach, middle[1]), (middle[0] + reach, middle[1]), 255, short, cv2.LINE_AA
        )
    else:
        last = 180 if shape is Shape.SEMICIRCLE else 360
        cv2.ellipse(mask, middle, (long // 2, short // 2), 0, 0, last, 255, -1, cv2.LINE_AA)
    return mask


def _corners(shape: Shape, long: int, short: int, middle: tuple[int, int]) -> NDArray[np.int32]:
    if shape is Shape.RECTANGLE:
        around = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float)
    else:
        angles = np.arange(CORNERS[shape]) * 2 * np.pi / CORNERS[shape]
        angles += np.pi / 8 if shape is Shape.OCTAGON else 0
        around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(np.rint(around * (long / 2, short / 2) + middle), np.int32)


def _engrave(picture: NDArray[np.float32], face: Side, long: int, short: int) -> None:
    """Press imprint and score line into the surface: dark, with a bright edge below."""
    height, width = picture.shape[:2]
    ink: Pixels = np.zeros((height, width), np.uint8)
    if face.score_line in (ScoreLine.SINGLE, ScoreLine.CROSS):
        cv2.line(ink, (width // 2, height // 8), (width // 2, height - height // 8), 255, 4, cv2.LINE_AA)
    if face.score_line is ScoreLine.CROSS:
        cv2.line(ink, (width // 8, height // 2), (width - width // 8, height // 2), 255, 4, cv2.LINE_AA)
    lines = (face.imprint or "").split(" ") if short > 0.7 * long else [face.imprint or ""]
    for number, line in enumerate(lines):
        _write(ink, line, (number + 1) / (len(lines) + 1), 0.7 * long, 0.62 * short / len(lines))
    soft = cv2.GaussianBlur(ink, (0, 0), 1.0).astype(np.float32)[..., None] / 255
    picture *= 1 - 0.55 * soft
    picture += 38 * np.roll(soft, 2, axis=0) * (1 - soft)


def _write(ink: Pixels, line: str, down: float, wide: float, high: float) -> None:
    if not line:
        return
    font = cv2.FONT_HERSHEY_DUPLEX
    (width, height), _ = cv2.getTextSize(line, font, 1.0, 2)
    scale = min(wide / width, high / height, 3.0)
    place = (round((ink.shape[1] - width * scale) / 2), round(ink.shape[0] * down + height * scale / 2))
    cv2.putText(ink, line, place, font, scale, 255, max(2, round(3 * scale)), cv2.LINE_AA)


def background(name: str, light: str, rng: Generator) -> Pixels:
    """Return an empty photo (HEIGHT, WIDTH, 3): one colour in the light of a lamp that falls off, and grain."""
    return _lit(name, light, int(rng.integers(VARIANTS))).copy()


@cache
def _lit(name: str, light: str, variant: int) -> Pixels:
    rng = np.random.default_rng(variant)
    down, across = rng.uniform(-0.08, 0.08, 2)
    fall = 1 + down * np.linspace(-1, 1, HEIGHT)[:, None] + across * np.linspace(-1, 1, WIDTH)[None]
    empty = fall[..., None] * np.array(BACKGROUNDS[name]) * LIGHTS[light]
    return np.clip(empty + rng.normal(0, 3, (HEIGHT, WIDTH, 1)), 0, 255).astype(np.uint8)


def lay(
    photo: Pixels, kind: Kind, side: str, middle: tuple[float, float], turn: float, latitude: int, light: str
) -> tuple[int, int, int, int]:
    """Draw a pill into a photo, turned by degrees and seen from a latitude; return its box, x, y, width, height.

    Where the middle is near an edge, the box reaches past it, as some of the data set do.
    """
    colour, mask = cut_out(kind, side)
    height, width = mask.shape
    edge = int(np.hypot(height, width)) + 12
    move = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    move[:, 2] += (edge - width) / 2, (edge - height) / 2
    move[1] *= np.sin(np.radians(latitude))
    drawn = cv2.warpAffine(colour, move, (edge, edge), borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(mask, move, (edge, edge))
    x, y, w, h = cv2.boundingRect((alpha > 127).astype(np.uint8))
    left, top = round(middle[0] - x - w / 2), round(middle[1] - y - h / 2)
    _blend(photo, cv2.GaussianBlur(alpha, (0, 0), 7), np.zeros(3, np.float32), (left + 7, top + 9), 0.45)
    _blend(photo, alpha, drawn * np.array(LIGHTS[light], np.float32), (left, top), 1.0)
    return left + x, top + y, w, h


def _blend(
    photo: Pixels, alpha: Pixels, colour: NDArray[np.float32], at: tuple[int, int], share: float
) -> None:
    left, top = max(0, at[0]), max(0, at[1])
    right, bottom = min(WIDTH, at[0] + alpha.shape[1]), min(HEIGHT, at[1] + alpha.shape[0])
    inside = np.s_[top - at[1] : bottom - at[1], left - at[0] : right - at[0]]
    cover = alpha[inside].astype(np.float32)[..., None] * np.float32(share / 255)
    window = photo[top:bottom, left:right]
    mixed = window * (1 - cover) + cover * (colour[inside] if colour.ndim == 3 else colour)
    window[:] = np.clip(mixed, 0, 255).astype(np.uint8)
