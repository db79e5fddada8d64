"""Medicines beside each other, as in cards or a table whose columns are medicines: each column is read as a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from inference.types import PrintedLine
from knowledge.pages.named_lines import NamedLine

SAME_ROW = 1.2  # heights by which names beside each other differ, on a page held at a slant


@dataclass(frozen=True, slots=True)
class Part:
    """A column of a page: its lines and the names among them."""

    lines: tuple[PrintedLine, ...]
    named: tuple[NamedLine, ...]
    unclear: bool = False  # a line of it may belong to the column beside it


def parts(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> tuple[Part, ...]:
    """Return the columns of a page from the left; the whole page where most names stand below each other.

    What runs across columns belongs to none of them. A list that stands twice, as on a receipt beside, is no column.
    """
    rows = [
        row for row in _rows([one for one in named if not one.is_weak]) if _is_of_several(row, rows_of=named)
    ]
    if sum(map(len, rows)) * 2 <= len(named) or not rows:
        return (Part(tuple(lines), tuple(named)),)
    widest = max(rows, key=len)
    edges = [float("-inf"), *(_gutter(lines, *pair) for pair in pairwise(widest)), float("inf")]
    return tuple(
        Part(
            tuple(line for line in lines if start <= line.left and line.right <= end),
            tuple(one for one in named if start <= one.line.centre < end),
            _is_cut(lines, widest, (start, end)),
        )
        for start, end in pairwise(edges)
    )


def _is_cut(lines: Sequence[PrintedLine], row: Sequence[NamedLine], edges: tuple[float, float]) -> bool:
    """Whether a line below the names, as short as one of a column, runs across an edge of it."""
    short = min(other.line.left - one.line.left for one, other in pairwise(row))
    top = min(one.line.middle for one in row)
    return any(
        line.left < edge < line.right and line.right - line.left < short and line.middle > top
        for line in lines
        for edge in edges
    )


def _rows(named: Sequence[NamedLine]) -> list[list[NamedLine]]:
    rows: list[list[NamedLine]] = []
    for one in sorted(named, key=lambda one: one.line.middle):
        if rows and one.line.middle - rows[-1][-1].line.middle < SAME_ROW * one.line.height:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.line.left) for row in rows]


def _is_of_several(row: Sequence[NamedLine], rows_of: Sequence[NamedLine]) -> bool:
    """Whether names stand beside each other, apart, and each of them once on the page."""
    ids = [one.first.id for one in rows_of]
    apart = all(one.line.right < other.line.left for one, other in pairwise(row))
    return len(row) > 1 and apart and all(ids.count(one.first.id) == 1 for one in row)


def _gutter(lines: Sequence[PrintedLine], one: NamedLine, other: NamedLine) -> float:
    """Return where fewest lines are crossed between two names, in the middle of the widest such place."""
    start, end = one.line.right, other.line.left
    edges = {start, end, *(x for line in lines for x in (line.left, line.right) if start < x < end)}
    places = [((left + right) / 2, right - left) for left, right in pairwise(sorted(edges))]

    def crossed(x: float) -> int:
        return sum(line.left < x < line.right for line in lines)

    return min(places, key=lambda place: (crossed(place[0]), -place[1]))[0]
