"""How a pill looks from where the camera is, in what light, and what the camera makes of the whole picture."""

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.samples.cutouts import Cutout
from training.synth.textures import smooth_noise

Pixels = NDArray[np.uint8]
Floats = NDArray[Any]  # float pictures, of whatever width the arithmetic gives


def view(rng: Generator, pill: Cutout, size: float) -> tuple[Pixels, Pixels]:
    """Return a pill at the given longer extent, lit from one side, turned and tilted."""
    scale = size / max(pill.alpha.shape)
    colour = cv2.resize(pill.colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
        np.float32
    )
    alpha = cv2.resize(pill.alpha, (colour.shape[1], colour.shape[0]), interpolation=cv2.INTER_AREA)
    height, width = alpha.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    slope = (ys / height - 0.5) * np.sin(angle) + (xs / width - 0.5) * np.cos(angle)
    edge = cv2.GaussianBlur(alpha, (0, 0), max(0.5, 0.09 * min(height, width))).astype(np.float32) / 255
    light = (
        rng.uniform(0.75, 1.3) * (1 + rng.uniform(0, 0.5) * slope) * (1 - rng.uniform(0, 0.5) * (1 - edge))
    )
    tint = rng.normal(1, 0.05, 3)
    if rng.random() < 0.15:  # a wet shine
        spot = (int(width * rng.uniform(0.3, 0.7)), int(height * rng.uniform(0.3, 0.7)))
        shine = np.zeros((height, width), np.float32)
        cv2.ellipse(
            shine, spot, (max(1, width // 7), max(1, height // 12)), rng.uniform(0, 180), 0, 360, 1, -1
        )
        colour += 160 * cv2.GaussianBlur(shine, (0, 0), max(0.5, size / 30))[..., None]
    return turn(rng, np.clip(colour * light[..., None] * tint, 0, 255).astype(np.uint8), alpha)


def turn(rng: Generator, colour: Pixels, alpha: Pixels) -> tuple[Pixels, Pixels]:
    """Rotate by any angle and squeeze as if seen at a slant; the canvas grows to fit."""
    height, width = alpha.shape
    squeeze = np.diag((1.0, rng.uniform(0.72, 1.0)))
    first, second = rng.uniform(0, 2 * np.pi, 2)
    matrix = _rotation(second) @ squeeze @ _rotation(first)
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height))) @ matrix.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    affine = np.column_stack((matrix, -low))
    size = tuple(int(v) for v in np.ceil(high - low) + 1)
    alpha = cv2.warpAffine(alpha, affine, size, flags=cv2.INTER_LINEAR)
    colour = cv2.warpAffine(colour, affine, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    left, top, w, h = cv2.boundingRect((alpha > 127).astype(np.uint8))
    window = np.s_[top : top + max(h, 1), left : left + max(w, 1)]
    return colour[window], alpha[window]


def _rotation(angle: float) -> NDArray[np.float64]:
    return np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))


def photograph(rng: Generator, image: Pixels) -> Pixels:
    """Take the picture: light that falls off, a camera's white balance, blur, noise and JPEG."""
    height, width = image.shape[:2]
    light = rng.uniform(0.55, 1.25) * (1 + rng.uniform(0, 0.6) * (smooth_noise(rng, height, width, 1) - 0.5))
    picture = image * light[..., None] * rng.normal(1, 0.06, 3)
    if rng.random() < 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.8))
    picture += rng.normal(0, rng.uniform(0, 9), (height, width, 1)) + rng.normal(
        0, rng.uniform(0, 3), picture.shape
    )
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 96))]
    _, encoded = cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), quality)
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
