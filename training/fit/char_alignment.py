"""Where the characters of a known imprint stand in a view of a pill, though the reader hardly sees some of them.

Each word of the imprint is looked for as a chain of boxes, every one of which may be its next character, to the
right of the one before or on a line below: the chain that costs least is taken. A box costs -ln of its score as
that character, and more where characters are seldom set so. Chains are found by dynamic programming over the
letters of the word, and the best BEAM of them are kept at each.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np

from inference.detect.nms import Floats
from inference.read.imprint import MARK_LABEL, Glance

FAINTEST = 0.03  # a score below it is none
SUREST = 0.98  # scores are taken for no more than this
BEAM = 25
SHARED = 0.35  # of the smaller box: two that share more are one character
ONE_SIZE = 1.9  # of the lower character's height: the highest that may stand beside it in a word
STEP = 0.25  # of the wider one's width: the next on a line is at least so far to the right
LEVEL = 0.9  # of the higher one's height: the next on a line is no higher or lower than this
WIDEST_GAP = 4.0  # of the wider one's width, between two of one word or from the start of a line to the next
USUAL_GAP = 0.6
USUAL_SLANT = 0.25
LINE_BELOW = (0.6, 2.5)  # of the higher one's height: how far below the next line of a word may be
NEW_LINE = 1.5  # what beginning one costs
AGAIN = 0.1  # score from which on the characters of a word that stands there twice count
FOUND = 0.3  # score from which on what no word explains is there all the same
SURELY = 0.45  # from here on it contradicts the imprint
MUCH = 0.8  # as does so much of it together
MARKED = 0.4  # score from which on a mark, which catalogues leave out, is there
CONVINCING = 0.3  # the mean, geometric and middle score of what is spelt
FEW = 2  # characters: each of so few needs ...
EACH_OF_FEW = 0.25
ALIKE = ("0OoQ", "1Il", "5Ss", "2Zz")  # catalogues take these for one another

Labels: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box of a glance, the label of the character that it is, and its score as that."""

    index: int
    label: int
    score: float


@dataclass(frozen=True, slots=True)
class Chain:
    """The boxes that spell a word or its beginning, and what they cost."""

    cost: float = 0.0
    placed: tuple[Placed, ...] = ()

    @property
    def mean_cost(self) -> float:
        return self.cost / max(1, len(self.placed))


@dataclass(frozen=True, slots=True)
class Spelling:
    """What spells some words in one view, marks among it, and the scores of what no word explains."""

    glance: Glance
    cost: float
    placed: tuple[Placed, ...]
    unexplained: tuple[float, ...]

    @property
    def total(self) -> float:
        """The cost with that of what is unexplained."""
        return self.cost - sum(math.log(1 - min(score, SUREST)) for score in self.unexplained)

    @property
    def is_convincing(self) -> bool:
        """Whether most is seen well, and nothing speaks against it."""
        if sum(self.unexplained) > MUCH or max(self.unexplained, default=0.0) >= SURELY:
            return False
        scores = [one.score for one in self.placed if one.label]
        if not scores:
            return True
        least = EACH_OF_FEW if len(scores) <= FEW else FAINTEST
        mean = math.exp(float(np.mean(np.log(scores))))
        return min(scores) >= least and mean >= CONVINCING and float(np.median(scores)) >= CONVINCING


class Speller:
    """Finds words in what was seen of a pill."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Take the classes of the reader; the first is that of marks."""
        if labels[0] != MARK_LABEL:
            raise ValueError(f"expected the first class to be {MARK_LABEL}, got {labels[0]}")
        self._labels = tuple(labels)
        self._long = tuple(label for label in labels[1:] if len(label) > 1)
        self.meaning = cache(self._meaning)

    def can_spell(self, words: Iterable[str]) -> bool:
        """Tell whether the reader knows every letter."""
        return all(self.meaning(letter)[0] for word in words for letter in word)

    def _meaning(self, text: str) -> tuple[Labels, Labels]:
        """Return the classes that are this text in capitals or not, and with them those that look alike."""
        own = tuple(i for i, label in enumerate(self._labels) if i and label.casefold() == text.casefold())
        alike = {
            i
            for i, label in enumerate(self._labels)
            for group in ALIKE
            if i and len(text) == 1 and text in group and label in group
        }
        return own, tuple(sorted(alike | set(own)))

    def spell(self, glance: Glance, words: Sequence[str]) -> Spelling | None:
        """Find all words, the longest first, and any of them that stands there again; None if one is missing."""
        scene = _Scene(glance)
        cost, placed = 0.0, tuple[Placed, ...]()
        for word in sorted(words, key=len, reverse=True):
            chain = self._chain(scene, word)
            if chain is None:
                return None
            scene.take(chain)
            cost, placed = cost + chain.cost, placed + chain.placed
        for word in sorted(set(words), key=len, reverse=True):
            chain = self._chain(scene, word) if len(word) > 1 else None
            if chain and chain.mean_cost < 1 and min(one.score for one in chain.placed) > AGAIN:
                scene.take(chain)
                placed += chain.placed
        rest = [(int(i), float(scene.score[i])) for i in np.flatnonzero(scene.free)]
        marks = tuple(Placed(i, 0, score) for i, score in rest if scene.label[i] == 0 and score >= MARKED)
        left = tuple(score for i, score in rest if scene.label[i] and score >= FOUND)
        return Spelling(glance, cost, placed + marks, left)

    def _chain(self, scene: "_Scene", word: str) -> Chain | None:
        """Return the cheapest chain that spells a word out of the boxes that are free."""
        reached: list[dict[int, Chain]] = [{} for _ in range(len(word) + 1)]
        reached[0][-1] = Chain()
        for place in range(len(word)):
            kept = sorted(reached[place].values(), key=lambda chain: chain.cost)[:BEAM]
            for text in (word[place], *self._ligatures(word, place)):
                own, alike = self.meaning(text)
                if not own:
                    continue
                following = reached[place + len(text)]
                scores = scene.scores[:, alike].max(axis=1, initial=0.0)
                for i in (int(i) for i in np.flatnonzero(scene.free & (scores >= FAINTEST))):
                    label = max(own, key=lambda one: scene.scores[i, one])
                    for before in kept:
                        cost = before.cost + scene.cost(before, i) - math.log(min(scores[i], SUREST))
                        if cost < (following[i].cost if i in following else math.inf):
                            following[i] = Chain(cost, (*before.placed, Placed(i, label, float(scores[i]))))
        return min(reached[-1].values(), key=lambda chain: chain.cost, default=None)

    def _ligatures(self, word: str, place: int) -> tuple[str, ...]:
        rest = word[place:].casefold()
        return tuple(label for label in self._long if rest.startswith(label.casefold()))


class _Scene:
    """The boxes of a glance, as they are being explained."""

    def __init__(self, glance: Glance) -> None:
        self.scores = glance.scores
        self.score = glance.scores.max(axis=1, initial=0.0)
        self.label = glance.scores.argmax(axis=1)
        self.free = np.ones(len(glance.boxes), bool)
        self._boxes = glance.boxes
        self._size = glance.boxes[:, 2:] - glance.boxes[:, :2]
        self._centre = (glance.boxes[:, :2] + glance.boxes[:, 2:]) / 2

    def take(self, chain: Chain) -> None:
        """Let the boxes of a chain, and all that share their place, be explained."""
        for one in chain.placed:
            self.free &= self._shared(one.index) <= SHARED

    def cost(self, before: Chain, index: int) -> float:
        """Return what it costs, in nats, that a box comes next; infinite where it cannot."""
        if not before.placed:
            return 0.0
        last = before.placed[-1].index
        if any(one.index == index for one in before.placed) or self._shared(last)[index] > SHARED:
            return math.inf
        (one_width, one_height), (width, height) = self._size[last], self._size[index]
        higher, wider = max(one_height, height), max(one_width, width)
        right, down = self._centre[index] - self._centre[last]
        if higher > ONE_SIZE * min(one_height, height):
            return math.inf
        if right >= STEP * wider:
            gap, slant = (right - (one_width + width) / 2) / wider, abs(down) / higher
            if slant > LEVEL or gap > WIDEST_GAP:
                return math.inf
            return float(max(0.0, slant - USUAL_SLANT) + max(0.0, gap - USUAL_GAP) / 2)
        below = LINE_BELOW[0] < down / higher <= LINE_BELOW[1] and abs(right) <= WIDEST_GAP * wider
        return NEW_LINE if below else math.inf

    def _shared(self, index: int) -> Floats:
        """Return how much of the smaller of two boxes each shares with this one (shape: boxes)."""
        box = self._boxes[index]
        far, near = np.minimum(self._boxes[:, 2:], box[2:]), np.maximum(self._boxes[:, :2], box[:2])
        shared = np.prod(np.clip(far - near, 0, None), axis=1)
        area = np.prod(self._size, axis=1)
        share: Floats = shared / np.maximum(np.minimum(area, area[index]), 1e-6)
        return share


def words_of(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of an imprint's parts, without what is set between them."""
    return tuple(word for part in parts for word in re.split(r"[\s,:/().-]+", part) if word)
