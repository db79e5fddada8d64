"""Pictures of printed lines as a photo of a page shows them: bent, blurred, shaded, noisy, cut out with margins."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

HEIGHT = 32  # of a line, as the reader takes it
DRAWN = 40  # size of the type before it is photographed
# How often a face is drawn, by a part of its file's name: pharmacies print mostly with 돋움, 굴림 and the like.
WEIGHTS = {
    "otum": 14.0,
    "gulim": 14.0,
    "NotoSans": 14.0,
    "UnGraphic": 8.0,
    "Gothic": 4.0,
    "Square": 3.0,
    "Barun": 3.0,
}
OTHER_FACES = 0.8

Grey = NDArray[np.uint8]
Ink = NDArray[np.floating]  # 0 is paper, 1 is ink


@dataclass(frozen=True, slots=True)
class Fonts:
    """Typefaces with Hangul; plain ones are drawn more often."""

    faces: tuple[ImageFont.FreeTypeFont, ...]
    weights: tuple[float, ...]


def load_fonts(folder: Path) -> Fonts:
    """Load every face below a folder that can draw Hangul.

    Raises:
        ValueError: there is none.
    """
    faces, weights = [], []
    for file in sorted(folder.rglob("*.[to]t[fc]")):
        face = ImageFont.truetype(file, DRAWN)
        if _draws_hangul(face):
            faces.append(face)
            fitting = [weight for part, weight in WEIGHTS.items() if part in file.name]
            weights.append(max(fitting, default=OTHER_FACES))
    if not faces:
        raise ValueError(f"expected typefaces with Hangul below {folder}, found none")
    return Fonts(tuple(faces), tuple(weights))


def _draws_hangul(face: ImageFont.FreeTypeFont) -> bool:
    """Whether three syllables look different: a face without them draws one box for all."""
    drawn = {bytes(face.getmask(letter)) for letter in "각뷁정"}
    return len(drawn) == 3 and all(any(each) for each in drawn)


def picture(text: str, fonts: Fonts, rng: Random) -> Grey:
    """Draw a line and photograph it; shape (32, width)."""
    (face,) = rng.choices(fonts.faces, fonts.weights)
    ink = _drawn(text, face, rng)
    ink = _bent(ink, rng)
    native = rng.choice((rng.randint(11, 20), rng.randint(13, 36)))
    scale = native / ink.shape[0]
    size = (max(4, round(ink.shape[1] * scale * rng.uniform(0.9, 1.1))), native)
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    return _fitted(_photographed(small, rng))


def _drawn(text: str, face: ImageFont.FreeTypeFont, rng: Random) -> Ink:
    """Ink of a line from 0 to 1, with margins as a text detector leaves them."""
    left, top, right, bottom = face.getbbox(text)
    over, under = rng.randint(1, 13), rng.randint(1, 13)
    before, behind = rng.randint(2, 22), rng.randint(2, 22)
    spread = rng.choice((0, 0, 0, 0, rng.randint(-2, 6)))
    height = int(max(bottom - top, DRAWN * 0.75)) + over + under
    width = int(right - left) + before + behind + max(0, spread * len(text))
    canvas = Image.new("L", (width, height))
    draw = ImageDraw.Draw(canvas)
    y = over - top + (height - over - under - (bottom - top)) / 2
    if spread:
        x = float(before)
        for letter in text:
            draw.text((x, y), letter, 255, face)
            x += face.getlength(letter) + spread
    else:
        draw.text((before - left, y), text, 255, face)
    ink = np.asarray(canvas, np.float32) / 255
    if rng.random() < 0.12:
        return _ruled(ink, rng)
    return ink


def _ruled(ink: Ink, rng: Random) -> Ink:
    """Add a rule of a table above, below or beside."""
    ink = ink.copy()
    place, dash = rng.choice(("over", "under", "left", "right")), rng.choice((0, 0, 6))
    thick, dark = rng.randint(1, 2), rng.uniform(0.4, 1)
    if place in ("left", "right"):
        x = rng.randint(0, 2) if place == "left" else ink.shape[1] - 1 - rng.randint(0, 2)
        ink[:, x : x + thick] = dark
    else:
        y = 0 if place == "over" else ink.shape[0] - thick
        row = np.where(np.arange(ink.shape[1]) // dash % 2, 0, dark) if dash else dark
        ink[y : y + thick] = np.maximum(ink[y : y + thick], row)
    return ink


def _bent(ink: Ink, rng: Random) -> Ink:
    height, width = ink.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    slope = rng.gauss(0, 0.02) if width > height * 3 else rng.gauss(0, 0.04)
    middle = width / 2
    wave = rng.uniform(0, 2.0) * np.sin(x / width * rng.uniform(1, 4) + rng.uniform(0, 6))
    grow = 1 + rng.gauss(0, 0.05) * (x - middle) / width
    moved = (y - height / 2) * grow + height / 2 + np.clip(slope * (x - middle), -4, 4) + wave
    slanted = x + rng.gauss(0, 0.06) * (y - height / 2)
    return np.asarray(cv2.remap(ink, slanted.astype(np.float32), moved.astype(np.float32), cv2.INTER_LINEAR))


def _photographed(ink: Ink, rng: Random) -> Grey:
    """Ink on paper in some light, through a lens, as a JPEG."""
    noise = np.random.default_rng(rng.getrandbits(32))
    height, width = ink.shape
    ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.25, height / 32 + 0.25))
    if rng.random() < 0.15:
        ink = cv2.blur(ink, (rng.randint(1, 3), rng.randint(1, 2)))
    paper = rng.uniform(120, 250)
    letter = paper - rng.uniform(35, 200) if rng.random() < 0.92 else paper + rng.uniform(40, 120)
    shade = 1 + rng.gauss(0, 0.12) * np.linspace(-1, 1, width, dtype=np.float32)[None]
    shade = shade * (1 + rng.gauss(0, 0.06) * np.linspace(-1, 1, height, dtype=np.float32)[:, None])
    light = (paper + (letter - paper) * ink) * shade + noise.normal(0, rng.uniform(0.5, 7), ink.shape)
    grey = np.clip(light, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(45, 95)])[1]
        grey = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))
    return grey


def _fitted(grey: Grey) -> Grey:
    width = max(8, round(grey.shape[1] * HEIGHT / grey.shape[0]))
    return np.asarray(cv2.resize(grey, (width, HEIGHT), interpolation=cv2.INTER_LINEAR))
