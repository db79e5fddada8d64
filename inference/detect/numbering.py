"""Numbers pills in reading order: rows from top to bottom, each from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from inference.types import Box

SAME_ROW = (
    0.5  # the centres of neighbours in a row differ in height by less than this share of the taller one
)


@dataclass(slots=True)
class _Row:
    boxes: list[tuple[int, Box]] = field(default_factory=list)

    @property
    def last(self) -> Box:
        return self.boxes[-1][1]

    @property
    def height(self) -> float:
        return sum(_centre(box)[1] for _, box in self.boxes) / len(self.boxes)


def reading_order(boxes: Sequence[Box]) -> tuple[int, ...]:
    """Indices of the boxes in reading order.

    A row is followed from pill to pill, so it may be tilted: only neighbours must be about level.
    """
    rows: list[_Row] = []
    for index, box in sorted(enumerate(boxes), key=lambda pair: _centre(pair[1])):
        level = [row for row in rows if _off_level(row.last, box) < SAME_ROW]
        row = min(level, key=lambda row: _off_level(row.last, box), default=None)
        if row is None:
            rows.append(row := _Row())
        row.boxes.append((index, box))
    rows.sort(key=lambda row: row.height)
    return tuple(index for row in rows for index, _ in row.boxes)


def _centre(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _off_level(first: Box, second: Box) -> float:
    """How far the centres differ in height, in heights of the taller box."""
    return abs(_centre(first)[1] - _centre(second)[1]) / max(first.height, second.height)
