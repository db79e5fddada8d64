"""The block of a name: the lines below it, or above it, up to the next name."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from inference.types import PrintedLine
from knowledge.pages.layouts.columns import value_with_unit
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.sentences import said

ROW = 0.75  # heights: what lies nearer to a name stands in its row
NEARER = 0.8  # of the distance to the name above: so near lines above a name are its own


def blocks(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> list[list[PrintedLine]]:
    """Return the lines below each name, up to the next."""
    ends = [*map(_top, named), float("inf")][1:]
    return [
        [line for line in lines if one.bottom < line.middle < end and line not in (one.line, one.rest)]
        for one, end in zip(named, ends, strict=True)
    ]


def stands_above(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> bool:
    """Whether what is told of each name stands above it: above the first, below none, and nearer to the name that follows.

    Only lines over a name count; what stands beside is a table.
    """
    if len(named) < 2 or _facts_below(named[-1], lines, float("inf")):
        return False
    above = _facts_below(None, [line for line in lines if _is_over(line, named[0])], _top(named[0]))
    gaps = [
        (one, other, _facts_below(one, [line for line in lines if _is_over(line, other)], _top(other)))
        for one, other in pairwise(named)
    ]
    return bool(above) and all(
        facts and other.line.middle - max(facts) < NEARER * (min(facts) - one.bottom)
        for one, other, facts in gaps
    )


def _facts_below(one: NamedLine | None, lines: Sequence[PrintedLine], end: float) -> list[float]:
    """Where lines that say something of a dose stand below a name."""
    start = one.bottom + ROW * one.line.height if one else float("-inf")
    return [line.middle for line in lines if start < line.middle < end and _tells(line)]


def _top(one: NamedLine) -> float:
    return one.line.middle - ROW * one.line.height


def _is_over(line: PrintedLine, one: NamedLine) -> bool:
    return line.left < one.line.right and one.line.left < line.right


def turned(
    lines: Sequence[PrintedLine], named: Sequence[NamedLine]
) -> tuple[list[PrintedLine], list[NamedLine]]:
    """Return a page upside down, so that what stood above a name stands below it; the names in the same order."""
    return [_turned(line) for line in lines], [
        replace(one, line=_turned(one.line), rest=_turned(one.rest) if one.rest else None) for one in named
    ]


def _turned(line: PrintedLine) -> PrintedLine:
    return replace(line, middle=-line.middle)


def _tells(line: PrintedLine) -> bool:
    dose = said(line.text)
    return dose.is_counted or bool(dose.slots) or value_with_unit(line) is not None
