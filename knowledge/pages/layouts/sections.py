"""Headings that hold for all names below them, up to the next heading: 아침 식후 30분, 저녁 식후 · 7일분."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import Dose, numbers
from knowledge.pages.layouts.columns import names_column
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.sentences import said

SAME_EDGE = 2.5  # heights by which the edges of headings differ
SAME_SIZE = 0.3  # of the height
FEW = 2  # headings of columns that the words of one heading may look like
READ_WELL = 0.7  # confidence
SAME_ROW = 0.5  # heights by which the parts of a heading differ


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, which may have been read in parts, and what it says."""

    lines: tuple[PrintedLine, ...]  # from the left
    dose: Dose

    @property
    def middle(self) -> float:
        """Where it stands, from above."""
        return self.lines[0].middle


def sections(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> list[Section]:
    """Return the headings from above; none where only one stands above all names.

    A sentence that stands below each name looks alike; then one stands below the last name, too.
    """
    names = [line for one in named for line in (one.line, one.rest) if line]
    start = min((line.left for line in names), default=0.0)
    edge = median(line.right for line in names) if names else 0.0
    placed = [
        row
        for row in _rows([line for line in lines if line not in names and numbers(line.text) is None])
        if row[0].left < edge
        and row[-1].right > start  # not in a column beside the names
        and not _is_of_table(row, names)
    ]
    rows = [Section(row, dose) for row in placed if _is_heading(dose := _said(row))]
    top = min((line.middle for line in names), default=0.0)
    first = next((row for row in reversed(rows) if row.middle < top), None)
    if first is None:
        return []
    alike = [row for row in rows if row is first or _is_like(row, first)]
    ends = max(line.middle for line in names)
    if len(alike) < 2 or alike[-1].middle >= ends:
        return []
    read = [row.lines for row in alike]
    unread = [_unread(row) for row in placed if row not in read and _may_be_like(row, first.lines[0])]
    return sorted([*alike, *unread], key=lambda row: row.middle)


def _said(row: Sequence[PrintedLine]) -> Dose:
    return said(" ".join(line.text for line in row))


def _rows(lines: Sequence[PrintedLine]) -> list[tuple[PrintedLine, ...]]:
    rows: list[list[PrintedLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and line.middle - rows[-1][0].middle < SAME_ROW * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(sorted(row, key=lambda line: line.left)) for row in rows]


def _is_of_table(row: Sequence[PrintedLine], names: Sequence[PrintedLine]) -> bool:
    """Whether a row holds the headings of columns, or stands in the row of a name."""
    beside = any(abs(line.middle - name.middle) < SAME_ROW * line.height for line in row for name in names)
    return beside or sum(names_column(line.text) for line in row) > FEW


def _is_heading(dose: Dose) -> bool:
    """Whether a row says when or how long, and not how much."""
    return dose.per_dose is None and (bool(dose.slots) or (dose.per_day, dose.days) != (None, None))


def _unread(row: tuple[PrintedLine, ...]) -> Section:
    """A row at the edge of the headings that was read badly: what stands below it is to be confirmed."""
    return Section(row, Dose(doubtful=True))


def _may_be_like(row: Sequence[PrintedLine], first: PrintedLine) -> bool:
    badly = min(line.confidence for line in row) < READ_WELL
    near = row[0].middle > first.middle and abs(row[0].left - first.left) < SAME_EDGE * first.height
    return badly and near and any(_is_heading(said(line.text)) for line in row)


def _is_like(row: Section, first: Section) -> bool:
    one, other = row.lines[0], first.lines[0]
    return (
        one.middle > other.middle
        and abs(one.left - other.left) < SAME_EDGE * other.height
        and abs(one.height - other.height) < SAME_SIZE * other.height
    )
