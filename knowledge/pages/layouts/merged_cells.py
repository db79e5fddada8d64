"""Cells that hold for several rows of a table: such a cell stands in the middle of the names that it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.clock_times import is_cut
from knowledge.pages.doses import Dose
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.sentences import said

STACKED = 1.3  # heights between the lines of one cell
OFF = 0.25  # of the distance between rows: a cell that lies further off belongs to other rows
MOST_ROWS = 14
FEW = 2  # rows: one cell between them may be that of one, on a curled page
NEAREST = 4  # lines of a column that leans, to which a next one is compared
GAP = 1.3  # times: rows so much further apart than those of one cell belong to different cells


@dataclass(frozen=True, slots=True)
class Cells:
    """What cells of several rows say of each name, and the lines that they are made of."""

    doses: dict[PrintedLine, Dose]
    lines: frozenset[PrintedLine]


NOTHING = Cells({}, frozenset())


def merged_cells(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> Cells:
    """Return what cells say that are fewer than the names, and stand beside all of them."""
    names = sorted((one for one in named if not one.is_weak), key=lambda one: one.line.middle)
    if not 1 < len(names) <= MOST_ROWS:
        return NOTHING
    found = NOTHING
    for column in _columns(lines, names):
        cells = [
            (cell, said(" ".join(line.text for line in cell)))
            for cell in _stacks(_without_heading(column, names))
        ]
        told = [(cell, dose) for cell, dose in cells if dose.is_counted or dose.slots]
        few = len(names) == len(told) + 1 == FEW
        rows = [one.line.middle for one in names]
        groups = _groups([_middle(cell) for cell, _ in told], rows) if len(told) < len(names) else None
        if groups is None:
            continue
        doses = dict(found.doses)
        for (_, dose), group in zip(told, groups, strict=True):
            for one in names[group.start : group.stop]:
                doses[one.line] = doses.get(one.line, Dose()).joined(
                    replace(dose, doubtful=dose.doubtful or few)
                )
        found = Cells(doses, found.lines | {line for cell, _ in told for line in cell})
    return found


def _columns(lines: Sequence[PrintedLine], names: Sequence[NamedLine]) -> Iterator[list[PrintedLine]]:
    """The lines beside the names, below each other."""
    pitch = _pitch([one.line.middle for one in names])
    start, end = min(one.line.left for one in names), max(one.line.right for one in names)
    taken = {line for one in names for line in (one.line, one.rest)}
    within = [
        line
        for line in lines
        if line not in taken
        and names[0].line.middle - pitch < line.middle < names[-1].bottom + pitch
        and (line.right <= start or line.left >= end)
    ]
    columns: list[list[PrintedLine]] = []
    for line in sorted(within, key=lambda line: line.middle):
        home = next(
            (each for each in columns if any(_overlap(line, other) for other in each[-NEAREST:])), None
        )
        if home is None:
            columns.append([line])
        else:
            home.append(line)
    yield from columns


def _without_heading(column: Sequence[PrintedLine], names: Sequence[NamedLine]) -> list[PrintedLine]:
    """Leave out what stands above the first row and says nothing."""
    top = names[0].line.middle - names[0].line.height
    return [line for line in column if line.middle > top or said(line.text) != Dose()]


def _overlap(one: PrintedLine, other: PrintedLine) -> bool:
    """Whether most of the narrower line stands below the other."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > min(one.right - one.left, other.right - other.left) / 2


def _stacks(column: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """The cells of a column: lines close below each other that tell each thing once."""
    cells: list[list[PrintedLine]] = []
    for line in sorted(column, key=lambda line: line.middle):
        if cells and _is_near(cells[-1][-1], line) and not _tells_again(cells[-1], line):
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


def _is_near(above: PrintedLine, line: PrintedLine) -> bool:
    return line.middle - above.middle < STACKED * (line.height + above.height) / 2


def _tells_again(cell: Sequence[PrintedLine], line: PrintedLine) -> bool:
    """Whether a number is told once more: 1일 2회 below 1일 1회; the rest of a broken list of times is no such line."""
    told, others = _told(line), [_told(above) for above in cell]
    again = any(
        one is not None and any(other[at] is not None for other in others) for at, one in enumerate(told)
    )
    return again and not is_cut(cell[-1].text)


def _told(line: PrintedLine) -> tuple[float | None, int | None, int | None]:
    return (None, 1, None) if is_cut(line.text) else said(line.text).told


def _middle(cell: Sequence[PrintedLine]) -> float:
    return (cell[0].middle - cell[0].height / 2 + cell[-1].middle + cell[-1].height / 2) / 2


def _pitch(rows: Sequence[float]) -> float:
    return median(below - above for above, below in pairwise(rows))


def _groups(cells: Sequence[float], rows: Sequence[float]) -> list[range] | None:
    """Return the rows of each cell: the one way to share out all rows that puts every cell into the middle of its own.

    None where no way does; nor where each cell stands beside a row of its own: the other rows may just lack theirs.
    """
    if not cells:
        return None
    pitch = _pitch(rows)
    ways = []
    for cuts in combinations(range(1, len(rows)), len(cells) - 1):
        groups = [range(start, end) for start, end in pairwise((0, *cuts, len(rows)))]
        off = [
            cell - (rows[group[0]] + rows[group[-1]]) / 2 for cell, group in zip(cells, groups, strict=True)
        ]
        slant = max(-OFF * pitch, min(OFF * pitch, median(off)))
        ways.append((max(abs(one - slant) for one in off) + abs(slant) / 2, groups))
    off_by, best = min(ways, key=lambda way: way[0])
    beside = all(min(abs(cell - row) for row in rows) < OFF * pitch for cell in cells)
    return None if off_by > OFF * pitch or (beside and not _is_apart(best, rows)) else best


def _is_apart(groups: Sequence[range], rows: Sequence[float]) -> bool:
    """Whether the rows of one cell stand closer than those of two."""
    gaps = [below - above for above, below in pairwise(rows)]
    ends = {group[-1] for group in groups[:-1]}
    inner = [gap for place, gap in enumerate(gaps) if place not in ends]
    outer = [gaps[place] for place in ends]
    return bool(inner and outer) and min(outer) > GAP * max(inner)
