"""Headings that hold for all names below them, up to the next heading: 아침 식후 30분, 저녁 식후 · 7일분."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import SLOTS, Dose, numbers
from knowledge.pages.layouts.columns import names_column
from knowledge.pages.layouts.day_parts import between, like_slot, slot_of
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.sentences import said

SAME_EDGE = 2.5  # heights by which the edges of headings differ
SAME_SIZE = 0.3  # of the height
PART = re.compile(
    r"[\W_]*([가-힣]{2,3})[\W_]*(?:식\s?(?:사\s?)?[후전간]\W*(?:\d{1,2}\s?분|즉시|직[후전])?)?\W*"
)
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
    top = min((line.middle for line in names), default=0.0)
    alike = _parts_of_the_day(placed, top) or _alike(placed, top)
    if len(alike) < 2 or alike[-1].middle >= max(line.middle for line in names):
        return []
    read = [row.lines for row in alike]
    unread = [_unread(row) for row in placed if row not in read and _may_be_like(row, alike[0].lines[0])]
    return sorted([*alike, *unread], key=lambda row: row.middle)


def _alike(placed: Sequence[tuple[PrintedLine, ...]], top: float) -> list[Section]:
    """The heading above all names, and those below that look like it."""
    rows = [Section(row, dose) for row in placed if _is_heading(dose := _said(row))]
    first = next((row for row in reversed(rows) if row.middle < top), None)
    return [row for row in rows if row is first or _is_like(row, first)] if first else []


def _parts_of_the_day(placed: Sequence[tuple[PrintedLine, ...]], top: float) -> list[Section]:
    """The headings that name one part of the day each, in their order, as [아침] 식후; none where they name others.

    One whose word was read badly is told by its place between the others; where none fits, it is to be confirmed.
    """
    found = [(row, word[1]) for row in placed if (word := PART.fullmatch(_text(row)))]
    read = [slot_of(word) or like_slot(word) for _, word in found]
    slots = between(read)
    known = [SLOTS.index(slot) for slot in slots if slot]
    if read.count(None) * 2 > len(read) or known != sorted({*known}) or len(known) < FEW:
        return []
    first = found[0][0][0]
    if first.middle > top or not all(_is_beside(row[0], first) for row, _ in found):
        return []
    return [Section(row, _of_slot(_said(row), slot)) for (row, _), slot in zip(found, slots, strict=True)]


def _of_slot(dose: Dose, slot: str | None) -> Dose:
    return replace(dose, slots=(slot,)) if slot else Dose(doubtful=True)


def _said(row: Sequence[PrintedLine]) -> Dose:
    return said(_text(row))


def _text(row: Sequence[PrintedLine]) -> str:
    return " ".join(line.text for line in row)


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
        and _is_beside(one, other)
        and abs(one.height - other.height) < SAME_SIZE * other.height
    )


def _is_beside(one: PrintedLine, other: PrintedLine) -> bool:
    return abs(one.left - other.left) < SAME_EDGE * other.height
