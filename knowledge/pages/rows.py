"""The medicines of a page: what its tables, sentences, cells and headings say of each name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from inference.types import PrintedLine
from knowledge.pages.doses import Dose
from knowledge.pages.layouts.blocks import stands_above, turned
from knowledge.pages.layouts.clock_amounts import amounts_by_the_clock
from knowledge.pages.layouts.merged_cells import merged_cells
from knowledge.pages.layouts.packets import packets
from knowledge.pages.layouts.pictograms import amounts_of_the_day, amounts_one_by_one
from knowledge.pages.layouts.sections import sections
from knowledge.pages.layouts.side_by_side import Part, parts
from knowledge.pages.layouts.spoken_doses import spoken_doses
from knowledge.pages.layouts.table_doses import table_doses
from knowledge.pages.misread_signs import usual_days
from knowledge.pages.named_lines import NamedLine
from knowledge.pages.page_medicine import PageMedicine as PageMedicine
from knowledge.pages.repeats import merged

SAME_EDGE, SAME_SIZE = 1.5, 0.25  # heights by which the edges and heights of names differ
LIKE_A_NAME = 0.93  # score of a line that is taken for a name though it has no dose
LIQUID = re.compile(r"시럽|액|현탁|로션|점안|과립|산$")
MANY, POINT_LOST = 3.0, 10.0  # tablets at a time: so many are to be confirmed; so many were 1.0


def medicines(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> tuple[PageMedicine, ...]:
    """Return the medicines of a page from above, each once, with their doses."""
    return merged([one for part in parts(lines, named) for one in _below_each_other(part)])


def _below_each_other(part: Part) -> list[PageMedicine]:
    """The medicines of a page, or of one column of it, in which names stand below each other."""
    lines, named = part.lines, part.named
    own, header = _doses(*(turned(lines, named) if stands_above(lines, named) else (lines, named)))
    doses = {
        one.line: replace(dose, doubtful=dose.doubtful or part.unclear)
        for one, dose in zip(named, own, strict=True)
    }
    return [_medicine(one, doses[one.line], header) for one in _without_echoes(named, doses)]


def _doses(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> tuple[list[Dose], Dose]:
    """What is told of each name, and of all: tables and sentences before cells of several rows, these before headings."""
    by_clock = amounts_by_the_clock(lines, named)
    of_day = by_clock if by_clock.doses else amounts_of_the_day(lines, named)
    lines = [line for line in lines if line not in of_day.lines]
    headings = sections(lines, named)
    above = {line for heading in headings for line in heading.lines}
    cells = merged_cells([line for line in lines if line not in above], named)
    lines = [line for line in lines if line not in cells.lines]
    headings = headings or packets(lines, named)
    taken = {line for one in named for line in (one.line, one.rest) if line}
    taken |= {line for one in headings for line in one.lines}
    spoken, header = spoken_doses([line for line in lines if line not in taken], named)
    lines = [line for line in lines if not any(line in heading.lines for heading in headings)]
    table = of_day.doses or table_doses(lines, named) or amounts_one_by_one(lines, named)
    own = {one.line: table.get(one.line, Dose()).joined(spoken[one.line]) for one in named}
    own = {line: dose.joined(cells.doses.get(line, Dose())) for line, dose in own.items()}
    headed: set[PrintedLine] = set()
    for heading in headings[::-1]:  # the nearest above a name comes first
        for line in [line for line in own if heading.middle < line.middle and line not in headed]:
            own[line] = own[line].filled(heading.dose)
            headed.add(line)
    return list(own.values()), header


def _without_echoes(named: Sequence[NamedLine], own: dict[PrintedLine, Dose]) -> list[NamedLine]:
    """Leave out lines that are only like a name, as of an ingredient, and have no dose where other names have one."""
    dosed = [one for one in named if own[one.line].is_counted]
    if len(dosed) * 2 < len(named):
        return [one for one in named if not one.is_weak]
    return [
        one
        for one in named
        if one in dosed
        or one.sure
        or one.first.score >= LIKE_A_NAME
        or (not one.is_weak and any(_is_like(one.line, other.line) for other in dosed))
    ]


def _is_like(one: PrintedLine, other: PrintedLine) -> bool:
    """Whether two lines begin below each other and are as high."""
    height = min(one.height, other.height)
    return (
        abs(one.left - other.left) < SAME_EDGE * height
        and abs(one.height - other.height) < SAME_SIZE * height
    )


def _medicine(named: NamedLine, own: Dose, header: Dose) -> PageMedicine:
    candidates, line = named.candidates, named.line
    dose = own.filled(header)
    if dose.per_day is None and not dose.as_needed:
        dose = replace(dose, per_day=len(dose.slots) or None)
    dose = _plausible(dose, is_liquid=bool(LIQUID.search(named.printed.core)))
    return PageMedicine(
        named.first.id, named.first.name, line.text, candidates, named.sure, dose, line.left, line.middle
    )


def _plausible(dose: Dose, *, is_liquid: bool) -> Dose:
    """Offer what may have stood where a number is more than anybody takes; it is to be confirmed."""
    if dose.days is not None and dose.is_long:
        dose = replace(dose, days=usual_days(dose.days), doubtful=True)
    amount = dose.per_dose or 0.0
    if is_liquid or amount <= MANY:
        return dose
    lost = amount >= POINT_LOST and amount % 5 == 0  # 10 is 1.0, 15 is 1.5
    return replace(dose, per_dose=amount / 10 if lost else amount, doubtful=True)
