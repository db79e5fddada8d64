"""Medicines beside each other, as in cards or a table whose columns are medicines: each column is read as a page of its own."""

from collections.abc import Iterator, Sequence
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
    bands = _bands(lines, rows)
    count = len(bands[0].edges) - 1
    found: list[list[PrintedLine]] = [[] for _ in range(count)]
    for line in lines:
        edges = _band(bands, line).edges
        for place, (start, end) in enumerate(pairwise(edges)):
            if start <= line.left and line.right <= end:
                found[place].append(line)
    cut = [place for band in bands for place in _cut(lines, band, bands)]
    return tuple(
        Part(
            tuple(column),
            tuple(one for one in named if _place(bands, one) == place),
            place in cut,
        )
        for place, column in enumerate(found)
    )


@dataclass(frozen=True, slots=True)
class _Band:
    """The part of a page from one row of names to the next, and the edges of its columns, which lean."""

    top: float
    row: Sequence[NamedLine]
    edges: tuple[float, ...]


def _bands(lines: Sequence[PrintedLine], rows: Sequence[Sequence[NamedLine]]) -> list[_Band]:
    """Return a band for each row that is as wide as the widest, from above."""
    most = max(map(len, rows))
    whole = [row for row in rows if len(row) == most]
    tops = [min(one.line.middle - one.line.height for one in row) for row in whole]
    bands = []
    for row, top, below in zip(whole, tops, [*tops[1:], float("inf")], strict=True):
        within = [line for line in lines if (top <= line.middle or row is whole[0]) and line.middle < below]
        gutters = (_gutter(within, *pair) for pair in pairwise(row))
        bands.append(_Band(top, row, (float("-inf"), *gutters, float("inf"))))
    return bands


def _band(bands: Sequence[_Band], line: PrintedLine) -> _Band:
    """The band that a line stands in; what stands above the first counts to it."""
    return next((band for band in reversed(bands) if band.top <= line.middle), bands[0])


def _place(bands: Sequence[_Band], one: NamedLine) -> int:
    edges = _band(bands, one.line).edges
    return next(place for place, (start, end) in enumerate(pairwise(edges)) if start <= one.line.centre < end)


def _cut(lines: Sequence[PrintedLine], band: _Band, bands: Sequence[_Band]) -> Iterator[int]:
    """The columns at whose edges a line below the names, as short as one of a column, runs across."""
    short = min(other.line.left - one.line.left for one, other in pairwise(band.row))
    top = min(one.line.middle for one in band.row)
    across = [
        line
        for line in lines
        if _band(bands, line) is band and line.right - line.left < short and line.middle > top
    ]
    for place, edges in enumerate(pairwise(band.edges)):
        if any(line.left < edge < line.right for line in across for edge in edges):
            yield place


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
