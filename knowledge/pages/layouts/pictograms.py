"""Amounts in the block of a name: each under a picture or word for a part of the day, or one by one with its unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inference.types import PrintedLine
from knowledge.pages.doses import SLOTS, Dose, counted, numbers, of_amount, whole
from knowledge.pages.layouts.blocks import blocks
from knowledge.pages.layouts.columns import DAYS, PER_DAY, value_with_unit
from knowledge.pages.layouts.day_parts import day_parts
from knowledge.pages.named_lines import NamedLine

BELOW = 4.0  # heights by which an amount may stand below its part of the day
BESIDE = 1.2  # heights by which it may stand beside the middle of it
LEAST = 3  # parts of the day: they all stand there, whether something is taken then or not
FEW = 2  # the same where some were not read
SAME_ROW = 0.6  # heights by which amounts beside each other differ


@dataclass(frozen=True, slots=True)
class BlockDoses:
    """What blocks say of their names, by the line of the name, and the words for parts of the day that are used up."""

    doses: dict[PrintedLine, Dose]
    lines: frozenset[PrintedLine]


def amounts_of_the_day(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> BlockDoses:
    """Return what amounts under parts of the day say, where most names have such in their blocks."""
    doses: dict[PrintedLine, Dose] = {}
    used: set[PrintedLine] = set()
    for one, block in zip(named, blocks(lines, named), strict=True):
        parts = day_parts(block)
        amounts = _amounts(block, parts)
        if amounts and len(parts) >= FEW:
            doses[one.line] = _of_amounts(amounts, parts)
            used.update(line for _, line in parts)
    return BlockDoses(doses, frozenset(used)) if len(doses) * 2 >= len(named) else BlockDoses({}, frozenset())


def _amounts(block: Sequence[PrintedLine], parts: Sequence[tuple[str, PrintedLine]]) -> list[PrintedLine]:
    """The amounts below parts of the day: with their unit, or plain numbers right below one, and others beside such."""
    below = [line for line in block if _is_below_any(line, parts)]
    counted_ones = [line for line in below if counted(line.text)]
    plain = [line for line in below if _number(line) and not counted(line.text)]
    seeds = [*counted_ones, *(line for line in plain if _part_above(line, parts))]
    beside = [
        line for line in plain if any(abs(line.middle - one.middle) < SAME_ROW * one.height for one in seeds)
    ]
    return [*counted_ones, *beside]


def _number(line: PrintedLine) -> str | None:
    """The amount that a line is: one number, with its unit or without."""
    found = numbers(line.text)
    return counted(line.text) or (found[0] if found and len(found) == 1 else None)


def _of_amounts(amounts: Sequence[PrintedLine], parts: Sequence[tuple[str, PrintedLine]]) -> Dose:
    """As often as there are amounts; their parts of the day where each has one of its own, else it is to be confirmed.

    Where parts of the day were not read, amounts may be missing, too: how often is left to what else is said.
    """
    found = [_part_above(line, parts) for line in amounts]
    values = {_number(line) for line in amounts}
    dose = of_amount(values.pop() or "") if len(values) == 1 else Dose(doubtful=True)
    is_clear = None not in found and len(set(found)) == len(found)
    are_all = len(parts) >= LEAST
    slots = tuple(slot for slot in SLOTS if slot in found) if is_clear else ()
    return replace(
        dose,
        per_day=len(amounts) if are_all else None,
        slots=slots,
        timing=" ".join(slots),
        doubtful=dose.doubtful or not is_clear or not are_all,
    )


def _part_above(line: PrintedLine, parts: Sequence[tuple[str, PrintedLine]]) -> str | None:
    near = [
        (abs(line.centre - part.centre), slot)
        for slot, part in parts
        if abs(line.centre - part.centre) < BESIDE * part.height
    ]
    return min(near)[1] if near else None


def _is_below_any(line: PrintedLine, parts: Sequence[tuple[str, PrintedLine]]) -> bool:
    return any(0 < line.middle - part.middle < BELOW * part.height for _, part in parts)


def amounts_one_by_one(lines: Sequence[PrintedLine], named: Sequence[NamedLine]) -> dict[PrintedLine, Dose]:
    """Return what values with their unit, each in a line of its own, say in the block of each name: 1정, 3번, 30일."""
    doses = {}
    for one, block in zip(named, blocks(lines, named), strict=True):
        dose = Dose()
        for line in block:
            if told := value_with_unit(line):
                dose = dose.joined(_of_value(told[0].value, told[1]))
        if dose.is_counted:
            doses[one.line] = dose
    return doses


def _of_value(value: str, role: str) -> Dose:
    if role == PER_DAY:
        return Dose(per_day=whole(value, "per_day"))
    return Dose(days=whole(value, "days")) if role == DAYS else of_amount(value)
