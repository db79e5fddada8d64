"""Words for parts of the day beside each other: one that was read badly is told by its place between the others."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from inference.types import PrintedLine
from knowledge.pages.doses import SLOTS, numbers
from knowledge.pages.look_alikes import coarse

SAME_ROW = 0.7  # heights by which words beside each other differ
SAME_SIZE = 0.4
ASIDE = re.compile(r"\([^)]*\)")
SLOT_WORDS = dict(zip(SLOTS, map(re.compile, ("아침", "점심", "[저처]녁", "취침전?|자기전")), strict=True))
WORD = re.compile(r"[가-힣]{2,3}")
LONGEST = 3  # letters
FEW = 2  # words that are read: fewer tell nothing of the others


def slot_of(text: str) -> str | None:
    """Return the part of the day that a line names, and nothing else."""
    plain = ASIDE.sub("", text).replace(" ", "")
    return next((slot for slot, word in SLOT_WORDS.items() if word.fullmatch(plain)), None)


def day_parts(lines: Sequence[PrintedLine]) -> list[tuple[str, PrintedLine]]:
    """Return the parts of the day that lines name, also those between others whose word was read badly."""
    read = [(slot, line) for line in lines if (slot := slot_of(line.text) or like_slot(line.text))]
    found = list(read)
    for row in _rows(read):
        if len(row) >= FEW:
            found += _between(row, [line for line in lines if _may_be_beside(line, row)])
    return found


def like_slot(text: str) -> str | None:
    """Return the part of the day that a word is like but for one letter, look-alikes not counted: 질심 is 점심."""
    if not WORD.fullmatch(text):
        return None
    letters = _letters(text)
    return next((slot for slot in SLOTS if Levenshtein.distance(letters, _letters(slot)) <= 1), None)


def _letters(text: str) -> str:
    return coarse(unicodedata.normalize("NFD", text))


def _rows(read: Sequence[tuple[str, PrintedLine]]) -> list[list[tuple[str, PrintedLine]]]:
    rows: list[list[tuple[str, PrintedLine]]] = []
    for slot, line in sorted(read, key=lambda each: each[1].middle):
        if rows and abs(line.middle - rows[-1][-1][1].middle) < SAME_ROW * line.height:
            rows[-1].append((slot, line))
        else:
            rows.append([(slot, line)])
    return [sorted(row, key=lambda each: each[1].left) for row in rows]


def _may_be_beside(line: PrintedLine, row: Sequence[tuple[str, PrintedLine]]) -> bool:
    return (
        slot_of(line.text) is None
        and like_slot(line.text) is None
        and numbers(line.text) is None
        and len(line.text) <= LONGEST
        and any(
            abs(line.middle - other.middle) < SAME_ROW * other.height
            and abs(line.height - other.height) < SAME_SIZE * other.height
            for _, other in row
        )
    )


def _between(
    row: Sequence[tuple[str, PrintedLine]], others: Sequence[PrintedLine]
) -> Iterator[tuple[str, PrintedLine]]:
    """The words between two parts of the day that are just as many as the parts between those."""
    ends = [(-1, float("-inf"), float("-inf"))]
    ends += [(SLOTS.index(slot), line.left, line.right) for slot, line in row]
    ends += [(len(SLOTS), float("inf"), float("inf"))]
    for (first, _, start), (last, end, _) in zip(ends, ends[1:], strict=False):
        missing = SLOTS[first + 1 : last]
        words = sorted(
            (line for line in others if start <= line.left and line.right <= end), key=lambda line: line.left
        )
        if missing and len(words) == len(missing):
            yield from zip(missing, words, strict=True)


def between(words: Sequence[str | None]) -> list[str | None]:
    """Fill in the parts of the day that were not read, where as many are missing between two others in their order."""
    found = list(words)
    known = [-1, *(place for place, slot in enumerate(words) if slot), len(words)]
    for start, end in pairwise(known):
        first = SLOTS.index(words[start] or "") if start >= 0 else -1
        last = SLOTS.index(words[end] or "") if end < len(words) else len(SLOTS)
        if first < last and len(missing := SLOTS[first + 1 : last]) == end - start - 1:
            found[start + 1 : end] = missing
    return found
