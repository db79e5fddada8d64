"""The doses that stand in columns beside the names: by headings, by units, else in their usual order."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import Dose, at_end, counted, of_amount
from knowledge.pages.layouts.columns import headed_rows, rows_with_units
from knowledge.pages.layouts.tables import NO_MATCH, Match, Row, Table, cell_rows, matched
from knowledge.pages.named_lines import NamedLine, is_below


def table_doses(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """Return the doses beside the names, by the line of the name; none where no table, column or amount is found."""
    return _table(lines, named) or _dose_column(lines, named) or _doses_behind_names(named)


def _table(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """The doses in the columns of a table, by the line of the name: by headings, by units, else in their usual order."""
    left = min((one.line.left for one in named), default=0.0)
    plain = cell_rows(lines, left) or _before(lines, left)
    usual = {} if plain is None else _by_row(plain, named)
    table = headed_rows(lines) or rows_with_units(lines)
    if table is None or (plain and len(table.rows) < len(plain.rows)):
        return usual
    told = _by_row(table, named)
    return {line: _completed(dose, usual.get(line, Dose())) for line, dose in told.items()}


def _before(lines: Sequence[PrintedLine], left: float) -> Table | None:
    """The rows of three numbers left of the names."""
    table = cell_rows([line for line in lines if line.right < left], 0.0)
    return table and replace(table, left=float("inf"))


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
    told = {line: dose for line, dose in found.items() if dose is not None}
    return told if len(told) * 2 > len(found) else {}


def _by_row(table: Table, named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """Give each row to a name: in the column, of a guide or of the receipt beside it, that fits most rows best."""
    before = [one for one in named if one.line.left < table.left]
    columns = [[each for each in before if is_below(one, each)] for one in before if not one.is_weak]
    fits = [(column, _matched([one.line for one in column], table.rows)) for column in columns]
    column, fit = max(
        fits, key=lambda each: (len(each[1].pairs), sum(one.sure for one in each[0])), default=([], NO_MATCH)
    )
    names = [one.line for one in column]
    doses = {names[place]: row.dose for place, row in fit.pairs.items()}
    return {line: replace(dose, doubtful=dose.doubtful or not fit.certain) for line, dose in doses.items()}


def _matched(names: Sequence[PrintedLine], rows: Sequence[Row]) -> Match:
    return matched([line.middle for line in names], rows, median(line.height for line in names))
