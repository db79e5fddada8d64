"""How many sides of pills are read exactly, upright and turned, through the reader that ships."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from rapidfuzz.distance import Levenshtein

from inference.appearance.outline import Outline
from inference.read.characters import Character, readings
from inference.read.imprint import MARK_LABEL, ImprintReader
from inference.types import Box, Guess
from knowledge.identify.imprint_likelihood import folded, stamped
from training.samples.cutouts import Pixels
from training.samples.sides import Side


@dataclass(frozen=True, slots=True)
class ReadingScores:
    """Shares of the sides that bear characters, and of those that bear none."""

    lettered: int
    exact: float  # the first reading is what is there
    exact_in_any: float  # one of the readings is
    plain: int
    called_plain: float


@dataclass(frozen=True, slots=True)
class ReadSide:
    """One side and what was read on it, most probable first."""

    side: Side
    told: tuple[Guess[str], ...]
    there: tuple[str, ...]  # what it bears, in every plausible order; none: it is plain

    @property
    def hits(self) -> list[bool]:
        """Whether each reading is what is there; spaces and what looks alike count for nothing."""
        there = {folded(stamped(text)) for text in self.there or ("",)}
        return [folded(stamped(guess.value)) in there for guess in self.told]


def read_sides(
    shown: Iterable[Side], reader: ImprintReader, labels: Sequence[str], rng: Generator | None = None
) -> Iterator[ReadSide]:
    """Read sides as they are or, with `rng`, each turned by a random angle."""
    for side in shown:
        image, mask = (side.image, side.mask) if rng is None else turned(side, rng.uniform(0, 360))
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB).astype(np.uint8)
        told = reader.read(rgb, Outline(rgb, mask, found=True))
        yield ReadSide(side, told, texts_on(side, labels) if len(side.boxes) else ())


def score_readings(
    shown: Iterable[Side], reader: ImprintReader, labels: Sequence[str], rng: Generator | None = None
) -> ReadingScores:
    """Read sides as they are or, with `rng`, each turned by a random angle, and count what is right."""
    return scores_of(list(read_sides(shown, reader, labels, rng)))


def scores_of(read: Sequence[ReadSide]) -> ReadingScores:
    """Count what is right."""
    lettered = [each.hits for each in read if each.there]
    plain = [each.told[:1] and each.told[0].value == "" for each in read if not each.there]
    return ReadingScores(
        len(lettered),
        _share([any(hits[:1]) for hits in lettered]),
        _share([any(hits) for hits in lettered]),
        len(plain),
        _share([bool(one) for one in plain]),
    )


def misreadings(read: Iterable[ReadSide]) -> Counter[tuple[str, str]]:
    """Count what the first readings took for what; ("", "1") is a 1 that is not there, ("1", "") one that was missed.

    Compared with the likest order of what is there; what looks alike (0 and O, say) is one character.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for each in read:
        told = folded(stamped(each.told[0].value if each.told else ""))
        there = [folded(stamped(text)) for text in each.there or ("",)]
        nearest = min(there, key=lambda text: Levenshtein.distance(text, told))
        for step in Levenshtein.editops(nearest, told):
            old = "" if step.tag == "insert" else nearest[step.src_pos]
            counts[old, "" if step.tag == "delete" else told[step.dest_pos]] += 1
    return counts


def texts_on(side: Side, labels: Sequence[str]) -> tuple[str, ...]:
    """Return what the labelled characters of a side read, in every plausible order."""
    height, width = side.image.shape[:2]
    characters = [
        Character(
            labels[int(kind)].replace(MARK_LABEL, "*"), 1.0, Box(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        )
        for kind, x, y, w, h in side.boxes
    ]
    return readings(characters, (width / 2, height / 2))


def turned(side: Side, degrees: float) -> tuple[Pixels, Pixels]:
    """Return picture and mask of a side turned clockwise, on a square that holds both."""
    height, width = side.image.shape[:2]
    room = int(np.hypot(height, width)) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    matrix[:, 2] += room / 2 - np.array([width, height]) / 2
    image, mask = (cv2.warpAffine(each, matrix, (room, room)) for each in (side.image, side.mask))
    return image.astype(np.uint8), mask.astype(np.uint8)


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else float("nan")
