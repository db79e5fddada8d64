"""Where the pills are in a photo and, with labelled weights, which product each may be."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from inference.detect.box_fusion import DOUBTFUL, Look, agreed, joined
from inference.detect.crowd import accept_alike
from inference.detect.nms import Floats, candidates, suppress
from inference.detect.views import GREY, View, halved, tiles
from inference.engine import Engine, EngineSettings, open_engine
from inference.model_card import Card, load_card
from inference.photo import Pixels
from inference.types import Box, Guess

NAME = "pill-detector"
MOST_PILLS = 300
FLOOR = 0.02  # confidence below which a box is ignored
SMALLER = 0.8  # of the input's size: the size of the last look
LARGE = (
    100  # input pixels of a typical pill's longer side: larger ones are looked at with ground round the photo
)
SMALL, FEW = 60, 3  # pills smaller than this, at least so many, are looked at in tiles too
CROWD, CROWD_CONFIDENCE = 4, 0.35  # boxes that a photo must show in tiles to hold pills where it seemed empty
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

        `threshold` is the least confidence; unless given, that of the model's card.
        """
        least = self._card.threshold if threshold is None else threshold
        look = self._look_well(photo, min(FLOOR, least))
        found = zip(_inside(look.box_xyxy, photo), look.scores, strict=True)
        return tuple(
            self._detection(corners, each)
            for corners, each in islice(found, MOST_PILLS)
            if _has_area(corners) and each.max() >= least
        )

    def warm_up(self) -> None:
        """Run once on a wide and a tall photo, so that the first person does not wait for the model to compile.

        The further looks, at sizes of their own, are for a few photos; they would make every start half as long again.
        """
        for height, width in ((480, 640), (640, 480)):
            self._look(View(np.zeros((height, width, 3), np.uint8)), FLOOR)

    def _look_well(self, photo: Pixels, floor: float) -> Look:
        """Look as often as the photo needs: once where all is clear, again where boxes are doubtful, small or absent."""
        whole, threshold = View(photo), self._card.threshold
        first = look = self._look(whole, floor)
        if first.doubtful:
            look = self._one_a_pill(agreed([first, *self._further_looks(whole, first, floor)]))
        if not look.count(threshold):
            look = self._look_for_any(photo, floor, first) or look
        elif look.count(threshold) >= FEW and look.typical_side(threshold) < self._in_photo(SMALL, photo):
            look = self._one_a_pill(agreed([first, self._look_at_tiles(photo, floor)]))
        return accept_alike(look, threshold)

    def _in_photo(self, pixels: float, photo: Pixels) -> float:
        """Return how many pixels of the photo are that many of the model's input."""
        longer: int = max(photo.shape[:2])
        return pixels * longer / self._card.size

    def _look_for_any(self, photo: Pixels, floor: float, first: Look) -> Look | None:
        """Look at a photo that seems empty: for a pill that fills it, then for many small ones; None if there are none."""
        padded = halved(photo)
        views = [self._look(padded, floor, mirrored=mirrored) for mirrored in (False, True)]
        smaller = self._one_a_pill(agreed(views))
        if smaller.count(self._card.threshold):
            return smaller
        closer = self._one_a_pill(agreed([first, self._look_at_tiles(photo, floor)]))
        return closer if closer.count(CROWD_CONFIDENCE) >= CROWD else None

    def _look_at_tiles(self, photo: Pixels, floor: float) -> Look:
        return self._one_a_pill(joined([self._look(tile, floor) for tile in tiles(photo)]))

    def _further_looks(self, view: View, first: Look, floor: float) -> list[Look]:
        """Look in the mirror, and where the pills are large or the engine takes any size, at a smaller picture."""
        looks = [self._look(view, floor, mirrored=True)]
        if first.typical_side(DOUBTFUL[0]) >= self._in_photo(LARGE, view.pixels):
            looks.append(self._look(halved(view.pixels), floor))
        elif self._engine.rectangular:
            looks.append(self._look(view, floor, size=_in_steps(SMALLER * self._card.size)))
        return looks

    def _look(self, view: View, floor: float, *, mirrored: bool = False, size: int | None = None) -> Look:
        pixels = view.pixels
        square = not self._engine.rectangular
        fitted = letterbox(pixels, input_size(pixels, size or self._card.size, square=square))
        image = (
            fitted.image[:, ::-1] if mirrored else fitted.image
        )  # here it is small: a photo takes up to 150 MB
        boxes, scores = candidates(self._engine.run(np.ascontiguousarray(image)[np.newaxis])[0], floor)
        if mirrored:
            boxes = np.array([image.shape[1], 0] * 2) + boxes[:, [2, 1, 0, 3]] * (-1, 1, -1, 1)
        seen = fitted.to_photo(boxes)
        return self._one_a_pill(Look(view.to_photo(seen.astype(np.float32)), scores))

    def _one_a_pill(self, look: Look) -> Look:
        """Keep the most confident of boxes that overlap; the most confident first."""
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
