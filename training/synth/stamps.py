"""Made imprints: characters pressed into or printed on the surfaces of real pills, with a box round each.

The characters that a side has are painted over, and texts of the catalogue, or letters that are rare in
photos, are put in their place.
"""

import csv
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.samples.selection import Split, split_of
from training.samples.sides import Floats, Pixels, Side

SIDE = 288  # pixels of a pill's longer extent when it is stamped
FAMILIES = (
    "DejaVu Sans",
    "Liberation Sans",
    "Liberation Sans Narrow",
    "cmss10",
    "DejaVu Serif",
    "STIXGeneral",
)
SPELT = 0.7  # share of texts from the catalogue; the others are letters at random
LONGEST = 7  # characters of a line
MOST_LINES = 3
ROOM = 0.72  # of a pill's extents may be written on
STROKES = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX)  # drawn with a pen, as engravers do
CONTRAST = (35, 200)  # by how much printed letters are lighter or darker than the pill, of 255
SMALLEST = 8  # pixels of a letter's height
INSIDE = 0.9  # of a text has to lie on the pill


@dataclass(frozen=True, slots=True)
class Script:
    """What may be stamped: texts of real pills, and how often each single letter is drawn beside them."""

    texts: tuple[str, ...]
    letters: tuple[str, ...]
    weights: NDArray[np.float64]  # one a letter; their sum is 1
    classes: dict[str, int]

    def line(self, rng: Generator) -> str:
        """Return what one line says."""
        if rng.random() < SPELT:
            return str(rng.choice(self.texts))
        return "".join(rng.choice(self.letters, rng.integers(1, 5), p=self.weights))


def read_script(
    catalogue: Path, splits: Container[Split], labels: Sequence[str], counts: Mapping[str, int]
) -> Script:
    """Make a script of the imprints of the kinds in these splits, and of all labels of a single letter.

    Letters are drawn by the root of their `counts` in photos, so that rare ones are learnt as well.
    """
    letters = tuple(label for label in labels if len(label) == 1)
    with catalogue.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if split_of(row["ndc9"]) in splits]
    parts = [part.strip() for row in rows for part in row["imprint"].split(";")]
    texts = tuple(part for part in parts if 0 < len(part) <= LONGEST and set(part) <= set(letters))
    weights = np.sqrt([1.0 + counts.get(letter, 0) for letter in letters])
    return Script(texts, letters, weights / weights.sum(), {label: i for i, label in enumerate(labels)})


def restamp(side: Side, words: Script, rng: Generator) -> Side:
    """Return a side with other characters than it has."""
    return stamp(plain(side), words, rng)


def smaller(side: Side) -> Side:
    """Return a side at the size that it is stamped and learnt at."""
    scale = SIDE / max(side.image.shape[:2])
    if scale >= 1:
        return side
    image, mask = (
        cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        for part in (side.image, side.mask)
    )
    return Side(image, mask, side.boxes * (1, scale, scale, scale, scale))


def plain(side: Side) -> Side:
    """Paint over the characters, from the surface round them."""
    hidden = np.zeros(side.image.shape[:2], np.uint8)
    for _, x, y, width, height in side.boxes:
        reach = np.array((width, height)) * 0.58 + 2
        (left, top), (right, bottom) = (np.array((x, y)) + sign * reach for sign in (-1, 1))
        cv2.rectangle(hidden, (int(left), int(top)), (int(right), int(bottom)), 255, -1)
    image = cv2.inpaint(side.image, hidden, 5, cv2.INPAINT_TELEA) if len(side.boxes) else side.image
    grain = np.random.default_rng(0).normal(0, 2.0, image.shape) * (hidden > 0)[..., None]
    return Side(np.clip(image + grain, 0, 255).astype(np.uint8), side.mask, side.boxes[:0])


def stamp(side: Side, words: Script, rng: Generator) -> Side:
    """Return the side with one to three lines pressed in or printed; as it is where none finds room."""
    height, width = side.image.shape[:2]
    texts = [words.line(rng) for _ in range(int(rng.choice((1, 2, MOST_LINES), p=(0.55, 0.35, 0.1))))]
    ink, placed = _write(texts, width, height, rng)
    on_pill = float((ink * (side.mask > 0)).sum()) / max(1.0, float(ink.sum()))
    if not placed or on_pill < INSIDE:
        return side
    image = printed(side.image, ink, rng) if rng.random() < 0.35 else pressed(side.image, ink, rng)
    boxes = [(words.classes[letter], *box) for letter, box in placed]
    return Side(image, side.mask, np.array(boxes, np.float64).reshape(-1, 5))


def _write(
    texts: Sequence[str], width: int, height: int, rng: Generator
) -> tuple[Floats, list[tuple[str, Sequence[float]]]]:
    """Draw lines, centred. Return the ink (height, width), 0 to 1, and each letter with its box."""
    gap = float(rng.uniform(1.1, 1.6))
    room_down = height * ROOM * rng.uniform(0.5, 1.0)
    tall = min(room_down / (gap * len(texts)), height * 0.45, width * 0.45)
    longest = max(len(text) for text in texts)
    wide = width * ROOM * rng.uniform(0.6, 1.0) / (longest * 0.75)
    size = min(tall, wide * 1.1)
    if size < SMALLEST:
        return np.zeros((height, width), np.float32), []
    pen = Pen(size, rng)
    ink = np.zeros((height, width), np.float32)
    placed: list[tuple[str, Sequence[float]]] = []
    spacing = float(rng.uniform(0.05, 0.22)) * size
    top = (height - gap * size * len(texts)) / 2 + (gap - 1) / 2 * size + rng.normal(0, 0.06) * height
    for number, text in enumerate(texts):
        glyphs = [pen(letter) for letter in text]
        left = (width - sum(g.shape[1] + spacing for g, _ in glyphs)) / 2 + rng.normal(0, 0.02) * width
        for letter, (glyph, lowered) in zip(text, glyphs, strict=True):
            box = _paste(ink, glyph, round(left), round(top + number * gap * size + lowered))
            placed += [(letter, box)] if box else []
            left += glyph.shape[1] + spacing
    return ink, placed


def _paste(ink: Floats, glyph: Floats, left: int, top: int) -> tuple[float, float, float, float] | None:
    height, width = glyph.shape
    if left < 0 or top < 0 or left + width > ink.shape[1] or top + height > ink.shape[0]:
        return None
    window = ink[top : top + height, left : left + width]
    np.maximum(window, glyph, out=window)
    return left + width / 2, top + height / 2, width * 1.06 + 1, height * 1.06 + 1


class Pen:
    """Draws letters of one hand: a typeface or an engraver's stroke, with its width and slant."""

    def __init__(self, size: float, rng: Generator) -> None:
        self._size = size
        self._edge = int(size * 2.2) + 8  # of the square that a letter is drawn in
        self._top = self._edge * 0.25  # of the line in it
        self._stretch = float(rng.uniform(0.75, 1.15))
        self._slant = float(rng.choice((0, 0, 0, rng.uniform(-0.25, 0.05))))
        self._weight = float(rng.uniform(0.06, 0.16))
        self._stroke = int(rng.choice(STROKES)) if rng.random() < 0.4 else None
        self._font = str(rng.choice(fonts()))

    def __call__(self, letter: str) -> tuple[Floats, float]:
        """Return a letter's ink, cut to it, and how far below the line's top it starts."""
        whole = self._drawn(letter)
        turn = np.array([[self._stretch, self._slant, -min(0.0, self._slant) * whole.shape[0]], [0, 1, 0]])
        whole = cv2.warpAffine(whole, turn, (int(whole.shape[1] * 1.6), whole.shape[0]))
        rows, columns = (np.flatnonzero(whole.max(axis=axis) > 0.3) for axis in (1, 0))
        if not len(rows):
            return np.zeros((1, 1), np.float32), 0.0
        cut = whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return cut, float(rows[0] - self._top)

    def _drawn(self, letter: str) -> Floats:
        edge = self._edge
        if self._stroke is not None:
            canvas = np.zeros((edge, edge), np.uint8)
            scale = cv2.getFontScaleFromHeight(self._stroke, max(4, int(self._size)))
            place = (int(edge * 0.2), int(self._top + self._size))
            cv2.putText(
                canvas,
                letter,
                place,
                self._stroke,
                scale,
                255,
                max(1, round(self._weight * self._size)),
                cv2.LINE_AA,
            )
            return (canvas / 255).astype(np.float32)
        picture = Image.new("L", (edge, edge))
        font = ImageFont.truetype(self._font, max(4, round(self._size / 0.72)))
        ImageDraw.Draw(picture).text((edge * 0.2, self._top + self._size), letter, 255, font, anchor="ls")
        return (np.asarray(picture) / 255).astype(np.float32)


@cache
def fonts() -> tuple[str, ...]:
    """Return the files of the typefaces that this machine has of FAMILIES, plain and bold."""
    from matplotlib import font_manager

    known = [font for font in font_manager.fontManager.ttflist if font.name in FAMILIES]
    upright = {Path(font.fname).name: font.fname for font in known if font.style == "normal"}
    return tuple(upright[name] for name in sorted(upright))


def pressed(image: Pixels, ink: Floats, rng: Generator) -> Pixels:
    """Grooves that light falls into from one direction; some stand out instead."""
    soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.6, 1.8))
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    angle = rng.uniform(0, 2 * np.pi)
    relief = (across * np.cos(angle) + down * np.sin(angle)) * rng.uniform(0.05, 0.22)
    relief -= soft * rng.choice((rng.uniform(0.0, 0.25), rng.uniform(-0.12, 0.05)), p=(0.75, 0.25))
    lit = image.astype(np.float32) + (relief * np.maximum(image.mean(axis=2), 60))[..., None]
    return np.clip(lit, 0, 255).astype(np.uint8)


def printed(image: Pixels, ink: Floats, rng: Generator) -> Pixels:
    """Ink that stands out from the surface by its lightness, sometimes coloured, sometimes worn."""
    surface = float(image[ink > 0.5].mean()) if (ink > 0.5).any() else 128.0
    apart = rng.uniform(*CONTRAST) * (1 if rng.random() < surface / 255 else -1)
    light = float(np.clip(surface - apart, 0, 255))
    colour = np.clip(light + rng.normal(0, rng.choice((3, 40)), 3), 0, 255)
    cover = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.4, 0.9))[..., None] * rng.uniform(0.5, 0.98)
    return np.clip(image * (1 - cover) + colour * cover, 0, 255).astype(np.uint8)
