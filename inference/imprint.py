"""Reads the characters stamped or printed on a pill, whichever way it lies."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from inference.card import Card, load_card
from inference.characters import MARK, Character, Point, readings
from inference.detector import candidates, suppress
from inference.engine import Engine, EngineSettings, open_engine
from inference.outline import Outline
from inference.photo import Pixels
from inference.seen import Box, Guess
from inference.views import Layout, Pill, cells, closer_layouts, first_layouts, prepare, sheet

NAME = "imprint-reader"
MARK_LABEL = "(mark)"
SHARPNESS = 2.5  # how much one more sure character speaks for a rotation, in nats
RIVAL = 0.4  # of the best rotation's weight: from here on it is looked at closer, upside down
OTHER_ORDER = 0.3  # how probable each further order of the same characters is, against the first
LEAST = 0.03  # readings less probable are not worth telling
MOST = 5
MOST_CHARACTERS = 40


class ImprintReader(Protocol):
    """Reads what is stamped or printed on a pill, at any rotation."""

    def read(self, pill: Pixels, outline: Outline) -> tuple[Guess[str], ...]:
        """Readings of one pill, most probable first; none where nothing can be read.

        `pill` (height, width, 3) is cut out of the photo at its full resolution and shows what the outline's
        own pixels show. The lines of a reading are joined by a space, a mark is "*"; "" says that the side
        is plain.
        """
        ...


@dataclass(frozen=True, slots=True)
class View:
    """What was found with the pill turned clockwise by `angle` degrees."""

    angle: float
    characters: tuple[Character, ...]
    middle: Point  # of the pill, on the sheet

    @property
    def weight(self) -> float:
        """How many characters there are, each counted by how sure it is."""
        return sum(one.confidence for one in self.characters)


class YoloImprintReader:
    """Finds characters with YOLOv5, one class each, in upright views of the pill."""

    def __init__(self, card: Card, engine: Engine) -> None:
        self._card = card
        self._engine = engine

    def read(self, pill: Pixels, outline: Outline) -> tuple[Guess[str], ...]:
        """Readings of one pill, most probable first; see ImprintReader."""
        return guesses(self.views(prepare(pill, outline)))

    def views(self, pill: Pill) -> tuple[View, ...]:
        """Look at every rotation first, and then closer at the best and whatever rivals it upside down."""
        first = [view for layout in first_layouts(pill) for view in self._look(pill, layout)]
        best = max(first, key=lambda view: view.weight)
        if not best.characters:
            return (best,)
        angles = [best.angle, *(view.angle for view in first if _rivals(view, best))]
        closer = [view for layout in closer_layouts(pill, angles) for view in self._look(pill, layout)]
        return tuple(closer or first)

    def _look(self, pill: Pill, layout: Layout) -> tuple[View, ...]:
        size = self._card.size
        raw = self._engine.run(sheet(pill, layout, size)[np.newaxis])[0]
        boxes, scores = candidates(raw, self._card.threshold)
        kept = suppress(boxes, scores.max(axis=1), self._card.iou)[: 4 * MOST_CHARACTERS]
        found = [self._character(*pair) for pair in zip(boxes[kept], scores[kept], strict=True)]
        return tuple(
            View(angle, tuple(one for one in found if _inside(one, cell))[:MOST_CHARACTERS], _middle(cell))
            for angle, cell in zip(layout.angles, cells(layout.plan, size), strict=True)
        )

    def _character(self, corners: Sequence[float], scores: Sequence[float]) -> Character:
        best = int(np.argmax(scores))
        label = self._card.labels[best]
        left, top, right, bottom = (float(edge) for edge in corners)
        text = MARK if label == MARK_LABEL else label
        return Character(text, min(max(float(scores[best]), 0.0), 1.0), Box(left, top, right, bottom))


def load_reader(folder: Path, settings: EngineSettings) -> YoloImprintReader | None:
    """The imprint reader whose weights and card lie in a folder; None where there is neither.

    Raises:
        WeightsError: one of them is missing or damaged, or they do not belong together.
    """
    if not any(folder.glob(f"{NAME}.*")):
        return None
    card = load_card(folder, NAME)
    return YoloImprintReader(card, open_engine(card.weights, settings))


def guesses(views: Iterable[View]) -> tuple[Guess[str], ...]:
    """Weigh what was read at several rotations: upside down stays a guess where it reads well too.

    A rotation is the more probable the more is read at it. A side is plain in so far as every character of
    the best rotation may be none.
    """
    seen = sorted(views, key=lambda view: -view.weight)
    most = seen[0].weight
    plain = math.prod(1 - one.confidence for one in seen[0].characters) if most else 0.9
    powers = [math.exp(SHARPNESS * (view.weight - most)) for view in seen]
    shares = {"": plain}
    for view, power in zip(seen, powers, strict=True):
        texts = readings(view.characters, view.middle) if view.characters else ()
        for text, order in zip(texts, _shares(len(texts)), strict=True):
            shares[text] = shares.get(text, 0.0) + (1 - plain) * power / sum(powers) * order
    best = sorted(shares.items(), key=lambda pair: -pair[1])[:MOST]
    return tuple(Guess(text, min(share, 1.0)) for text, share in best if share >= LEAST)


def _shares(orders: int) -> list[float]:
    weights = [1.0] + [OTHER_ORDER] * (orders - 1)
    return [weight / sum(weights) for weight in weights[:orders]]


def _rivals(view: View, best: View) -> bool:
    upside_down = abs((view.angle - best.angle) % 360 - 180) < 1
    return upside_down and view.weight > RIVAL * best.weight


def _middle(cell: tuple[int, int, int, int]) -> Point:
    return (cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2


def _inside(one: Character, cell: tuple[int, int, int, int]) -> bool:
    x, y = one.centre
    return cell[0] <= x < cell[2] and cell[1] <= y < cell[3]
