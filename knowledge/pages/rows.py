"""Rows of a page: which cells, sentences and headers belong to which name; what they say of its doses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.columns import headed_rows, rows_with_units
from knowledge.pages.doses import SLOTS, Dose, at_end, counted, numbers, of_amount, said
from knowledge.pages.name_index import Candidate
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.sections import sections
from knowledge.pages.tables import NO_MATCH, Match, Row, Table, cell_rows, matched
from knowledge.products import ProductId

RISE = 0.75  # heights that a cell may stand above the middle of its name
LAST_ROW = 9.0  # heights below the last name that still belong to it
APART = 60.0  # pixels between the edges of a guide's names and those of a receipt
COLUMN = 8.0  # heights by which names in the column beside a table differ
LEGEND = 2  # strokes in a line that explains abbreviations: bid 2회 / tid 3회 / hs 취침전
LIKE_A_NAME = 0.93  # score of a line that is taken for a name though it has no dose
TABLETS, MANY_TABLETS = re.compile(r"(?:정|캡슐)$"), 3.0  # at a time
ASIDE = 6.0  # heights by which a cell stands right of a name
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
    headings = sections(lines, named)
    taken = {line for one in named for line in (one.line, one.rest) if line} | {
        line for one in headings for line in one.lines
    }
    spoken: dict[PrintedLine, Dose] = {one.line: Dose() for one in named}
    header = Dose()
    for line in lines:
        if line in taken or numbers(line.text) is not None or line.text.count("/") > LEGEND:
            continue
        owner = _owner(line, named)
        if owner is not None:
            dose = said(line.text)
            told = spoken[owner.line].filled(dose)
            unclear = told.doubtful or (dose.is_counted and _is_aside(line, owner))
            spoken[owner.line] = replace(told, doubtful=unclear)
        elif not any(one.line.middle < line.middle for one in named):
            header = header.filled(said(line.text))
    table = _table(lines, named)
    if not table:
        table = _dose_column(lines, named) or _doses_behind_names(named)
    headed: set[PrintedLine] = set()
    own = {one.line: table.get(one.line, Dose()).filled(spoken[one.line]) for one in named}
    for heading in headings[::-1]:  # the nearest above a name comes first
        for line in [line for line in own if heading.middle < line.middle and line not in headed]:
            own[line] = own[line].filled(heading.dose)
            headed.add(line)
    return _merged([_medicine(one, own[one.line], header) for one in _without_echoes(named, own)])


def _without_echoes(named: Sequence[NamedLine], own: dict[PrintedLine, Dose]) -> list[NamedLine]:
    """Leave out lines that are only like a name, as of an ingredient, and have no dose where other names have one."""
    dosed = [one for one in named if own[one.line].is_counted]
    if len(dosed) * 2 < len(named):
        return [one for one in named if not one.is_weak]
    return [one for one in named if one in dosed or one.sure or one.first.score >= LIKE_A_NAME]


def _table(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses in the columns of a table, by the line of the name: by headings, by units, else in their usual order."""
    plain = cell_rows(lines, min((one.line.left for one in named), default=0.0))
    usual = {} if plain is None else _by_row(plain, named)
    table = headed_rows(lines) or rows_with_units(lines)
    if table is None or (plain and len(table.rows) < len(plain.rows)):
        return usual
    told = _by_row(table, named)
    return {line: _completed(dose, usual.get(line, Dose())) for line, dose in told.items()}


def _completed(told: Dose, usual: Dose) -> Dose:
    """Fill in the one column whose heading was not read, where the usual order gives the same of the others."""
    mine = told.per_dose, told.per_day, told.days
    others = usual.per_dose, usual.per_day, usual.days
    if (
        told.slots
        or mine.count(None) != 1
        or any(one not in (None, other) for one, other in zip(mine, others, strict=True))
    ):
        return told
    return told.filled(usual)


def _dose_column(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses of an envelope that stand in a column of their own: 1정, 0.25정."""
    found = [(line, dose) for line in lines if (dose := counted(line.text)) is not None]
    if not found:
        return {}
    rows = tuple(Row(line.middle, of_amount(dose)) for line, dose in found)
    return _by_row(Table(rows, min(line.left for line, _ in found)), named)


def _doses_behind_names(named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses behind names, where most have one; behind a single name it may be the size of a pack."""
    found = {one.line: at_end((one.rest or one.line).text) for one in named}
    told = {line: Dose(per_dose=dose) for line, dose in found.items() if dose is not None}
    return told if len(told) * 2 > len(found) else {}


def _by_row(table: Table, named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """Give each row to a name: in the column, of a guide or of the receipt beside it, that fits most rows best."""
    before = [one for one in named if one.line.left < table.left]
    columns = [[each for each in before if _is_below(one, each)] for one in before if not one.is_weak]
    fits = [(column, _matched([one.line for one in column], table.rows)) for column in columns]
    column, fit = max(
        fits, key=lambda each: (len(each[1].pairs), sum(one.sure for one in each[0])), default=([], NO_MATCH)
    )
    names = [one.line for one in column]
    doses = {names[place]: row.dose for place, row in fit.pairs.items()}
    return {line: replace(dose, doubtful=dose.doubtful or not fit.certain) for line, dose in doses.items()}


def _matched(names: Sequence[PrintedLine], rows: Sequence[Row]) -> Match:
    return matched([line.middle for line in names], rows, median(line.height for line in names))


def _is_below(one: NamedLine, other: NamedLine) -> bool:
    """Whether two names stand in one column, which may lean."""
    return abs(one.line.left - other.line.left) < COLUMN * one.line.height / 2


def _medicine(named: NamedLine, own: Dose, header: Dose) -> PageMedicine:
    candidates, line = named.candidates, named.line
    dose = own.filled(header)
    if dose.per_day is None and not dose.as_needed:
        dose = replace(dose, per_day=len(dose.slots) or None)
    if TABLETS.search(named.printed.core) and (dose.per_dose or 0) > MANY_TABLETS:
        dose = replace(dose, doubtful=True)  # 1.0 may have been read as 10
    return PageMedicine(
        named.first.id, named.first.name, line.text, candidates, named.sure, dose, line.left, line.middle
    )


def _owner(line: PrintedLine, named: Sequence[NamedLine]) -> NamedLine | None:
    """The name whose row or block a line belongs to: the nearest above, in the line's column of names."""
    before = [one for one in named if one.line.left <= line.left + SAME_COLUMN * one.line.height]
    column = max((one.line.left for one in before if _is_in_column(one, named)), default=0.0)
    above = [
        one
        for one in before
        if column - 2 * SAME_COLUMN * one.line.height < one.line.left < line.right
        and one.line.middle - RISE * max(one.line.height, line.height * 0.5)
        <= line.middle
        <= one.bottom + LAST_ROW * one.line.height
    ]
    if not above:
        return None
    lowest = max(one.line.middle for one in above)
    nearest = [one for one in above if one.line.middle > lowest - one.line.height]
    return max(nearest, key=lambda one: one.line.left)


def _is_aside(line: PrintedLine, owner: NamedLine) -> bool:
    """Whether a line stands neither below its name nor in its row: in a cell, perhaps, of several names."""
    height = owner.line.height
    return line.left > owner.line.left + ASIDE * height and line.middle > owner.bottom + height


def _is_in_column(one: NamedLine, named: Sequence[NamedLine]) -> bool:
    """Whether a name stands below or above others, and is no echo of one beside it."""
    return not one.is_weak and any(
        other is not one and not other.is_weak and _is_below(one, other) for other in named
    )


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
    return replace(better, dose=_in_both(one.dose, other.dose))


def _in_both(one: Dose, other: Dose) -> Dose:
    """Join what two headings say of one medicine: a dose in the morning, and one in the evening."""
    slots = tuple(slot for slot in SLOTS if slot in one.slots + other.slots)
    if not one.slots or not other.slots or len(slots) < len(one.slots) + len(other.slots):
        return one.filled(other)
    same = one.per_dose == other.per_dose
    return replace(
        one,
        per_dose=one.per_dose if same else None,
        per_day=len(slots),
        days=one.days if one.days == other.days else None,
        slots=slots,
        timing=" ".join(filter(None, (one.timing, other.timing))),
        doubtful=one.doubtful or other.doubtful or not same,
    )
