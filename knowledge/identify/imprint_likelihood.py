"""How probable a reading is, if a given imprint is stamped on the pill: a model of misread characters.

Characters are missed often, misread as ones that look alike, rarely as others, and now and then one is seen
that is not there. A pill may lie upside down, and the lines of its imprint may be read in another order.
"""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

Floats = NDArray[np.float64]
Edits = NDArray[np.uint8]
ALPHABET = 40  # about as many different characters are stamped on pills
MAX_IMPRINT = 40  # characters; the longest in the catalogues has some thirty
ALIKE = str.maketrans("0QDΛ1L|!5826UVΥ", "OOOAIIIISBZGVVY")
NEAR = str.maketrans("SNWRCT", "3MMPO7")  # once folded: what the reader took for one another on its val split
UNSTAMPED = " .,·-/─=_'\"()*•:;^~`°"  # spaces, and strokes too small to be told from dirt and score lines
UPSIDE_DOWN = dict(zip("0156890HINOSXZMWUEPDBQL7-.", "0159860HINOSXZWMNƎDPBQ7L-.", strict=True)) | {"2": "2"}


@dataclass(frozen=True, slots=True)
class Misreading:
    """How a reader errs, in nats (-ln of how probable against reading right)."""

    missed: float = 2.4
    extra: float = 6.0
    other: float = 8.0
    near: float = 5.0  # misread as one of NEAR; 3 and 5 most
    alike: float = 2.5
    right: float = 0.15  # for each character that is read as it is
    blind: float = 0.02  # share of sides of which nothing true is read
    upside_down: float = 0.15  # weight of the reading turned round
    reordered: float = 0.3  # weight of its lines in another order
    lost_line: float = 0.08  # how often a line of several is not seen at all


CAMERA = Misreading()
TYPIST = Misreading(
    missed=2.3, extra=4.0, other=5.7, near=5.7, alike=1.7, right=0.03, blind=0.01, upside_down=0.3
)


def stamped(text: str) -> str:
    """Return an imprint as it is compared: composed, in capitals, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())[:MAX_IMPRINT]


def folded(text: str) -> str:
    """Return an imprint with one character for all that look alike, and nothing too small to be seen."""
    return "".join(c for c in text.translate(ALIKE) if c not in UNSTAMPED)


def upside_down(text: str) -> str | None:
    """Return what an imprint reads like when it is turned round; None where its characters make no others."""
    turned = [UPSIDE_DOWN.get(character) for character in reversed(text.replace(" ", ""))]
    return "".join(c for c in turned if c) if turned and all(turned) else None


def variants(reading: str, model: Misreading) -> list[tuple[str, float]]:
    """Return what else a reading may be of, each with its weight; the weights sum to one."""
    text = stamped(reading)
    found = {text: 1.0}
    lines = text.split(" ")
    if len(lines) in (2, 3):
        found.setdefault(" ".join(reversed(lines)), model.reordered)
    if turned := upside_down(text):
        found.setdefault(turned, model.upside_down)
    total = sum(found.values())
    return [(variant, weight / total) for variant, weight in found.items()]


def by_chance(reading: str) -> float:
    """Return how probable a reading is where nothing is known of the imprint."""
    length = len(folded(stamped(reading)))
    return 0.5 if length == 0 else 0.125 * math.pow(ALPHABET, -length) * math.exp(-max(0, length - 4) / 2)


class Imprints:
    """Many imprints, to be compared with a reading all at once."""

    def __init__(self, texts: Iterable[str], *, whole: bool = False) -> None:
        """Take the imprints; with `whole`, none is ever seen with a line missing."""
        self.texts = tuple(texts)
        full = [stamped(text) for text in self.texts]
        lines = [
            (line, row) for row, text in enumerate(full) for line in ([] if whole else _runs_of_lines(text))
        ]
        self._whole = np.array(full + [line for line, _ in lines], dtype=object)
        self._of = np.array([*range(len(full)), *(row for _, row in lines)], dtype=np.int64)
        self._lost = np.array([False] * len(full) + [True] * len(lines))
        foldings: dict[str, int] = {}
        self._folding = np.array(
            [foldings.setdefault(folded(t), len(foldings)) for t in self._whole], dtype=np.int64
        )
        self._folded = np.array(list(foldings), dtype=object)
        self._blurred = np.array([text.translate(NEAR) for text in foldings], dtype=object)
        self._lengths = np.array([len(text) for text in foldings], dtype=np.uint8)

    def likelihood(self, readings: Sequence[tuple[str, float]], model: Misreading) -> Floats:
        """Return for every imprint how probable the readings are (shape: imprints).

        `readings` are guesses with their probabilities, none empty; what they leave over is read by chance.
        """
        total = np.zeros(len(self.texts))
        weights: dict[str, float] = defaultdict(float)
        for reading, probability in readings:
            total += probability * model.blind * by_chance(reading)
            for text, weight in variants(reading, model):
                weights[text] += probability * weight
        for text, distance in zip(weights, self._edits(weights), strict=True):
            total += (1 - model.blind) * weights[text] * self._one(text, distance, model)
        rest = 1.0 - sum(probability for _, probability in readings)
        return total + max(0.0, rest) * by_chance(readings[0][0])

    def _edits(self, texts: Iterable[str]) -> Edits:
        """Return how many edits lie between each text and each folded imprint (shape: texts, imprints).

        All at once, since many texts are compared in the time of one. What shares nothing counts as one more.
        """
        plain = [folded(text) for text in texts]
        table = process.cdist(plain, self._folded, scorer=Levenshtein.distance, dtype=np.uint8)
        worst = np.array([[max(1, len(text)) + 1] for text in plain], dtype=np.uint8)
        near: Edits = np.minimum(table, worst)
        return near

    def _one(self, text: str, distance: Edits, model: Misreading) -> Floats:
        plain = folded(text)
        result = np.zeros(len(self.texts))
        near = np.flatnonzero(distance * 2 <= np.maximum(len(plain), self._lengths))
        if near.size:
            nats = np.full(len(self._folded), np.inf)
            nats[near] = self._nats(plain, near, distance, model)
            rows = np.flatnonzero(np.isfinite(nats)[self._folding])
            whole = _distances(text, self._whole[rows].tolist(), (1, 1, 1))
            foldings = self._folding[rows]
            alike = np.clip(whole - distance[foldings], 0.0, None) * (model.alike / 2)
            probable = np.exp(-nats[foldings] - alike)
            np.maximum.at(result, self._of[rows], np.where(self._lost[rows], model.lost_line, 1.0) * probable)
        return result

    def _nats(self, plain: str, near: NDArray[np.intp], distance: Edits, model: Misreading) -> Floats:
        """Return the cost of reading `plain` for each of the near imprints, look-alikes counting as the same.

        `distance` is how many edits each imprint is away.
        """
        weights = (round(model.missed * 10), round(model.extra * 10), round(model.other * 10))
        errors = _distances(plain, self._folded[near].tolist(), weights) / 10
        if model.near < model.other:
            unlike = _distances(plain.translate(NEAR), self._blurred[near].tolist(), (1, 1, 1))
            errors -= np.clip(distance[near] - unlike, 0.0, None) * (model.other - model.near)
        total: Floats = errors + self._lengths[near] * model.right
        return total


def _runs_of_lines(text: str) -> list[str]:
    """Return what is left of an imprint when lines at its ends are not seen."""
    lines = text.split(" ")
    runs = {" ".join(lines[i:j]) for i in range(len(lines)) for j in range(i + 1, len(lines) + 1)}
    return sorted(runs - {text}) if 2 <= len(lines) <= 4 else []


def _distances(reading: str, imprints: Sequence[str], weights: tuple[int, int, int]) -> Floats:
    """Return the weighted edits from a reading to each imprint: what was missed, extra and exchanged."""
    table = process.cdist(
        [reading], imprints, scorer=Levenshtein.distance, scorer_kwargs={"weights": weights}
    )
    return np.asarray(table[0], dtype=np.float64)
