"""Columns of a table under headings: how much, how often, how long, or how much in the morning, at noon, in the evening."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from inference.types import PrintedLine
from knowledge.pages.doses import SLOTS, Dose, counted, of_amount, whole
from knowledge.pages.layouts.day_parts import ASIDE, SLOT_WORDS, day_parts
from knowledge.pages.layouts.tables import NEAR, Cell, Row, Table, cells_of, middle_of, rows_of
from knowledge.pages.spoken import UNIT

PER_DOSE, PER_DAY, DAYS, TOTAL, OTHER = "per_dose", "per_day", "days", "total", "other"
TWICE = "twice"  # two values under one heading
HEADINGS = {
    TOTAL: re.compile(r"[총중](?:투약|투여)?[량람수]"),
    DAYS: re.compile(r"일수$|^일분|^기간$|^[D0][ao]ys?$"),
    PER_DAY: re.compile(r"[횟훗]수|^1일$|^1일.수$|^Fr.{2,3}(?:/day)?$"),
    PER_DOSE: re.compile(r"1회.?[가-힣]?$|1회.*[량람럄]|투[약여][량람]|복용[량람]|용량|^[D0]os[e0]$"),
    **SLOT_WORDS,
    OTHER: re.compile(r"용법|방법|시[점정]|코드|[연인]번|No\.?|Un[il1]t|Remark"),
}  # as the reader may have them; the first that fits the whole heading
SHORT = {"일": DAYS, "회": PER_DAY}  # headings of one letter, where both are there
LONGEST_HEADING = 9
SAME_ROW = 0.9  # heights by which headings beside each other differ
VALUE = re.compile(rf"\d*(?:\.\d+)?\W?\w?{UNIT}")  # an amount, even where its number was not read
TICK, TICKED, NOTHING = re.compile(r"[○●◯◎√✓✔VvOoQ]"), "○", "0"  # at which part of the day it is taken
TIMES = re.compile(r"\W?(\d{1,2})(?:[회번]|/일|/[dD][a-z]{1,4}|\([A-Za-z0-9]{2,3}\))")
LASTING = re.compile(r"[*×xX]?((?!1일$)\d{1,3})(?:일분?|밀분?|[dD](?:[a-z]{2,3}\W?)?)")  # 1일 is a heading

POINTED, POINT_LOST = re.compile(r"\d\.\d"), re.compile(r"[1-9][05]")  # amounts


@dataclass(slots=True)
class _Column:
    role: str
    x: float  # its middle; it moves from row to row on a page held at a slant


def headed_rows(lines: Sequence[PrintedLine]) -> Table | None:
    """Return the rows under the headings of a page's table; None where there are none, or they say too little."""
    headings = _headings(lines)
    roles = [role for role, _ in headings]
    slots = sum(role in SLOTS for role in roles)
    if slots < 2 and not _are_enough(headings):
        return None
    columns = [_Column(role, line.centre) for role, line in headings]
    below = max(line.middle for _, line in headings)
    under = [line for line in lines if line.middle > below]
    units = {} if slots else dict(value for line in under if (value := value_with_unit(line)))
    cells = [*units, *(cell for line in under if not value_with_unit(line) or slots for cell in _cells(line))]
    rows = [(middle_of(row), found) for row in rows_of(cells) if (found := _by_column(row, columns, units))]
    rows = _mended(rows, {cell.value for cell, role in units.items() if role == DAYS})
    told = {role for _, found in rows for role in found}
    if len(told & set(SLOTS) if slots >= 2 else told & {PER_DOSE, PER_DAY, DAYS}) < 2:
        return None  # boxes to tick beside each other, not columns; or too little
    read = tuple(Row(middle, dose) for middle, found in rows if (dose := _dose(found)).is_counted)
    return Table(read, float("inf")) if read else None


def _are_enough(headings: Sequence[tuple[str, PrintedLine]]) -> bool:
    """Whether headings tell of a dose; 1회 alone is rather a value."""
    told = {role: line for role, line in headings if role in (PER_DOSE, PER_DAY, DAYS)}
    return len(told) > 1 or any(not TIMES.fullmatch(line.text.replace(" ", "")) for line in told.values())


def _headings(lines: Sequence[PrintedLine]) -> list[tuple[str, PrintedLine]]:
    """Return the headings that stand beside each other, where most do."""
    found = [(role, line) for line in lines if (role := _role(line.text))]
    short = [(SHORT[line.text], line) for line in lines if line.text in SHORT]
    found += short if len({role for role, _ in short}) == len(SHORT) else []
    found.sort(key=lambda each: each[1].middle)
    groups: list[list[tuple[str, PrintedLine]]] = []
    for each in found:
        last = groups[-1][-1][1] if groups else None
        if last and each[1].middle - last.middle < SAME_ROW * last.height:
            groups[-1].append(each)
        else:
            groups.append([each])
    best = max(groups, key=lambda group: len({role for role, _ in group if role != OTHER}), default=[])
    known = {line for _, line in best}
    row = [line for line in lines if line in known or any(_is_beside(line, other) for other in known)]
    best += [(slot, line) for slot, line in day_parts(row) if line not in known]
    return sorted(best, key=lambda each: each[1].left)


def _is_beside(line: PrintedLine, other: PrintedLine) -> bool:
    return abs(line.middle - other.middle) < SAME_ROW * other.height


def _role(text: str) -> str | None:
    plain = ASIDE.sub("", text).replace(" ", "")
    if len(plain) > LONGEST_HEADING:
        return None
    whole_word = {*SLOTS, OTHER}
    for role, heading in HEADINGS.items():
        if (heading.fullmatch if role in whole_word else heading.search)(plain):
            return role
    return None


def names_column(text: str) -> bool:
    """Tell whether a line may be the heading of a column."""
    return _role(text) is not None


def _cells(line: PrintedLine) -> list[Cell]:
    """Return the values of a line with their places; of one that was not read, the place alone."""
    if told := value_with_unit(line):
        return [told[0]]
    if TICK.fullmatch(line.text.strip()):
        return [_cell(line, TICKED)]
    is_unread = VALUE.fullmatch(line.text.replace(" ", ""))
    return cells_of(line) or ([_cell(line, "")] if is_unread else [])


def value_with_unit(line: PrintedLine) -> tuple[Cell, str] | None:
    """Return a value whose own unit tells what it is, 1정, 3회 or 7일, with its role; None where there is none."""
    plain = line.text.replace(" ", "")
    for role, unit in ((PER_DAY, TIMES), (DAYS, LASTING)):
        if found := unit.fullmatch(plain):
            return _cell(line, found[1]), role
    value = counted(line.text)
    return None if value is None else (_cell(line, value), PER_DOSE)


def rows_with_units(lines: Sequence[PrintedLine]) -> Table | None:
    """Return the rows of values that need no heading, wherever they stand: 1정 · 3회 · 7일; None without any."""
    told = dict(value for line in lines if (value := value_with_unit(line)))
    rows = []
    for row in rows_of(list(told)):
        values = sorted(row, key=lambda cell: cell.value != "1")  # 1회 may be the caption of 1정
        found = {told[cell]: cell.value for cell in values}
        if len(found) > 1:
            rows.append(Row(middle_of(row), _dose(found)))
    return Table(tuple(rows), float("inf")) if rows else None


def _cell(line: PrintedLine, value: str) -> Cell:
    return Cell(line.centre, line.middle, line.height, value)


def _by_column(row: Sequence[Cell], columns: Sequence[_Column], units: Mapping[Cell, str]) -> dict[str, str]:
    """Return what stands under each heading or has its own unit, and move the columns to where this row has them."""
    between = min((abs(one.x - other.x) for one, other in pairwise(columns)), default=0.0)
    found = {units[cell]: cell.value for cell in row if cell in units}
    nearest: dict[str, float] = {}
    moved = []
    for cell in row:
        if cell in units:
            continue
        column = min(columns, key=lambda each: abs(each.x - cell.x))
        if abs(column.x - cell.x) < max(between / 2, NEAR * cell.height):
            moved.append(cell.x - column.x)
            if column.role in found and found[column.role] != cell.value:
                found[TWICE] = cell.value
            if abs(column.x - cell.x) < nearest.get(column.role, float("inf")) and (
                column.role == DAYS or column.role not in units.values()
            ):
                found[column.role], nearest[column.role] = cell.value, abs(column.x - cell.x)
    for column in columns if moved else ():
        column.x += median(moved)
    return {role: value for role, value in found.items() if role != OTHER}


def _mended(
    rows: Sequence[tuple[float, dict[str, str]]], lettered: set[str]
) -> list[tuple[float, dict[str, str]]]:
    """Put right what other rows of a column show: beside 1D 50 is 5D, beside 0.5 10 is 1.0; it is to be confirmed."""
    pointed = any(POINTED.fullmatch(found.get(PER_DOSE, "")) for _, found in rows)
    mended = []
    for middle, found in rows:
        days, amount = found.get(DAYS, ""), found.get(PER_DOSE, "")
        if lettered and days not in lettered and days.endswith("0"):
            found = {**found, DAYS: days[:-1], TWICE: days}
        if pointed and POINT_LOST.fullmatch(amount):
            found = {**found, PER_DOSE: f"{amount[0]}.{amount[1]}", TWICE: amount}
        mended.append((middle, found))
    return mended


def _dose(found: Mapping[str, str]) -> Dose:
    """Return what a row says; its own total proves it, or makes it doubtful."""
    dose = _by_slot(found) if any(slot in found for slot in SLOTS) else _amount(found.get(PER_DOSE, ""))
    if times := found.get(PER_DAY):
        dose = replace(dose, per_day=whole(times, "per_day"))
    if days := found.get(DAYS):
        dose = replace(dose, days=whole(days, "days"))
    if TWICE in found:
        dose = replace(dose, doubtful=True)
    total = found.get(TOTAL)
    if total and dose.days is None and dose.told.count(None) == 1:
        lasting = float(total) / ((dose.per_dose or 1) * (dose.per_day or 1))
        return replace(dose, days=int(lasting) if lasting.is_integer() else None, doubtful=True)
    if total and None not in dose.told:
        product = (dose.per_dose or 0) * (dose.per_day or 0) * (dose.days or 0)
        dose = replace(dose, doubtful=dose.doubtful or abs(product - float(total)) > 0.01 * product)
    return dose


def _by_slot(found: Mapping[str, str]) -> Dose:
    """Return the parts of the day in which a row has an amount; amounts that differ, or were not read, are asked for."""
    marked = tuple(slot for slot in SLOTS if slot in found)
    told = tuple(slot for slot in marked if found[slot] not in (TICKED, NOTHING))
    slots = told or marked  # a circle is read as 0, too; where amounts stand beside it, 0 is none
    amounts = {found[slot] for slot in told} or {found.get(PER_DOSE, "")}
    dose = _amount(amounts.pop() if len(amounts) == 1 else "")
    unclear = bool(told) and TICKED in found.values()
    return replace(
        dose, slots=slots, per_day=len(slots), timing=" ".join(slots), doubtful=dose.doubtful or unclear
    )


def _amount(value: str) -> Dose:
    return of_amount(value) if value else Dose()
