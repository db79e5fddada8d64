"""Where the pills are in a photo and, with labelled weights, which product each may be."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.card import Card, load_card
from inference.engine import Engine, EngineSettings, open_engine
from inference.photo import Pixels
from inference.seen import Box, Guess

Floats: TypeAlias = NDArray[np.float32]

NAME = "pill-detector"
GREY = 114  # what YOLOv5 was padded with while it was trained
MOST_PILLS = 300
MOST_CANDIDATES = 3000  # looked at by non-maximum suppression; a crowded photo has some hundreds
MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Detection:
    """One pill: its box in pixels of the photo that was looked at."""

    box: Box
    confidence: float
    labels: tuple[Guess[str], ...] = ()  # product codes, most probable first; none from weights of one class


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A photo fitted into the model's input, and the way back."""

    image: Pixels
    scale: float
    left: int
    top: int

    def to_photo(self, box_xyxy: Floats) -> Floats:
        """Boxes (n, 4) from input pixels to photo pixels."""
        offset = np.array([self.left, self.top] * 2, np.float32)
        return ((box_xyxy - offset) / self.scale).astype(np.float32)


class Detector:
    """Finds pills with YOLOv5 as ultralytics exports it, without suppression in the graph."""

    def __init__(self, card: Card, engine: Engine) -> None:
        self._card = card
        self._engine = engine

    @property
    def threshold(self) -> float:
        """The operating confidence of its card."""
        return self._card.threshold

    def detect(self, photo: Pixels, threshold: float | None = None) -> tuple[Detection, ...]:
        """Find the pills, most confident first.

        `threshold` is the least confidence; the card's operating threshold unless given.
        """
        fitted = letterbox(photo, input_size(photo, self._card.size, square=not self._engine.rectangular))
        raw = self._engine.run(fitted.image[np.newaxis])[0]
        boxes, scores = candidates(raw, self._card.threshold if threshold is None else threshold)
        kept = suppress(boxes, scores.max(axis=1), self._card.iou)[:MOST_PILLS]
        found = zip(_inside(fitted.to_photo(boxes[kept]), photo), scores[kept], strict=True)
        return tuple(self._detection(corners, each) for corners, each in found if _has_area(corners))

    def _detection(self, corners: Floats, scores: Floats) -> Detection:
        labels = self._card.labels
        order = np.argsort(-scores)[:MOST_LABELS] if len(labels) > 1 else ()
        guesses = tuple(Guess(labels[i], _probability(scores[i])) for i in order)
        left, top, right, bottom = (float(edge) for edge in corners)
        return Detection(Box(left, top, right, bottom), _probability(scores.max()), guesses)


def load_detector(folder: Path, settings: EngineSettings) -> Detector:
    """The pill detector whose weights and card lie in a folder.

    Raises:
        WeightsError: they are missing, damaged or not those of their card.
    """
    card = load_card(folder, NAME)
    return Detector(card, open_engine(card.weights, settings))


def input_size(photo: Pixels, longer: int, *, square: bool) -> tuple[int, int]:
    """Height and width of the model's input: its shorter side 0.6, 0.75 or 1 of the longer one, in steps of 32.

    Few sizes, since a model is compiled for each; those of 16:9 and 4:3, which most photos have.
    """
    height, width = photo.shape[:2]
    if square:
        return longer, longer
    needed = longer * min(height, width) / max(height, width)
    shares = (round(longer * share / 32) * 32 for share in (0.6, 0.75))
    shorter = next((side for side in shares if side >= needed - 1), longer)
    return (shorter, longer) if height < width else (longer, shorter)


def letterbox(photo: Pixels, size_hw: tuple[int, int]) -> Letterbox:
    """Fit a photo (height, width, 3) into the input, keeping its proportions, grey around it."""
    height, width = photo.shape[:2]
    scale = min(size_hw[0] / height, size_hw[1] / width)
    new_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (size_hw[1] - new_wh[0]) // 2, (size_hw[0] - new_wh[1]) // 2
    image = np.full((*size_hw, 3), GREY, np.uint8)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    image[top : top + new_wh[1], left : left + new_wh[0]] = cv2.resize(photo, new_wh, interpolation=method)
    return Letterbox(image, scale, left, top)


def candidates(raw: Floats, threshold: float) -> tuple[Floats, Floats]:
    """The anchors of (4 + labels, anchors) that reach the threshold, most confident first.

    Gives boxes xyxy (n, 4) in input pixels and scores (n, labels).
    """
    best = raw[4:].max(axis=0)
    chosen = np.flatnonzero(best >= threshold)
    chosen = chosen[np.argsort(-best[chosen], kind="stable")][:MOST_CANDIDATES]
    centre, size = raw[:2, chosen].T, raw[2:4, chosen].T
    return np.concatenate([centre - size / 2, centre + size / 2], axis=1), raw[4:, chosen].T


def suppress(box_xyxy: Floats, confidence: Floats, iou: float) -> NDArray[np.intp]:
    """Indices of the boxes to keep: of two that overlap more than `iou`, the more confident one."""
    rest = np.argsort(-confidence, kind="stable")
    kept: list[int] = []
    while rest.size:
        first, rest = rest[0], rest[1:]
        kept.append(int(first))
        rest = rest[overlap(box_xyxy[first : first + 1], box_xyxy[rest])[0] <= iou]
    return np.array(kept, np.intp)


def overlap(first_xyxy: Floats, second_xyxy: Floats) -> Floats:
    """Intersection over union of each of (n, 4) with each of (m, 4): (n, m)."""
    near = np.maximum(first_xyxy[:, None, :2], second_xyxy[None, :, :2])
    far = np.minimum(first_xyxy[:, None, 2:], second_xyxy[None, :, 2:])
    shared = np.prod(np.clip(far - near, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (first_xyxy, second_xyxy)]
    union = areas[0][:, None] + areas[1][None] - shared
    share: Floats = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return share


def _inside(corners: Floats, photo: Pixels) -> Floats:
    height, width = photo.shape[:2]
    return np.clip(corners, 0, np.array([width, height, width, height], np.float32))


def _has_area(corners: Floats) -> bool:
    return bool(corners[0] < corners[2] and corners[1] < corners[3])


def _probability(score: np.float32) -> float:
    return min(max(float(score), 0.0), 1.0)
