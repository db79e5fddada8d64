"""Columns of numbers on a page: how much, how often, how long, matched to the names row by row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import counted, numbers

SAME_ROW = 0.6  # heights by which the cells of a row differ
NEAR = 1.1  # heights by which a cell may miss its column
HEADINGS = (
    re.compile(r"투약량|투여량|복용량|1회량|용량"),
    re.compile(r"횟수"),
    re.compile(r"일수|일분"),
)  # in the order of a dose
MISSED = 0.65  # heights by which a row may lie off its name, once all are moved
FARTHEST = 4.0  # heights by which the numbers of a curled page may miss their names
BESIDE = 0.35  # heights: numbers so near stand beside their names
HEADING_NEAR = 2.0  # heights by which a heading may miss its column


@dataclass(frozen=True, slots=True)
class Cells:
    """The numbers of one row, from the left."""

    middle: float  # from above
    values: tuple[str, ...]  # numbers as they stand


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of three numbers on a page, from above, and where they begin."""

    rows: tuple[Cells, ...]
    left: float


@dataclass(frozen=True, slots=True)
class _Cell:
    x: float
    middle: float
    height: float
    value: str


def cell_rows(lines: Sequence[PrintedLine], left: float) -> Table | None:
    """Return the rows of three numbers below each other, right of a place; other numbers on the page are left out."""
    rows = _rows([cell for line in lines for cell in _cells(line) if cell.x > left])
    seeds = [
        (place, cells) for place, row in enumerate(rows) for cells in zip(row, row[1:], row[2:], strict=False)
    ]
    chosen = max((_followed(rows, *seed) for seed in seeds), key=len, default=[])
    if not chosen:
        return None
    order = _order(lines, [cell.x for cell in chosen[0]])
    return Table(
        tuple(Cells(_middle(row), tuple(row[place].value for place in order)) for row in chosen),
        min(row[0].x for row in chosen),
    )


def _cells(line: PrintedLine) -> list[_Cell]:
    found = numbers(line.text) or ((one,) if (one := counted(line.text)) else ())
    width = (line.right - line.left) / max(1, len(found))
    return [
        _Cell(line.left + width * (place + 0.5), line.middle, line.height, value)
        for place, value in enumerate(found)
    ]


def _rows(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.middle):
        near = [row for row in rows if abs(cell.middle - _middle(row)) < SAME_ROW * cell.height]
        if near:
            min(near, key=lambda row: abs(cell.middle - _middle(row))).append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.x) for row in rows]


def _middle(row: Sequence[_Cell]) -> float:
    return median(cell.middle for cell in row)


def _followed(rows: Sequence[Sequence[_Cell]], seed: int, cells: Sequence[_Cell]) -> list[Sequence[_Cell]]:
    """The rows that have numbers in the columns of one row, from above.

    Columns are followed from row to row upwards and downwards, since they lean on a page that was held at a slant.
    """
    found = [cells]
    for others, place in ((rows[:seed][::-1], 0), (rows[seed + 1 :], -1)):
        for row in others:
            if (next_row := _in_columns(row, [cell.x for cell in found[place]])) is not None:
                found.insert(0 if place == 0 else len(found), next_row)
    return found


def _order(lines: Sequence[PrintedLine], columns: Sequence[float]) -> tuple[int, ...]:
    """Which column tells how much, how often and how long, by their headings; as they stand where those are not read."""
    found = []
    for heading in HEADINGS:
        at = [
            (abs((line.left + line.right) / 2 - x), place)
            for line in lines
            if heading.search(line.text.replace(" ", ""))
            for place, x in enumerate(columns)
            if abs((line.left + line.right) / 2 - x) < HEADING_NEAR * line.height
        ]
        if at:
            found.append(min(at)[1])
    return tuple(found) if len(set(found)) == len(columns) == len(found) else (0, 1, 2)


def _in_columns(row: Sequence[_Cell], columns: Sequence[float]) -> list[_Cell] | None:
    found = []
    for column in columns:
        near = [cell for cell in row if abs(cell.x - column) < NEAR * cell.height]
        if not near:
            return None
        found.append(min(near, key=lambda cell: abs(cell.x - column)))
    return found if len(set(found)) == len(found) else None


def matched(names: Sequence[float], rows: Sequence[Cells], height: float) -> tuple[dict[int, Cells], bool]:
    """Match rows of numbers to the places of names, all moved by one and the same distance; tell whether it is certain.

    A curled page may show numbers a little higher or lower than their names; that distance is the one with which most
    rows find a name of their own. Where another distance, by a row, fits as well, nothing is certain: a name or a row may
    not have been read.
    """
    found = []
    for offset in {round(row.middle - name, 1) for row in rows for name in names}:
        if abs(offset) <= FARTHEST * height:
            pairs = _pairs(names, rows, offset, height)
            missed = sum(abs(row.middle - names[place] - offset) for place, row in pairs.items())
            score = len(pairs) - abs(offset) / (8 * height) - missed / (len(pairs) * 4 * height + 1)
            found.append((score, -abs(offset), offset, pairs))
    if not found:
        return {}, False
    _, _, best, pairs = max(found, key=lambda each: each[:2])
    others = [each for each in found if abs(each[2] - best) > MISSED * height]
    beside = abs(best) < BESIDE * height and len(pairs) == len(rows)
    certain = beside or all(len(each[3]) < len(pairs) for each in others)
    return pairs, certain


def _pairs(names: Sequence[float], rows: Sequence[Cells], offset: float, height: float) -> dict[int, Cells]:
    pairs: dict[int, Cells] = {}
    for row in rows:
        place = min(range(len(names)), key=lambda each: abs(row.middle - offset - names[each]))
        off = abs(row.middle - offset - names[place])
        if off < MISSED * height and (
            place not in pairs or off < abs(pairs[place].middle - offset - names[place])
        ):
            pairs[place] = row
    return pairs
