"""Finds lines of text in a photo: a map of where text is -> a tilted box round each line."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.documents.network import Network, Values
from inference.photo import Pixels

LONGEST = 1280  # pixels: more gains little on pages and costs its square
STEP = 32
SURE = 0.3  # least mean probability in a box
STACKED, NARROW = (
    1.7,
    4.0,
)  # times as high as usual, times as wide: cells of a column that run into each other
VALLEY = 0.75  # of the usual probability of a row of pixels: below it they come apart
GROWN = 1.5  # the map shows cores of lines: a box grows by its area over its outline, so many times
LEAST = 1.5  # pixels of a core
MOST = 400  # lines of one page

Corners = NDArray[np.float32]  # (4, 2): x, y of the left upper corner, then clockwise


def shrunk(photo: Pixels) -> Pixels:
    """The photo at the size that pages are read at."""
    return resized(photo, LONGEST)


def resized(photo: Pixels, longest: int) -> Pixels:
    """The photo, at most so many pixels long."""
    scale = longest / max(photo.shape[:2])
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
    boxes = []
    for contour in _parted(_contours(cores), chance):
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < LEAST:
            continue
        inner = cv2.boxPoints((centre, (width, height), angle))
        if _mean(chance, inner) < SURE:
            continue
        grown = 2 * GROWN * width * height / (2 * (width + height))
        boxes.append(_ordered(cv2.boxPoints((centre, (width + grown, height + grown), angle))))
    return boxes


def _contours(cores: NDArray[np.uint8]) -> list[NDArray[np.int32]]:
    found, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    return sorted(found, key=len, reverse=True)[:MOST]


def _parted(contours: list[NDArray[np.int32]], chance: Values) -> Iterator[NDArray[np.int32]]:
    """Take apart what is as narrow as a cell and as high as several."""
    usual = float(np.median([min(cv2.minAreaRect(one)[1]) for one in contours])) if contours else 0.0
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        if height < STACKED * usual or width > NARROW * usual:
            yield contour
            continue
        part = chance[top : top + height, left : left + width]
        rows = part.mean(axis=1)
        cut = (part > VALLEY) & (rows > VALLEY * np.quantile(rows, 0.9))[:, None]
        pieces = _contours(cut.astype(np.uint8))
        whole = [piece for piece in pieces if cv2.boundingRect(piece)[3] > usual / 2]
        is_split = len(whole) > 1 and all(cv2.boundingRect(piece)[3] < STACKED * usual for piece in whole)
        yield from (piece + np.array([left, top], np.int32) for piece in whole) if is_split else [contour]


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
