"""Which sentence belongs to which name: those below it or in its row; what stands above all names holds for all."""

from collections.abc import Sequence
from dataclasses import replace

from inference.types import PrintedLine
from knowledge.pages.clock_times import clock_hours, is_cut
from knowledge.pages.doses import SLOTS, Dose, numbers
from knowledge.pages.named_lines import NamedLine, is_below
from knowledge.pages.sentences import how_often, said

RISE = 0.75  # heights that a cell may stand above the middle of its name
LAST_ROW, ONE_NAME = 9.0, 20.0  # heights below the last name, or the only one, that still belong to it
LEGEND = 2  # more strokes, or ways to say how often, explain abbreviations: bid 2회 / tid 3회 / hs 취침전
ASIDE = 6.0  # heights by which a cell stands right of a name
NEARLY = 1.5  # of its distance to the name above
SAME_COLUMN = 3.0  # heights by which the edges of names in one column differ
NEXT_LINE = 1.3  # heights
SENTENCE = 22  # letters
READ_WELL = 0.7  # confidence: numbers of a line that was read worse are to be confirmed
HEADER = 24  # letters: a longer line above all names is prose


def spoken_doses(
    lines: Sequence[PrintedLine], named: Sequence[NamedLine]
) -> tuple[dict[PrintedLine, Dose], Dose]:
    """Return what sentences say of each name, by its line, and what those above all names say."""
    spoken: dict[PrintedLine, Dose] = {one.line: Dose() for one in named}
    header = Dose()
    for line in _with_whole_sentences(lines):
        if numbers(line.text) is not None or _explains(line.text):
            continue
        owner = _owner(line, named)
        if owner is not None:
            spoken[owner.line] = _with_line(spoken[owner.line], line, owner, named)
        elif _is_header(line, named):
            header = header.filled(said(line.text))
    return spoken, header


def _explains(text: str) -> bool:
    return text.count("/") > LEGEND or len(how_often(text)) > LEGEND


def _with_whole_sentences(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines with sentences, and times of a clock, that were broken over two put together."""
    found: list[PrintedLine] = []
    for line in lines:
        above = next(
            (each for each in reversed(found) if _goes_on(each, line) or _is_prose(each, line)), None
        )
        if above is None:
            found.append(line)
        else:
            whole = replace(above, text=f"{above.text} {line.text}", middle=line.middle)
            found[found.index(above)] = (
                whole if _is_prose(above, line) else replace(whole, middle=above.middle)
            )
    return found


def _is_prose(above: PrintedLine, line: PrintedLine) -> bool:
    """Whether a long sentence goes on in the next line, at the same edge."""
    near = 0 < line.middle - above.middle < NEXT_LINE * line.height
    words = sum("가" <= letter <= "힣" for letter in above.text)
    return near and words >= SENTENCE and abs(above.left - line.left) < line.height


def _goes_on(above: PrintedLine, line: PrintedLine) -> bool:
    near = 0 < line.middle - above.middle < NEXT_LINE * line.height
    return (
        near
        and above.left < line.right
        and line.left < above.right
        and is_cut(above.text)
        and bool(clock_hours(line.text))
    )


def _with_line(told: Dose, line: PrintedLine, owner: NamedLine, named: Sequence[NamedLine]) -> Dose:
    """What is told of a name, with one line more; parts of the day that stand in several lines are put together."""
    dose = said(line.text)
    slots = tuple(slot for slot in SLOTS if slot in told.slots + dose.slots)
    joined = told.joined(dose)
    unread = (dose.is_counted or bool(dose.slots)) and line.confidence < READ_WELL
    unclear = joined.doubtful or unread or (dose.is_counted and _is_aside(line, owner, named))
    return replace(joined, slots=slots, doubtful=unclear)


def _is_header(line: PrintedLine, named: Sequence[NamedLine]) -> bool:
    """Whether a line stands above all names and is no prose; one time of a clock is when the page was printed."""
    above = not any(one.line.middle < line.middle for one in named)
    return above and len(line.text.replace(" ", "")) <= HEADER and len(clock_hours(line.text)) != 1


def _owner(line: PrintedLine, named: Sequence[NamedLine]) -> NamedLine | None:
    """The name whose row or block a line belongs to: the nearest above, in the line's column of names."""
    if (beside := _before_name(line, named)) is not None:
        return beside
    before = [one for one in named if one.line.left <= _last_edge(line, one)]
    column = max((one.line.left for one in before if _is_in_column(one, named)), default=0.0)
    above = [
        one
        for one in before
        if column - 2 * SAME_COLUMN * one.line.height < one.line.left < line.right
        and one.line.middle - RISE * max(one.line.height, line.height * 0.5)
        <= line.middle
        <= one.bottom + (LAST_ROW if len(named) > 1 else ONE_NAME) * one.line.height
    ]
    if not above:
        return None
    lowest = max(one.line.middle for one in above)
    nearest = [one for one in above if one.line.middle > lowest - one.line.height]
    return max(nearest, key=lambda one: one.line.left)


def _last_edge(line: PrintedLine, one: NamedLine) -> float:
    """How far right of a line's edge its name may begin: below a name behind a picture, up to the line's middle."""
    edge = line.left + SAME_COLUMN * one.line.height
    return max(edge, line.centre) if line.middle > one.bottom + one.line.height / 2 else edge


def _before_name(line: PrintedLine, named: Sequence[NamedLine]) -> NamedLine | None:
    """The name in whose row a line stands, where all names stand right of it."""
    if any(one.line.left < line.right for one in named):
        return None
    near = [one for one in named if abs(one.line.middle - line.middle) < RISE * one.line.height]
    return min(near, key=lambda one: abs(one.line.middle - line.middle), default=None)


def _is_aside(line: PrintedLine, owner: NamedLine, named: Sequence[NamedLine]) -> bool:
    """Whether a line stands beside its name but nearly as near to the next: in a cell, perhaps, of both."""
    height = owner.line.height
    off = line.middle - owner.line.middle
    if line.left <= owner.line.left + ASIDE * height or line.middle <= owner.bottom + height:
        return False
    return any(0 < one.line.middle - line.middle < NEARLY * off for one in named)


def _is_in_column(one: NamedLine, named: Sequence[NamedLine]) -> bool:
    """Whether a name stands below or above others, and is no echo of one beside it."""
    return not one.is_weak and any(
        other is not one and not other.is_weak and is_below(one, other) for other in named
    )
