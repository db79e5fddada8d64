"""Rows of a page: which cells, sentences and headers belong to which name; what they say of its doses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import Dose, at_end, counted, from_cells, numbers, said
from knowledge.pages.name_index import Candidate
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.tables import Cells, Table, cell_rows, matched
from knowledge.products import ProductId

RISE = 0.75  # heights that a cell may stand above the middle of its name
LAST_ROW = 9.0  # heights below the last name that still belong to it
APART = 60.0  # pixels between the edges of a guide's names and those of a receipt
COLUMN = 8.0  # heights by which names in the column beside a table differ
LIKE_A_NAME = 0.93  # score of a line that is taken for a name though it has no dose
SAME_COLUMN = 3.0  # heights by which the edges of names in one column differ


@dataclass(frozen=True, slots=True)
class PageMedicine:
    """A medicine that a page names, with what the page tells of taking it."""

    id: ProductId
    name: str
    printed: str
    candidates: tuple[Candidate, ...]
    sure: bool  # the product
    dose: Dose
    left: float
    middle: float  # of its name, from above

    @property
    def dose_sure(self) -> bool:
        """Whether nothing of the dose is left to be asked."""
        return self.dose.is_whole


def medicines(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> tuple[PageMedicine, ...]:
    """Return the medicines of a page from above, each once, with their doses."""
    taken = {line for one in named for line in (one.line, one.rest) if line}
    spoken: dict[PrintedLine, Dose] = {one.line: Dose() for one in named}
    header = Dose()
    for line in lines:
        if line in taken or numbers(line.text) is not None:
            continue
        owner = _owner(line, named)
        if owner is not None:
            spoken[owner.line] = spoken[owner.line].filled(said(line.text))
        elif not any(one.line.middle < line.middle for one in named):
            header = header.filled(said(line.text))
    table = _table(lines, named)
    if not table:
        table = _dose_column(lines, named) or _doses_behind_names(named)
    own = {one.line: table.get(one.line, Dose()).filled(spoken[one.line]) for one in named}
    return _merged([_medicine(one, own[one.line], header) for one in _without_echoes(named, own)])


def _without_echoes(named: Sequence[NamedLine], own: dict[PrintedLine, Dose]) -> list[NamedLine]:
    """Leave out lines that are only like a name, as of an ingredient, and have no dose where other names have one."""
    dosed = [one for one in named if own[one.line].is_counted]
    if len(dosed) * 2 < len(named):
        return [one for one in named if not one.is_weak]
    return [one for one in named if one in dosed or one.sure or one.first.score >= LIKE_A_NAME]


def _table(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses in the columns of a table, by the line of the name."""
    table = cell_rows(lines, min((one.line.left for one in named), default=0.0))
    return {} if table is None else _by_row(table, named)


def _dose_column(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses of an envelope that stand in a column of their own: 1정, 0.25정."""
    found = [(line, dose) for line in lines if (dose := counted(line.text)) is not None]
    if not found:
        return {}
    rows = tuple(Cells(line.middle, (dose,)) for line, dose in found)
    return _by_row(Table(rows, min(line.left for line, _ in found)), named)


def _doses_behind_names(named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses behind names, where most have one; behind a single name it may be the size of a pack."""
    found = {one.line: at_end((one.rest or one.line).text) for one in named}
    told = {line: Dose(per_dose=dose) for line, dose in found.items() if dose is not None}
    return told if len(told) * 2 > len(found) else {}


def _by_row(table: Table, named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """Give each row to a name in the column before it that has most names."""
    before = [one for one in named if one.line.left < table.left]
    columns = [[each.line for each in before if _is_below(one, each)] for one in before if not one.is_weak]
    names = max(columns, key=len, default=[])
    if not names:
        return {}
    height = median(line.height for line in names)
    pairs, certain = matched([line.middle for line in names], table.rows, height)
    doses = {names[place]: from_cells(row.values) for place, row in pairs.items()}
    return {line: replace(dose, doubtful=dose.doubtful or not certain) for line, dose in doses.items()}


def _is_below(one: NamedLine, other: NamedLine) -> bool:
    """Whether two names stand in one column, which may lean."""
    return abs(one.line.left - other.line.left) < COLUMN * one.line.height / 2


def _medicine(named: NamedLine, own: Dose, header: Dose) -> PageMedicine:
    candidates, line = named.candidates, named.line
    dose = own.filled(header)
    return PageMedicine(
        named.first.id, named.first.name, line.text, candidates, named.sure, dose, line.left, line.middle
    )


def _owner(line: PrintedLine, named: Sequence[NamedLine]) -> NamedLine | None:
    """The name whose row or block a line belongs to: the nearest above, in the line's column of names."""
    above = [
        one
        for one in named
        if one.line.left < line.right
        and one.line.left <= line.left + SAME_COLUMN * one.line.height
        and one.line.middle - RISE * max(one.line.height, line.height * 0.5)
        <= line.middle
        <= one.bottom + LAST_ROW * one.line.height
    ]
    if not above:
        return None
    lowest = max(one.line.middle for one in above)
    nearest = [one for one in above if one.line.middle > lowest - one.line.height]
    return max(nearest, key=lambda one: one.line.left)


def _merged(found: Sequence[PageMedicine]) -> tuple[PageMedicine, ...]:
    """Take what stands twice on a page, as in a receipt beside a guide, for one."""
    kept: list[PageMedicine] = []
    for one in found:
        place = next((place for place, other in enumerate(kept) if _is_same(one, other)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _joined(kept[place], one)
    return tuple(sorted(kept, key=lambda one: one.middle))


def _is_same(one: PageMedicine, other: PageMedicine) -> bool:
    """Whether two names are one product: the same one, or look-alikes of which only one has a dose, side by side."""
    if one.id == other.id:
        return True
    alike = one.id in {each.id for each in other.candidates} or other.id in {
        each.id for each in one.candidates
    }
    apart = abs(one.left - other.left) > APART
    return alike and apart and not (one.sure and other.sure) and one.dose.is_counted != other.dose.is_counted


def _joined(one: PageMedicine, other: PageMedicine) -> PageMedicine:
    better = max((one, other), key=lambda each: (each.sure, each.candidates[0].score))
    return replace(better, dose=one.dose.filled(other.dose))
