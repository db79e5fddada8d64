"""Amounts beside times of a clock, one cell for each time: 08:00 1정, 오후 7시 1정."""

from collections.abc import Sequence
from dataclasses import replace

from inference.types import PrintedLine
from knowledge.pages.clock_times import AmountAt, amount_at, slots_of
from knowledge.pages.doses import SLOTS, Dose, of_amount
from knowledge.pages.layouts.blocks import blocks
from knowledge.pages.layouts.pictograms import BlockDoses
from knowledge.pages.named_lines import NamedLine


def amounts_by_the_clock(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> BlockDoses:
    """Return what the cells below each name say, where most names have such: as often a day as there are cells.

    A time in the night tells that hours are read badly on this page: all is to be confirmed then.
    """
    cells = {line: cell for line in lines if (cell := amount_at(line.text))}
    unclear = not all(slots_of((cell.hour,)) for cell in cells.values())
    doses: dict[PrintedLine, Dose] = {}
    for one, block in zip(named, blocks(lines, named), strict=True):
        if own := [cells[line] for line in block if line in cells]:
            dose = _dose(own)
            doses[one.line] = replace(dose, doubtful=dose.doubtful or unclear)
    if len(doses) * 2 < len(named):
        return BlockDoses({}, frozenset())
    return BlockDoses(doses, frozenset(cells))


def _dose(cells: Sequence[AmountAt]) -> Dose:
    amounts = {cell.amount for cell in cells}
    dose = of_amount(amounts.pop()) if len(amounts) == 1 else Dose(doubtful=True)
    told = slots_of(tuple(cell.hour for cell in cells))
    slots = tuple(slot for slot in SLOTS if slot in told)
    unclear = not slots or any(cell.is_odd for cell in cells)
    return replace(
        dose,
        per_day=len(cells),
        slots=slots,
        timing=" ".join(slots),
        doubtful=dose.doubtful or unclear,
    )
