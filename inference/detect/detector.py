"""Where the pills are in a photo and, with labelled weights, which product each may be."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from inference.detect.box_fusion import Look, agreed, least_told
from inference.detect.nms import Floats, candidates, suppress
from inference.engine import Engine, EngineSettings, open_engine
from inference.model_card import Card, load_card
from inference.photo import Pixels
from inference.types import Box, Guess

NAME = "pill-detector"
GREY = 114  # what YOLOv5 was padded with while it was trained
MOST_PILLS = 300
FLOOR = 0.02  # confidence below which a box is not even doubtful
SMALLER = 0.8  # of the input's size: the size of the last look
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

        A photo with doubtful boxes is looked at again, mirrored and smaller. `threshold` is the least
        confidence; unless given, what parts the boxes of this photo best decides, near to the card's
        operating threshold.
        """
        floor = FLOOR if threshold is None else min(FLOOR, threshold)
        look = self._look(photo, floor)
        if look.doubtful:
            look = self._one_a_pill(agreed([look, *self._further_looks(photo, floor)]))
        least = least_told(look.confidence, self._card.threshold) if threshold is None else threshold
        found = zip(_inside(look.box_xyxy, photo), look.scores, strict=True)
        return tuple(
            self._detection(corners, each)
            for corners, each in islice(found, MOST_PILLS)
            if _has_area(corners) and each.max() >= least
        )

    def warm_up(self) -> None:
        """Look at nothing in the ways that photos mostly ask for, so that the first person does not wait for it."""
        for height, width in ((480, 640), (640, 480)):
            nothing = np.zeros((height, width, 3), np.uint8)
            self._look(nothing, FLOOR)
            self._further_looks(nothing, FLOOR)

    def _further_looks(self, photo: Pixels, floor: float) -> list[Look]:
        looks = [self._look(photo, floor, mirrored=True)]
        if self._engine.rectangular:  # others take one size only
            looks.append(self._look(photo, floor, size=_in_steps(SMALLER * self._card.size)))
        return looks

    def _look(self, photo: Pixels, floor: float, *, mirrored: bool = False, size: int | None = None) -> Look:
        shown = photo[:, ::-1] if mirrored else photo
        square = not self._engine.rectangular
        fitted = letterbox(shown, input_size(photo, size or self._card.size, square=square))
        boxes, scores = candidates(self._engine.run(fitted.image[np.newaxis])[0], floor)
        on_photo = fitted.to_photo(boxes)
        if mirrored:
            on_photo = np.array([photo.shape[1], 0] * 2) + on_photo[:, [2, 1, 0, 3]] * (-1, 1, -1, 1)
        return self._one_a_pill(Look(on_photo.astype(np.float32), scores))

    def _one_a_pill(self, look: Look) -> Look:
        """Of boxes that overlap, leave the more confident one; the most confident first."""
        kept = suppress(look.box_xyxy, look.confidence, self._card.iou)
        return Look(look.box_xyxy[kept], look.scores[kept])

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
    shares = (_in_steps(longer * share) for share in (0.6, 0.75))
    shorter = next((side for side in shares if side >= needed - 1), longer)
    return (shorter, longer) if height < width else (longer, shorter)


def _in_steps(pixels: float) -> int:
    return round(pixels / 32) * 32


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


def _inside(corners: Floats, photo: Pixels) -> Floats:
    height, width = photo.shape[:2]
    return np.clip(corners, 0, np.array([width, height, width, height], np.float32))


def _has_area(corners: Floats) -> bool:
    return bool(corners[0] < corners[2] and corners[1] < corners[3])


def _probability(score: np.float32) -> float:
    return min(max(float(score), 0.0), 1.0)
