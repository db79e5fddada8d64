"""A photo that is nobody's: four pills drawn on a table, for where the data folder is absent."""

import cv2
import numpy as np
from numpy.typing import NDArray

BOXES = (
    (180, 330, 340, 490),
    (420, 350, 680, 470),
    (760, 300, 900, 440),
    (960, 380, 1160, 480),
)  # xyxy, pixels


def drawn_pills(width: int = 1280, height: int = 800) -> NDArray[np.uint8]:
    """Return a BGR picture of a round, an oblong and another round tablet and a capsule, with shadows and grain."""
    rng = np.random.default_rng(1)
    light = np.linspace(0.85, 1.1, width)[None, :, None]
    table = np.full((height, width, 3), (120, 150, 175), float) * light + rng.normal(0, 4, (height, width, 1))
    picture = np.clip(table, 0, 255).astype(np.uint8)
    shadow = picture.copy()
    for left, top, right, bottom in BOXES:
        _ellipse(shadow, (left + 10, top + 14, right + 10, bottom + 14), (60, 75, 90))
    picture = cv2.GaussianBlur(shadow, (0, 0), 9)
    for box, colour in zip(
        BOXES, ((240, 242, 244), (235, 238, 240), (140, 170, 245), (60, 160, 240)), strict=True
    ):
        if box[2] - box[0] > 1.3 * (box[3] - box[1]):
            _capsule(picture, box, colour)
        else:
            _ellipse(picture, box, colour)
    left, top, right, bottom = BOXES[3]
    half = picture[top:bottom, left : (left + right) // 2]
    half[(half == (60, 160, 240)).all(axis=2)] = (235, 235, 235)
    cv2.putText(picture, "YS 10", (475, 425), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (200, 203, 206), 4, cv2.LINE_AA)
    cv2.line(picture, (200, 410), (320, 410), (205, 208, 210), 4, cv2.LINE_AA)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2).astype(float) + rng.normal(0, 3, picture.shape)
    return np.clip(soft, 0, 255).astype(np.uint8)


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture as a JPEG file."""
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes())


def four_pills() -> bytes:
    """Return the drawn photo as a JPEG file."""
    return jpeg(drawn_pills())


def _ellipse(
    picture: NDArray[np.uint8], box: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> None:
    left, top, right, bottom = box
    middle, axes = ((left + right) // 2, (top + bottom) // 2), ((right - left) // 2, (bottom - top) // 2)
    rim = tuple(int(value * 0.86) for value in colour)
    cv2.ellipse(picture, middle, axes, 0, 0, 360, rim, -1, cv2.LINE_AA)
    cv2.ellipse(picture, middle, (int(axes[0] * 0.9), int(axes[1] * 0.9)), 0, 0, 360, colour, -1, cv2.LINE_AA)


def _capsule(
    picture: NDArray[np.uint8], box: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> None:
    left, top, right, bottom = box
    radius = (bottom - top) // 2
    rim = tuple(int(value * 0.86) for value in colour)
    for inset, shade in ((0, rim), (7, colour)):
        y = (top + bottom) // 2
        ends = (left + radius, y), (right - radius, y)
        cv2.line(picture, *ends, shade, 2 * (radius - inset), cv2.LINE_AA)
        for end in ends:
            cv2.circle(picture, end, radius - inset, shade, -1, cv2.LINE_AA)
