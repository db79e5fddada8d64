"""Grounds drawn by rule: what pills lie on."""

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[Any]  # float pictures, of whatever width the arithmetic gives

SKIN = np.array((120, 150, 205), np.float32)  # BGR
WOOD = np.array((60, 100, 150), np.float32)


def background(rng: Generator, height: int, width: int) -> Pixels:
    """Return a (height, width, 3) BGR picture of cloth, wood, paper, skin, tray, tiles, print, carpet or notebook."""
    makers = (_plain, _cloth, _wood, _skin, _tiles, _print, _speckles, _motifs, _motifs, _carpet, _notebook)
    picture = makers[rng.integers(len(makers))](rng, height, width)
    shade = smooth_noise(rng, height, width, int(rng.integers(1, 4)))
    return np.clip(picture * (1 + rng.uniform(0.05, 0.35) * (shade - 0.5))[..., None], 0, 255).astype(
        np.uint8
    )


def smooth_noise(rng: Generator, height: int, width: int, cells: int) -> Floats:
    """Return smooth noise of (height, width), 0 to 1, with about `cells` bumps a side."""
    coarse = rng.random((cells + 2, cells + 2), np.float32)
    smooth = np.clip(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)
    return smooth.astype(np.float32, copy=False)


def surface_colour(rng: Generator) -> Floats:
    """Return a random surface colour: muted, and often near white, grey or black."""
    grey = np.full(
        3, rng.choice((rng.uniform(10, 60), rng.uniform(80, 200), rng.uniform(200, 250))), np.float32
    )
    return np.clip(grey + rng.normal(0, rng.choice((4, 25, 60)), 3), 0, 255).astype(np.float32)


def _plain(rng: Generator, height: int, width: int) -> Floats:
    grain = rng.normal(0, rng.uniform(0, 6), (height, width, 1))
    return (surface_colour(rng) + grain).astype(np.float32)


def _cloth(rng: Generator, height: int, width: int) -> Floats:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    period = rng.uniform(3, 14)
    weave = np.sin(rows * 2 * np.pi / period) * np.sin(columns * 2 * np.pi / period)
    stripes = np.sign(np.sin((rows * rng.uniform(-1, 1) + columns) / rng.uniform(15, 80))) * rng.choice(
        (0, 1)
    )
    pattern = weave * rng.uniform(4, 22) + stripes * rng.uniform(5, 50) + rng.normal(0, 5, (height, width))
    return surface_colour(rng) + pattern[..., None].astype(np.float32)


def _wood(rng: Generator, height: int, width: int) -> Floats:
    long = smooth_noise(rng, height, width, 3) * 40 + np.mgrid[0:height, 0:width][0] / rng.uniform(4, 14)
    rings = np.sin(long + 6 * smooth_noise(rng, height, width, 6))
    grain = cv2.GaussianBlur(rng.normal(0, 40, (height, width)).astype(np.float32), (0, 0), 12, sigmaY=0.6)
    picture = WOOD * rng.uniform(0.4, 1.6) + (rings * rng.uniform(3, 14) + grain)[..., None]
    return np.asarray(
        picture if rng.random() < 0.7 else np.rot90(cv2.resize(picture, (height, width))), np.float32
    )


def _skin(rng: Generator, height: int, width: int) -> Floats:
    picture = SKIN * rng.uniform(0.45, 1.1) + (smooth_noise(rng, height, width, 4)[..., None] - 0.5) * 50
    for _ in range(int(rng.integers(4, 14))):  # the lines of a hand
        points = np.cumsum(rng.normal(0, 25, (12, 2)) + rng.normal(0, 30, 2), axis=0) + rng.random(2) * (
            width,
            height,
        )
        shade = tuple(float(v) for v in SKIN * rng.uniform(0.35, 0.75))
        cv2.polylines(picture, [points.astype(np.int32)], False, shade, int(rng.integers(1, 5)), cv2.LINE_AA)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.8, 2.5)) + rng.normal(0, 4, (height, width, 1))


def _tiles(rng: Generator, height: int, width: int) -> Floats:
    rows, columns = np.mgrid[0:height, 0:width]
    period = int(rng.integers(12, 120))
    joint = (rows % period < period // 12 + 1) | (columns % period < period // 12 + 1)
    picture = np.where(joint[..., None], surface_colour(rng), surface_colour(rng)).astype(np.float32)
    return picture + rng.normal(0, 4, (height, width, 1)).astype(np.float32)


def _carpet(rng: Generator, height: int, width: int) -> Floats:
    """Short threads in all directions, in patches of one or two colours."""
    patches = smooth_noise(rng, height, width, int(rng.integers(3, 14)))[..., None] > rng.uniform(0.4, 0.7)
    picture = np.where(patches, surface_colour(rng), surface_colour(rng)).astype(np.float32)
    threads = rng.normal(0, rng.uniform(15, 45), (height, width)).astype(np.float32)
    across = cv2.GaussianBlur(threads, (0, 0), rng.uniform(1, 3), sigmaY=0.6)
    along = cv2.GaussianBlur(threads, (0, 0), 0.6, sigmaY=rng.uniform(1, 3))
    return picture + (2 * (across + along))[..., None]


def _notebook(rng: Generator, height: int, width: int) -> Floats:
    """Ruled or squared paper with some handwriting."""
    picture = np.full((height, width, 3), rng.uniform(200, 250), np.float32) + rng.normal(0, 5, 3)
    line = (surface_colour(rng) * 0.5 + 90).tolist()
    step = int(rng.integers(14, 60))
    for y in range(int(rng.integers(step)), height, step):
        cv2.line(picture, (0, y), (width, y), line, 1, cv2.LINE_AA)
    for x in range(int(rng.integers(step)), width, step if rng.random() < 0.4 else width):
        cv2.line(picture, (x, 0), (x, height), line, 1, cv2.LINE_AA)
    ink = (surface_colour(rng) * 0.4).tolist()
    for _ in range(int(rng.integers(0, 7))):
        start = rng.random(2) * (width, height)
        strokes = start + np.cumsum(rng.normal((4, 0), (5, 7), (60, 2)), axis=0)
        cv2.polylines(picture, [strokes.astype(np.int32)], False, ink, int(rng.integers(1, 3)), cv2.LINE_AA)
    return picture + rng.normal(0, 3, (height, width, 1)).astype(np.float32)


def _print(rng: Generator, height: int, width: int) -> Floats:
    picture = np.ascontiguousarray(np.broadcast_to(surface_colour(rng), (height, width, 3)).astype(np.uint8))
    ink = tuple(float(v) for v in surface_colour(rng))
    for _ in range(int(rng.integers(4, 22))):
        text = "".join(chr(int(c)) for c in rng.integers(48, 123, int(rng.integers(2, 14))))
        place = (int(rng.integers(-50, width)), int(rng.integers(0, height)))
        cv2.putText(
            picture, text, place, int(rng.integers(0, 5)), rng.uniform(0.4, 4), ink, int(rng.integers(1, 7))
        )
    return picture.astype(np.float32)


def _speckles(rng: Generator, height: int, width: int) -> Floats:
    noise = smooth_noise(rng, height, width, int(rng.integers(40, 160)))
    mask = (noise > rng.uniform(0.55, 0.85))[..., None]
    return np.where(mask, surface_colour(rng), surface_colour(rng)).astype(np.float32) + rng.normal(
        0, 4, (height, width, 1)
    )


def _motifs(rng: Generator, height: int, width: int) -> Floats:
    """Cloth or wallpaper with dots, ovals or flowers printed in rows: flat, whatever pills they look like."""
    picture = np.ascontiguousarray(np.broadcast_to(surface_colour(rng), (height, width, 3))).astype(
        np.float32
    )
    step, size = float(rng.uniform(18, 110)), float(rng.uniform(0.12, 0.42))
    ratio, petals = float(rng.uniform(0.3, 1.0)), int(rng.choice((1, 1, 3, 5, 6)))
    inks = [tuple(float(v) for v in surface_colour(rng)) for _ in range(int(rng.integers(1, 4)))]
    turned, row_shift, lean = rng.uniform(0, 360), rng.choice((0.0, 0.5)), rng.uniform(-0.3, 0.3)
    for row in range(-2, int(height / step) + 3):
        for column in range(-2, int(width / step) + 3):
            x = (column + row_shift * (row % 2) + lean * row) % (width / step + 2) * step
            y = (row + lean * column) % (height / step + 2) * step
            ink = inks[(row + column) % len(inks)]
            _flower(picture, (x, y), step * size, ratio, petals, turned, ink)
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.2))
    return soft + rng.normal(0, rng.uniform(1, 6), (height, width, 1)).astype(np.float32)


def _flower(
    picture: Floats,
    middle: tuple[float, float],
    reach: float,
    ratio: float,
    petals: int,
    turned: float,
    ink: Any,
) -> None:
    axes = (max(1, int(reach)), max(1, int(reach * ratio)))
    for petal in range(petals):
        angle = turned + 360 * petal / petals
        away = 0.0 if petals == 1 else reach
        x = int(middle[0] + away * np.cos(np.radians(angle)))
        y = int(middle[1] + away * np.sin(np.radians(angle)))
        cv2.ellipse(picture, (x, y), axes, angle, 0, 360, ink, -1, cv2.LINE_AA)


def glints(rng: Generator, picture: Pixels) -> Pixels:
    """Return a picture with the reflections of lamps on its surface: bright, soft at the rim, and no pill."""
    height, width = picture.shape[:2]
    light = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 5))):
        middle = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        long = rng.uniform(0.01, 0.09) * max(height, width)
        axes = (max(1, int(long)), max(1, int(long * rng.uniform(0.2, 1.0))))
        cv2.ellipse(light, middle, axes, rng.uniform(0, 180), 0, 360, rng.uniform(90, 255), -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(light, (0, 0), rng.uniform(1.5, 12))
    return np.clip(picture + soft[..., None], 0, 255).astype(np.uint8)
