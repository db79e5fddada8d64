"""Reads the characters stamped or printed on a pill, whichever way it lies."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np

from inference.appearance.outline import Outline
from inference.detect.nms import Floats, candidates, suppress
from inference.engine import Engine, EngineSettings, open_engine
from inference.model_card import Card, load_card
from inference.photo import Pixels
from inference.read.alternatives import possibilities
from inference.read.characters import MARK, Character, Point, readings
from inference.read.rotated_views import (
    TILTS,
    Layout,
    Pill,
    cells,
    closer_layouts,
    first_layouts,
    prepare,
    sheet,
)
from inference.types import Box, Guess

Cell: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom on a sheet, in pixels

NAME = "imprint-reader"
MARK_LABEL = "(mark)"
SHARPNESS = 3.5  # weight of one more certain character as evidence for a rotation, in nats
RIVAL = 0.4  # of the best rotation's weight: the opposite rotation is examined too from here on
CLOSE_RIVAL = 0.8  # the same, once both are enlarged: from here on both are tilted too
SEEN, ENOUGH = 0.5, 2  # confidence of characters, and how many of them end the search for their rotation
CLEAR = 0.8  # confidence of all characters that makes tilting a pill needless
OTHER_ORDER = 0.3  # probability of each further order of the same characters, relative to the first
LEAST = 0.02  # less probable readings are dropped
MOST = 8
HARDLY = 0.12  # confidence from which a character counts as a faint one
RUNNERS_UP = 2  # other classes that a character may be
RUNNER_UP = 0.08  # of the best class's score: from here on a character may be another
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
class Glance:
    """All candidate characters with the pill turned clockwise by `angle` degrees, most confident first."""

    angle: float
    cell: Cell  # of the sheet, with the pill in its middle
    boxes: Floats  # (n, 4): left, top, right, bottom on the sheet, in pixels
    scores: Floats  # (n, labels)

    def weight(self, threshold: float) -> float:
        """How many characters reach the threshold, each counted by how sure it is."""
        return float(self._from(threshold).sum())

    def is_clear(self, threshold: float, confidence: float, enough: int = 1) -> bool:
        """Whether it has enough characters that reach the threshold, and each of them this confidence."""
        found = self._from(threshold)
        return len(found) >= enough and bool(found.min() >= confidence)

    def _from(self, threshold: float) -> Floats:
        best: Floats = self.scores.max(axis=1, initial=0.0)
        return best[best >= threshold]


@dataclass(frozen=True, slots=True)
class View:
    """What was found with the pill turned clockwise by `angle` degrees."""

    angle: float
    characters: tuple[Character, ...]
    cell: Cell  # of the sheet, with the pill in its middle
    hardly: tuple[Character, ...] = ()  # seen with too little confidence to be found

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
        """Try rotations until one shows characters, then enlarge it and its opposite if that is nearly as good."""
        first: tuple[Glance, ...] = ()
        for layout in first_layouts(pill):
            first += tuple(self._glances(pill, layout, HARDLY))
            if max(first, key=self._weight).is_clear(self._card.threshold, SEEN, ENOUGH):
                break
        return tuple(map(self._view, self._closer(pill, first) or first))

    def _closer(self, pill: Pill, first: Sequence[Glance]) -> tuple[Glance, ...]:
        """Read the best of the first rotations enlarged; tilted too, unless all is clear at one of them."""
        angles = self._best_angles(first)
        if not angles:
            return ()
        straight = self._look(pill, closer_layouts(pill, angles, TILTS[:1]), HARDLY)
        best = max(self._weight(glance) for glance in straight if glance.angle in angles)
        left = [
            glance
            for glance in straight
            if glance.angle in angles and self._weight(glance) >= CLOSE_RIVAL * best
        ]
        if len(left) == 1 and left[0].is_clear(HARDLY, CLEAR):
            return straight
        rest = closer_layouts(pill, [glance.angle for glance in left], TILTS[1:])
        return straight + self._look(pill, rest, HARDLY)

    def first_glances(self, pill: Pill, least: float = HARDLY) -> tuple[Glance, ...]:
        """Read a pill at every rotation; boxes with a score of at least `least` are returned."""
        return self._look(pill, first_layouts(pill), least)

    def closer_glances(
        self, pill: Pill, first: Sequence[Glance], least: float = HARDLY
    ) -> tuple[Glance, ...]:
        """Read the best of the first rotations enlarged and tilted, and its opposite if that is nearly as good."""
        angles = self._best_angles(first)
        return self._look(pill, closer_layouts(pill, angles), least) if angles else ()

    def _best_angles(self, first: Sequence[Glance]) -> list[float]:
        """Return the rotation with most characters, and its opposite if that is nearly as good; none without characters."""
        best = max(first, key=self._weight)
        if not (most := self._weight(best)):
            return []
        return [best.angle] + [
            glance.angle
            for glance in first
            if _upside_down(glance.angle, best.angle) and self._weight(glance) > RIVAL * most
        ]

    def _weight(self, glance: Glance) -> float:
        return glance.weight(self._card.threshold)

    def _look(self, pill: Pill, layouts: Iterable[Layout], least: float) -> tuple[Glance, ...]:
        return tuple(glance for layout in layouts for glance in self._glances(pill, layout, least))

    def _glances(self, pill: Pill, layout: Layout, least: float) -> Iterator[Glance]:
        size = self._card.size
        raw = self._engine.run(sheet(pill, layout, size)[np.newaxis])[0]
        boxes, scores = candidates(raw, min(least, self._card.threshold))
        kept = suppress(boxes, scores.max(axis=1), self._card.iou)[: 4 * MOST_CHARACTERS]
        boxes, scores = boxes[kept], scores[kept]
        x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T
        for angle, cell in zip(layout.angles, cells(layout.plan, size), strict=True):
            left, top, right, bottom = cell
            inside = (left <= x) & (x < right) & (top <= y) & (y < bottom)
            yield Glance(angle, cell, boxes[inside], scores[inside])

    def _view(self, glance: Glance) -> View:
        its = [
            self._character(*pair)
            for pair in zip(glance.boxes[:MOST_CHARACTERS], glance.scores[:MOST_CHARACTERS], strict=True)
        ]
        found = tuple(one for one in its if one.confidence >= self._card.threshold)
        return View(glance.angle, found, glance.cell, tuple(its[len(found) :]))

    def _character(self, corners: Sequence[float], scores: Sequence[float]) -> Character:
        best, *others = (
            int(label) for label in np.argsort(np.negative(scores), kind="stable")[: 1 + RUNNERS_UP]
        )
        odds = [(self._text(label), float(scores[label] / scores[best])) for label in others]
        left, top, right, bottom = (float(edge) for edge in corners)
        return Character(
            self._text(best),
            min(max(float(scores[best]), 0.0), 1.0),
            Box(left, top, right, bottom),
            tuple(pair for pair in odds if pair[1] >= RUNNER_UP),
        )

    def _text(self, label: int) -> str:
        text = self._card.labels[label]
        return MARK if text == MARK_LABEL else text


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
    """Combine the readings of several rotations into guesses; an upside-down reading stays a guess if it is plausible.

    A rotation is more probable the more characters are read at it. The probability of a plain side is the
    probability that no character of the best rotation is real.
    """
    seen = sorted(views, key=lambda view: -view.weight)
    most = seen[0].weight
    plain = math.prod(1 - one.confidence for one in seen[0].characters) if most else 0.9
    powers = [math.exp(SHARPNESS * (view.weight - most)) for view in seen]
    shares = {"": plain}
    for view, power in zip(seen, powers, strict=True):
        for text, share in _texts(view):
            shares[text] = shares.get(text, 0.0) + (1 - plain) * power / sum(powers) * share
    best = sorted(shares.items(), key=lambda pair: -pair[1])[:MOST]
    return tuple(Guess(text, min(share, 1.0)) for text, share in best if share >= LEAST)


def _texts(view: View) -> Iterator[tuple[str, float]]:
    """Yield the possible texts of a view, and the probability of each."""
    for characters, share in possibilities(view.characters, view.hardly) if view.characters else ():
        texts = readings(characters, _middle(view.cell)) if characters else ("",)
        yield from ((text, share * order) for text, order in zip(texts, _shares(len(texts)), strict=True))


def _shares(orders: int) -> list[float]:
    weights = [1.0] + [OTHER_ORDER] * (orders - 1)
    return [weight / sum(weights) for weight in weights[:orders]]


def _upside_down(one: float, other: float) -> bool:
    return abs((one - other) % 360 - 180) < 1


def _middle(cell: Cell) -> Point:
    return (cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2
