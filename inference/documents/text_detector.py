"""Finds lines of text in a photo: a map of where text is -> a tilted box round each line."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.documents.network import Network, Values
from inference.photo import Pixels

LONGEST = 1280  # pixels: more gains little on pages and costs its square
STEP = 32
SURE = 0.45  # least mean probability in a box
GROWN = 1.5  # the map shows cores of lines: a box grows by its area over its outline, so many times
LEAST = 3.0  # pixels of a core
MOST = 400  # lines of one page

Corners = NDArray[np.float32]  # (4, 2): x, y of the left upper corner, then clockwise


def shrunk(photo: Pixels) -> Pixels:
    """The photo at the size that pages are read at."""
    scale = LONGEST / max(photo.shape[:2])
    return (
        photo
        if scale >= 1
        else np.asarray(cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    )


def find_lines(network: Network, photo: Pixels) -> tuple[Corners, ...]:
    """Return the corners of each line in pixels of the photo, which is at most 1,280 long."""
    height, width = photo.shape[:2]
    size = (_stepped(width), _stepped(height))
    picture = cv2.resize(photo, size)[..., ::-1].astype(np.float32) / 127.5 - 1
    chance = network.run(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))[0, 0]
    scale = np.array([width / size[0], height / size[1]], np.float32)
    return tuple(corners * scale for corners in _boxes(chance, float(network.card["threshold"])))


def _stepped(side: int) -> int:
    return max(STEP, round(side / STEP) * STEP)


def _boxes(chance: Values, threshold: float) -> list[Corners]:
    """The boxes round the cores in a map of probabilities (height, width)."""
    cores = (chance > threshold).astype(np.uint8)
    cores = cv2.dilate(cores, np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in sorted(contours, key=len, reverse=True)[:MOST]:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < LEAST:
            continue
        inner = cv2.boxPoints((centre, (width, height), angle))
        if _mean(chance, inner) < SURE:
            continue
        grown = 2 * GROWN * width * height / (2 * (width + height))
        boxes.append(_ordered(cv2.boxPoints((centre, (width + grown, height + grown), angle))))
    return boxes


def _mean(chance: Values, box: Corners) -> float:
    left, top = np.maximum(np.floor(box.min(axis=0)).astype(int), 0)
    right, bottom = np.ceil(box.max(axis=0)).astype(int) + 1
    part = chance[top:bottom, left:right]
    if not part.size:
        return 0.0
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(box - [left, top]).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _ordered(box: Corners) -> Corners:
    """Corners from the left upper one clockwise, so that the text runs along the longer side."""
    across = box[np.argsort(box[:, 0])]
    left, right = across[:2], across[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
