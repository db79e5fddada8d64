"""Pictures of sides: letters pressed into a surface or printed on it, then photographed somehow."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from inference.read.characters import MARK
from training.imprints.surfaces import Grey, Surface
from training.synth.stamps import Pen, pressed, printed

Ink = NDArray[np.float32]  # 0 is surface, 1 is letter

ROOM = 0.74  # of a side's extents may be written on
SMALLEST = 9  # pixels of a letter's height on the surface
RING = 5  # letters: fewer do not run round a rim
TILT = 18.0  # degrees that a side may be turned away from upright, as far as the reader's views are
LONG = 1.6  # width over height: from here on a picture is long
LONG_SHAPE, SQUARE_SHAPE = (64, 160), (96, 96)  # height, width in pixels


def shape_of(elongation: float) -> tuple[int, int]:
    """Return height and width of the picture of a side whose width is this many times its height."""
    return LONG_SHAPE if elongation >= LONG else SQUARE_SHAPE


def stamped_picture(surface: Surface, lines: Sequence[str], rng: Generator) -> tuple[Grey, str]:
    """Return a picture of the surface with these lines on it, and what it then says; "" where they find no room."""
    height, width = surface.blank.shape
    ink = np.zeros((height, width), np.float32)
    if rng.random() < 0.08:
        lines = [*lines, MARK] if rng.random() < 0.5 else [MARK, *lines]
    if not lines:
        said = ""
    elif len(lines) == 1 and len(lines[0]) >= RING and surface.elongation < 1.3 and rng.random() < 0.5:
        said = _on_rim(ink, lines[0], rng)
    elif len(lines) == 2 and surface.elongation > 1.6 and rng.random() < 0.7:
        said = _on_halves(ink, lines, rng)
    else:
        said = _in_rows(ink, lines, (0, 0, width, height), rng)
    if rng.random() < 0.25:
        _score(ink, rng, halves=surface.elongation > 1.6)
    ink *= surface.mask
    colour = np.repeat(surface.blank[..., None], 3, axis=2)
    made = printed(colour, ink, rng) if rng.random() < 0.35 else pressed(colour, ink, rng)
    return photographed(np.asarray(made[..., 1], np.uint8), surface.mask, rng), said


def real_picture(surface: Surface, rng: Generator) -> tuple[Grey, str]:
    """Return a picture of a side as it is, and what it says."""
    return photographed(surface.grey, surface.mask, rng), surface.text


def _in_rows(ink: Ink, lines: Sequence[str], room: tuple[int, int, int, int], rng: Generator) -> str:
    left, top, width, height = room
    gap = float(rng.uniform(1.15, 1.6))
    longest = max(map(len, lines))
    size = min(
        height * ROOM * rng.uniform(0.45, 1.0) / (gap * len(lines)),
        height * 0.5,
        width * ROOM * rng.uniform(0.6, 1.0) / (longest * 0.7),
    )
    if size < SMALLEST:
        return ""
    pen, spacing = Pen(size, rng), float(rng.uniform(0.05, 0.25)) * size
    y = top + (height - gap * size * len(lines)) / 2 + (gap - 1) / 2 * size + rng.normal(0, 0.04) * height
    for line in lines:
        glyphs = [_glyph(pen, letter, size, rng) for letter in line]
        x = left + (width - sum(g.shape[1] + spacing for g, _ in glyphs)) / 2
        for glyph, lowered in glyphs:
            _paste(ink, glyph, x, y + lowered)
            x += glyph.shape[1] + spacing
        y += gap * size
    return "".join(lines)


def _on_halves(ink: Ink, lines: Sequence[str], rng: Generator) -> str:
    height, width = ink.shape
    middle = width // 2
    said = [
        _in_rows(ink, [line], (left, 0, middle, height), rng)
        for line, left in zip(lines, (round(width * 0.03), middle - round(width * 0.03)), strict=True)
    ]
    return "".join(said)


def _on_rim(ink: Ink, text: str, rng: Generator) -> str:
    """Write round the top of the rim, each letter turned outwards."""
    height, width = ink.shape
    radius = min(height, width) / 2
    size = radius * float(rng.uniform(0.24, 0.36))
    if size < SMALLEST:
        return ""
    pen, along = Pen(size, rng), radius * 0.72
    step = math.degrees(size * float(rng.uniform(0.85, 1.15)) / along)
    step = min(step, 190 / len(text))
    for place, letter in enumerate(text):
        glyph, _ = _glyph(pen, letter, size, rng)
        angle = (place - (len(text) - 1) / 2) * step
        turned = _turned(glyph, angle)
        x = width / 2 + along * math.sin(math.radians(angle)) - turned.shape[1] / 2
        y = height / 2 - along * math.cos(math.radians(angle)) - turned.shape[0] / 2
        _paste(ink, turned, x, y)
    return text


def _turned(glyph: Ink, degrees: float) -> Ink:
    room = int(math.hypot(*glyph.shape)) + 2
    matrix = cv2.getRotationMatrix2D((glyph.shape[1] / 2, glyph.shape[0] / 2), -degrees, 1.0)
    matrix[:, 2] += (np.array([room, room]) - glyph.shape[::-1]) / 2
    return np.asarray(cv2.warpAffine(glyph, matrix, (room, room)), np.float32)


def _glyph(pen: Pen, letter: str, size: float, rng: Generator) -> tuple[Ink, float]:
    if letter != MARK:
        glyph, lowered = pen(letter)
        return np.asarray(glyph, np.float32), lowered
    edge = max(6, round(size * float(rng.uniform(0.9, 1.6))))
    mark = np.zeros((edge, edge), np.uint8)
    corners = (rng.random((int(rng.integers(3, 7)), 2)) * (edge - 1)).astype(np.int32)
    thick = max(1, round(size * 0.12))
    cv2.polylines(mark, [corners], bool(rng.random() < 0.5), 255, thick, cv2.LINE_AA)
    middle = (edge // 2, edge // 2)
    axes = tuple(int(each) for each in edge * rng.uniform(0.2, 0.48, 2))
    if rng.random() < 0.6:
        cv2.ellipse(mark, middle, axes, float(rng.uniform(0, 180)), 0, 360, 255, thick, cv2.LINE_AA)
    return (mark / 255).astype(np.float32), 0.0


def _paste(ink: Ink, glyph: Ink, x: float, y: float) -> None:
    left, top = max(0, round(x)), max(0, round(y))
    window = ink[top : top + glyph.shape[0], left : left + glyph.shape[1]]
    np.maximum(window, glyph[: window.shape[0], : window.shape[1]], out=window)


def _score(ink: Ink, rng: Generator, *, halves: bool) -> None:
    """Add the line along which a tablet is split."""
    height, width = ink.shape
    thick = int(rng.integers(1, 4))
    if halves or rng.random() < 0.5:
        ink[:, width // 2 : width // 2 + thick] = 1.0
    else:
        ink[height // 2 : height // 2 + thick] = 1.0


def photographed(grey: Grey, mask: Grey, rng: Generator) -> Grey:
    """Return a side as one of the reader's views shows it: tilted, on some ground, in some light, through a lens."""
    tilt = float(rng.uniform(-TILT, TILT)) if rng.random() < 0.7 else 0.0
    view, shown = _view(grey, mask, tilt, rng)
    light = view.astype(np.float32)
    if rng.random() < 0.6:  # what lies round the pill; else as it was
        ground = float(rng.uniform(0, 255)) + rng.normal(0, float(rng.uniform(0, 18)), light.shape)
        light = light * shown + ground.astype(np.float32) * (1 - shown)
    if rng.random() < 0.8:
        light = _lit(light, rng)
    native = float(rng.choice((rng.uniform(0.25, 0.6), rng.uniform(0.5, 1.0)), p=(0.35, 0.65)))
    small = cv2.resize(light, None, fx=native, fy=native, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.2, 0.9)))
    small = small + rng.normal(0, float(rng.uniform(0.3, 6)), small.shape).astype(np.float32)
    back = cv2.resize(small, light.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(back, 0, 255).astype(np.uint8)


def _view(grey: Grey, mask: Grey, tilt: float, rng: Generator) -> tuple[Grey, Ink]:
    """Fit a side into the picture of its shape, a little squeezed and seen at a slant."""
    height, width = grey.shape
    tall, wide = shape_of(width / height)
    scale = min(tall / height, wide / width) * float(rng.uniform(0.78, 0.98))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, scale)
    matrix[0] *= float(rng.uniform(0.92, 1.08))
    matrix[:, 2] += np.array([wide, tall]) / 2 - matrix @ (width / 2, height / 2, 1)
    matrix[:, 2] += rng.normal(0, 0.02, 2) * (wide, tall)
    slant = np.vstack([matrix, [*rng.normal(0, 0.0003, 2), 1]])
    view = cv2.warpPerspective(
        grey, slant, (wide, tall), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    shown = cv2.warpPerspective(mask.astype(np.float32), slant, (wide, tall), flags=cv2.INTER_LINEAR)
    return np.asarray(view, np.uint8), np.asarray(shown, np.float32)


def _lit(light: Ink, rng: Generator) -> Ink:
    """Uneven light, another contrast, and sometimes a reflection."""
    height, width = light.shape
    across = np.linspace(-1, 1, width, dtype=np.float32)[None]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    shade = 1 + float(rng.normal(0, 0.15)) * across + float(rng.normal(0, 0.15)) * down
    middle = float(light.mean())
    lit = ((light - middle) * float(rng.uniform(0.35, 1.3)) + middle) * shade
    if rng.random() < 0.3:
        place, reach = rng.uniform(-0.7, 0.7, 2), rng.uniform(0.05, 0.4, 2)
        spot = np.exp(-0.5 * (((across - place[0]) / reach[0]) ** 2 + ((down - place[1]) / reach[1]) ** 2))
        lit = lit + spot * float(rng.uniform(30, 160))
    return np.asarray(lit, np.float32)
