"""Groups the characters found on a pill into lines, and lines into readings. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from inference.types import Box

MARK = "*"  # a logo that is no character, in a reading
SAME_LINE = 0.5  # of the lower character's height: the overlap that makes two stand on one line
WORD_GAP = 1.2  # of the usual character's width: a gap wider than this parts words
INNER = 0.55  # of the farthest character's distance: nearer ones do not stand on the ring
SAME_TEXT = 0.7  # likeness of the texts of two halves, 0 to 1, from which on they may be one text
RING = 4  # characters: fewer do not make a ring


@dataclass(frozen=True, slots=True)
class Character:
    """One character or mark, and its box in pixels of the upright view that it was found in."""

    text: str
    confidence: float
    box: Box
    others: tuple[tuple[str, float], ...] = ()  # what else it may be, and the odds of that against its text

    @property
    def centre(self) -> tuple[float, float]:
        return (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2


Line: TypeAlias = tuple[Character, ...]
Point: TypeAlias = tuple[float, float]


def lines(characters: Sequence[Character]) -> tuple[Line, ...]:
    """Group characters into lines, top to bottom, each from left to right."""
    found: list[list[Character]] = []
    for one in sorted(characters, key=lambda c: (c.centre[0], c.centre[1])):
        beside = [line for line in found if _shared_height(line[-1], one) > SAME_LINE]
        if beside:
            min(beside, key=lambda line: abs(line[-1].centre[1] - one.centre[1])).append(one)
        else:
            found.append([one])
    found.sort(key=lambda line: sum(c.centre[1] for c in line) / len(line))
    return tuple(tuple(line) for line in found)


def text_of(found: Sequence[Line]) -> str:
    """Return lines as a reading: joined by a space, as are the words of a line."""
    return " ".join(word for line in found for word in _words(line))


def readings(characters: Sequence[Character], middle: Point) -> tuple[str, ...]:
    """Return the texts that these characters may spell, the most plausible first; "" for no characters.

    `middle` is the centre of the pill. Lines on the two halves of a capsule are read half by half; many short lines
    may be text that runs round the rim.
    """
    rows = lines(characters)
    texts = [text_of(rows)]
    if len(rows) > 1 and (cut := _parting(characters)) is not None:
        left, right = (
            text_of(lines([c for c in characters if bool(c.centre[0] > cut) is far])) for far in (False, True)
        )
        once = max(left, right, key=lambda text: len(text.replace(" ", "")))
        texts = [f"{left} {right}", *texts, *([once] if _same(left, right) else [])]
    if len(characters) >= RING and len(rows) > 2 and max(map(len, rows)) <= len(characters) / 2:
        texts.append(ring(characters, middle))
    return tuple(dict.fromkeys(texts))


def _same(left: str, right: str) -> bool:
    """Tell whether the two halves of a capsule seem to bear the same text, allowing for reading errors."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= SAME_TEXT


def _parting(characters: Sequence[Character]) -> float | None:
    """Return the x of the widest vertical gap, if it is wide enough to separate two texts."""
    edge, gaps = -math.inf, []
    for one in sorted(characters, key=lambda c: c.box.left):
        gaps.append((one.box.left - edge, (one.box.left + edge) / 2))
        edge = max(edge, one.box.right)
    width, place = max(gaps[1:], default=(0.0, 0.0))
    return place if width > WORD_GAP * _usual_width(characters) else None


def ring(characters: Sequence[Character], middle: Point) -> str:
    """Return the text round the rim, clockwise from its widest gap, followed by the text in the middle."""
    away = [(c.centre[0] - middle[0], c.centre[1] - middle[1]) for c in characters]
    radius = max(math.hypot(*place) for place in away)
    placed = list(zip(characters, away, strict=True))
    inner = [c for c, place in placed if math.hypot(*place) < INNER * radius]
    outer = [(math.atan2(y, x) % math.tau, c) for c, (x, y) in placed if math.hypot(x, y) >= INNER * radius]
    outer.sort(key=lambda pair: pair[0])
    gaps = [(angle - outer[i - 1][0]) % math.tau for i, (angle, _) in enumerate(outer)]
    first = gaps.index(max(gaps))
    around = "".join(c.text for _, c in outer[first:] + outer[:first])
    return f"{around} {text_of(lines(inner))}".strip()


def _words(line: Line) -> list[str]:
    usual = _usual_width(line)
    words = [line[0].text]
    for before, one in zip(line, line[1:], strict=False):
        if one.box.left - before.box.right > WORD_GAP * usual:
            words.append(one.text)
        else:
            words[-1] += one.text
    return words


def _usual_width(characters: Sequence[Character]) -> float:
    widths = sorted(c.box.width for c in characters)
    return widths[len(widths) // 2]


def _shared_height(one: Character, other: Character) -> float:
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    return shared / min(one.box.height, other.box.height)
