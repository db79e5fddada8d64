"""A product that was read in pieces, as one line: 1T × 2 × and 14 beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from inference.types import PrintedLine
from knowledge.pages.spoken import COUNT, UNIT

OPEN = re.compile(rf"\W*{COUNT}\s*(?:{UNIT}|[TC])?\s*[*×xX](?:\s*\d\s*[*×xX])?\s*")
GOES_ON = re.compile(r"\s*\d{1,3}(?:\s*[*×xX]\s*\d{1,3})?\s*")
SAME_ROW = 0.5  # heights
BESIDE = 2.0  # heights between two pieces


def whole_products(lines: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return the lines with each that ends in × and the number beside it as one."""
    found = list(lines)
    for line in lines:
        if OPEN.fullmatch(line.text) and (rest := _rest(line, found)):
            found[found.index(line)] = replace(line, text=f"{line.text} {rest.text}", right=rest.right)
            found.remove(rest)
    return tuple(found)


def _rest(line: PrintedLine, others: Sequence[PrintedLine]) -> PrintedLine | None:
    near = [
        other
        for other in others
        if GOES_ON.fullmatch(other.text)
        and abs(other.middle - line.middle) < SAME_ROW * line.height
        and -line.height / 2 < other.left - line.right < BESIDE * line.height
    ]
    return min(near, key=lambda other: other.left, default=None)
