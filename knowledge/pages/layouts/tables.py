"""Rows of numbers on a page, with or without headings, matched to the names row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import Dose, counted, from_cells, numbers

SAME_ROW = 0.6  # heights by which the cells of a row differ
NEAR = 1.1  # heights by which a cell may miss its column
MISSED = 0.65  # heights by which a row may lie off its name, once all are moved
FARTHEST = 4.0  # heights by which the numbers of a curled page may miss their names
BESIDE = 0.35  # heights: numbers so near stand beside their names


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says of a dose."""

    middle: float  # from above
    dose: Dose


@dataclass(frozen=True, slots=True)
class Table:
    """The rows on a page, from above; names stand before `left`."""

    rows: tuple[Row, ...]
    left: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a page."""

    x: float  # its middle
    middle: float  # from above
    height: float
    value: str  # as it stands; empty where it was not read


@dataclass(frozen=True, slots=True)
class Match:
    """Which row belongs to which name."""

    pairs: dict[int, Row]  # by the place of the name
    certain: bool


NO_MATCH = Match({}, certain=False)


def cell_rows(lines: Sequence[PrintedLine], left: float) -> Table | None:
    """Return the rows of three numbers below each other, right of a place; other numbers on the page are left out.

    Without headings they are taken to be in their usual order.
    """
    rows = rows_of([cell for line in lines for cell in cells_of(line) if cell.x > left])
    seeds = [
        (place, cells) for place, row in enumerate(rows) for cells in zip(row, row[1:], row[2:], strict=False)
    ]
    chosen = max((_followed(rows, *seed) for seed in seeds), key=len, default=[])
    if not chosen:
        return None
    read = tuple(Row(middle_of(row), from_cells([cell.value for cell in row])) for row in chosen)
    return Table(read, min(row[0].x for row in chosen))


def cells_of(line: PrintedLine) -> list[Cell]:
    """Return the numbers of a line with their places; of several side by side each has its share of the width."""
    found = numbers(line.text) or ((one,) if (one := counted(line.text)) else ())
    width = (line.right - line.left) / max(1, len(found))
    return [
        Cell(line.left + width * (place + 0.5), line.middle, line.height, value)
        for place, value in enumerate(found)
    ]


def rows_of(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells beside each other as rows, from above, each from the left."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.middle):
        near = [row for row in rows if abs(cell.middle - middle_of(row)) < SAME_ROW * cell.height]
        if near:
            min(near, key=lambda row: abs(cell.middle - middle_of(row))).append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.x) for row in rows]


def middle_of(row: Sequence[Cell]) -> float:
    """Return where a row stands, from above."""
    return median(cell.middle for cell in row)


def _followed(rows: Sequence[Sequence[Cell]], seed: int, cells: Sequence[Cell]) -> list[Sequence[Cell]]:
    """The rows that have numbers in the columns of one row, from above.

    Columns are followed from row to row upwards and downwards, since they lean on a page that was held at a slant.
    """
    found = [cells]
    for others, place in ((rows[:seed][::-1], 0), (rows[seed + 1 :], -1)):
        for row in others:
            if (next_row := _in_columns(row, [cell.x for cell in found[place]])) is not None:
                found.insert(0 if place == 0 else len(found), next_row)
    return found


def _in_columns(row: Sequence[Cell], columns: Sequence[float]) -> list[Cell] | None:
    found = []
    for column in columns:
        near = [cell for cell in row if abs(cell.x - column) < NEAR * cell.height]
        if not near:
            return None
        found.append(min(near, key=lambda cell: abs(cell.x - column)))
    return found if len(set(found)) == len(found) else None


def matched(names: Sequence[float], rows: Sequence[Row], height: float) -> Match:
    """Match rows of numbers to the places of names, all moved by one and the same distance.

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
        return NO_MATCH
    _, _, best, pairs = max(found, key=lambda each: each[:2])
    others = [each for each in found if abs(each[2] - best) > MISSED * height]
    beside = abs(best) < BESIDE * height and len(pairs) == len(rows)
    return Match(pairs, beside or all(len(each[3]) < len(pairs) for each in others))


def _pairs(names: Sequence[float], rows: Sequence[Row], offset: float, height: float) -> dict[int, Row]:
    pairs: dict[int, Row] = {}
    for row in rows:
        place = min(range(len(names)), key=lambda each: abs(row.middle - offset - names[each]))
        off = abs(row.middle - offset - names[place])
        if off < MISSED * height and (
            place not in pairs or off < abs(pairs[place].middle - offset - names[place])
        ):
            pairs[place] = row
    return pairs
