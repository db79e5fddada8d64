"""Reads what a line says: cut out, made level, parted where the paper shows between, a letter a column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.documents.network import Network, Values
from inference.documents.text_detector import Corners

HEIGHT = 32  # of a line as the network takes it
STEP = 4  # pixels that one column of its output stands for
ROUNDED = 64  # widths are filled up to a multiple, so that few shapes are met
WIDEST = 2048
PAPER = 0.2  # of the deviation in a line: a column of pixels that varies less is paper
SPACE, APART = 9, 20  # columns of paper, in pixels: two words; two cells of a table
NUMBER = re.compile(r"[\dOlI]{1,3}(?:[.,]\d{1,3})?")
NAME = 5  # letters: a number behind so many may be a cell of a table
MARGIN = 5  # pixels of paper that are left at a word

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand together in a line."""

    text: str
    confidence: float  # the mean over the letters
    start: float  # where they begin and end, as shares of the line's width
    end: float


def level(grey: Grey, corners: Corners) -> Grey:
    """Cut a line out of a photo; shape (32, width)."""
    up, along = corners[3] - corners[0], corners[1] - corners[0]
    width = round(HEIGHT * float(np.hypot(*along)) / max(1.0, float(np.hypot(*up))))
    width = max(8, min(WIDEST, width))
    target = np.array([[0, 0], [width, 0], [0, HEIGHT]], np.float32)
    affine = cv2.getAffineTransform(np.stack([corners[0], corners[1], corners[3]]).astype(np.float32), target)
    return np.asarray(cv2.warpAffine(grey, affine, (width, HEIGHT), borderMode=cv2.BORDER_REPLICATE))


def read_line(network: Network, line: Grey) -> tuple[Words, ...]:
    """Return the words of a level line, from the left; words far apart are several."""
    found: list[Words] = []
    gap_before = APART
    for start, end, gap in _parts(line):
        text, sure = _read(network, line[:, max(0, start - MARGIN) : end + MARGIN])
        if text and found and gap_before < APART and not _is_cell_behind(text, found[-1].text):
            before = found.pop()
            sure = (before.confidence * len(before.text) + sure * len(text)) / (len(before.text) + len(text))
            found.append(Words(f"{before.text} {text}", sure, before.start, end / line.shape[1]))
        elif text:
            found.append(Words(text, sure, start / line.shape[1], end / line.shape[1]))
        gap_before = gap if text or not found else max(gap, gap_before)
    return tuple(found)


def _is_cell_behind(text: str, before: str) -> bool:
    """Whether a number stands close behind a name, as in a narrow receipt."""
    return (
        bool(NUMBER.fullmatch(text))
        and len(before) >= NAME
        and not before.replace(".", "").replace(" ", "").isdigit()
    )


def _parts(line: Grey) -> Iterator[tuple[int, int, int]]:
    """Where ink stands between wide gaps: start, end, and how much paper follows, in pixels."""
    inner = line[4:-4].astype(np.float32)
    inked = np.flatnonzero(inner.std(axis=0) > PAPER * max(float(inner.std()), 6.0))
    if not len(inked):
        return
    breaks = np.flatnonzero(np.diff(inked) > SPACE)
    starts = [int(inked[0]), *(int(inked[place + 1]) for place in breaks)]
    ends = [*(int(inked[place]) + 1 for place in breaks), int(inked[-1]) + 1]
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        yield start, end, starts[place + 1] - end if place + 1 < len(starts) else APART


def _read(network: Network, line: Grey) -> tuple[str, float]:
    letters = list(_letters(network.card["alphabet"], network.run(_standardised(line))[0], line.shape[1]))
    if not letters:
        return "", 0.0
    return "".join(letter for letter, _ in letters), float(np.mean([sure for _, sure in letters]))


def _standardised(line: Grey) -> Values:
    values = line.astype(np.float32)
    width = -(-line.shape[1] // ROUNDED) * ROUNDED
    filled = np.zeros((1, 1, HEIGHT, width), np.float32)
    filled[0, 0, :, : line.shape[1]] = (values - values.mean()) / (values.std() + 1.0)
    return filled


def _letters(alphabet: Sequence[str], scores: Values, width: int) -> Iterator[tuple[str, float]]:
    """The letters that the columns tell, each with how sure it is."""
    columns = scores[: -(-width // STEP)]
    best = columns.argmax(axis=1)
    sure = 1 / np.exp(columns - columns.max(axis=1, keepdims=True)).sum(axis=1)
    start = 0
    for place in range(1, len(best) + 1):
        if place < len(best) and best[place] == best[start]:
            continue
        if best[start]:
            yield alphabet[best[start] - 1], float(sure[start:place].max())
        start = place
