"""Which lines of a page name a medicine: alone, or together with the line below where a name was broken."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from inference.types import PrintedLine
from knowledge.pages.box_codes import box_codes
from knowledge.pages.clock_times import amount_at
from knowledge.pages.name_index import CONFIRMS, Candidate, NameIndex, is_sure
from knowledge.pages.printed_names import PrintedName, has_form, printed_name
from knowledge.pages.sentences import said
from knowledge.products import ProductId

HANGUL = re.compile(r"[가-힣]{2}")
NO_NAME = re.compile(
    r"^□|경질캡슐|[색섹]의|^.?기[타탁]의|세요|니다|십시오|마십|약국|병원|의원|환자|조제|성명|생년|영수|번호|주의|복용|보관|식후|식전|취침|아침|점심|저녁|일분|약품|투약|투여|사용기간|처방|교부|부담|급여$|계산|이하여백|[번변빈법]에[\d%※]|회\d|^.{0,2}[번벤변빈법]?에?\d+(?:\.\d+)?(?:정|캡슐|포|알|mL)씩?$"
)
TAIL = re.compile(
    r"^(?!\d{1,2}\))[^(\[]*\)(?!.?[가-힣]{2})"
)  # the end of a bracket that began in the line above
WHOLE_BRACKET = re.compile(r"^[\[(](?!\d{8})[^\])(]*[\])]?$")
TAKEN, TAKEN_WITHOUT_FORM = 0.8, 0.9  # least score of a line that names a medicine
GUESSED = 0.6  # confidence of a line: below it, one that is hardly like a name is print of another kind
WEAK = 0.66  # the same for one that has a dose of its own: candidates to choose from
BROKEN = 1.9  # heights: so near below a line its rest may stand
BETTER = 0.015  # what the rest must add to the score
SAME_SIZE = 0.35
LONGEST, SHORT = 60, 3  # letters
CODE = 5.0  # heights that a 보험코드 before a name may take, read in one line with it
COLUMN = 8.0  # heights by which names in the column beside a table differ


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line that names a medicine."""

    line: PrintedLine
    printed: PrintedName
    candidates: tuple[Candidate, ...]
    sure: bool
    rest: PrintedLine | None = None  # the line below, where the name was broken

    @property
    def bottom(self) -> float:
        """Where the name ends, from above."""
        return (self.rest or self.line).middle

    @property
    def is_weak(self) -> bool:
        """Whether it names a medicine only if a dose stands beside it."""
        return self.first.score < TAKEN

    @property
    def first(self) -> Candidate:
        return self.candidates[0]


def is_below(one: NamedLine, other: NamedLine) -> bool:
    """Tell whether two names stand in one column, which may lean."""
    reach = COLUMN / 2 + (CODE if one.printed.benefit_code or other.printed.benefit_code else 0.0)
    return abs(one.line.left - other.line.left) < reach * one.line.height


def named_lines(
    lines: Sequence[PrintedLine],
    index: NameIndex,
    by_code: Callable[[str], Sequence[tuple[ProductId, str]]] = lambda _: (),
) -> tuple[NamedLine, ...]:
    """Return the lines that name a medicine, from above; `by_code` gives the products of a 보험코드."""
    found: list[NamedLine] = []
    rests: list[PrintedLine] = []
    alone = {
        line: _named(line, index) or _behind_label(line, index) for line in lines if _may_name(line.text)
    }
    for line, named in alone.items():
        if line in rests:
            continue
        for below in _below(line, lines):
            if (other := alone.get(below)) and not other.is_weak:
                continue  # a name of its own
            joined = _named(
                replace(line, text=line.text + below.text, confidence=min(line.confidence, below.confidence)),
                index,
            )
            if joined and (named is None or joined.first.score > named.first.score + _needed(line, named)):
                named = replace(joined, line=line, rest=below)
        if named := _confirmed(line, named, lines, index, by_code):
            found.append(named)
            if named.rest:
                rests.append(named.rest)
    found = [one for one in found if one.line not in rests]
    for code in box_codes(lines):
        found = _confirmed_by_box(found, by_code(code), index)
    return tuple(found)


def _confirmed_by_box(
    found: Sequence[NamedLine], products: Sequence[tuple[ProductId, str]], index: NameIndex
) -> list[NamedLine]:
    """Make the name sure that is like that of the code's only product."""
    if len(products) != 1 or not found:
        return list(found)
    ((id_, name),) = products
    likest = max(found, key=lambda one: index.likeness(one.printed, name))
    if index.likeness(likest.printed, name) < CONFIRMS:
        return list(found)
    others = tuple(one for one in likest.candidates if one.id != id_)
    sure = replace(likest, candidates=(Candidate(id_, name, 1.0), *others), sure=True)
    return [sure if one is likest else one for one in found]


def _may_name(text: str) -> bool:
    plain = text.replace(" ", "")
    return (
        bool(HANGUL.search(plain))
        and len(plain) <= LONGEST
        and not NO_NAME.search(plain)
        and not WHOLE_BRACKET.match(plain)
        and not TAIL.match(plain)
        and not amount_at(text)
    )


def _named(line: PrintedLine, index: NameIndex) -> NamedLine | None:
    printed = printed_name(line.text)
    candidates = index.candidates(printed)
    if not candidates or candidates[0].score < _least(printed):
        return None
    if candidates[0].score < TAKEN and line.confidence < GUESSED:
        return None
    return NamedLine(line, printed, candidates, is_sure(candidates, line.confidence))


def _behind_label(line: PrintedLine, index: NameIndex) -> NamedLine | None:
    """Take the last word of a line for its name, where words stand before it: 들어 있는 약 …정."""
    *before, last = line.text.split()
    if not before or len(last) <= SHORT or not has_form(printed_name(last)):
        return None
    named = _named(replace(line, text=last), index)
    return replace(named, line=line, sure=False) if named and named.first.score >= TAKEN else None


def _least(printed: PrintedName) -> float:
    """The score that a line must reach: a short one is easily like some name."""
    if not has_form(printed):
        return TAKEN_WITHOUT_FORM
    return WEAK if len(printed.core) > SHORT else TAKEN_WITHOUT_FORM


def _needed(line: PrintedLine, named: NamedLine) -> float:
    """How much better a name must get by the line below: one with an open bracket may take its rest for nothing."""
    if sum(map(line.text.count, "([")) > sum(map(line.text.count, ")]")):
        return -BETTER
    return 0.0 if named.first.score < TAKEN else BETTER


def _below(line: PrintedLine, lines: Sequence[PrintedLine]) -> Iterable[PrintedLine]:
    """Lines of the same size that go on below, at the same edge."""
    for other in lines:
        gap = other.middle - line.middle
        if (
            0.5 * line.height < gap < BROKEN * line.height
            and _is_in_line(line, other)
            and abs(other.height - line.height) < SAME_SIZE * line.height
            and not NO_NAME.search(other.text)
            and not other.text.startswith(("[", "-"))
            and not said(other.text).is_counted
            and not amount_at(other.text)
        ):
            yield other


def _is_in_line(line: PrintedLine, other: PrintedLine) -> bool:
    """Whether two lines begin below each other, or are both centred."""
    off = min(abs(other.left - line.left), abs(other.left + other.right - line.left - line.right) / 2)
    return off < 1.5 * line.height


def _confirmed(
    line: PrintedLine,
    named: NamedLine | None,
    lines: Sequence[PrintedLine],
    index: NameIndex,
    by_code: Callable[[str], Sequence[tuple[ProductId, str]]],
) -> NamedLine | None:
    """Let the code beside a name decide between products; where the two disagree, nothing is sure."""
    printed = named.printed if named else printed_name(line.text)
    code = printed.benefit_code or _code_beside(line, lines)
    products = by_code(code) if code else ()
    if not products:
        return named
    likeness = {id_: index.likeness(printed, name) for id_, name in products}
    fitting = [Candidate(id_, name, 1.0) for id_, name in products if likeness[id_] >= CONFIRMS]
    if not fitting:
        others = tuple(Candidate(id_, name, 0.0) for id_, name in products)
        return replace(named, sure=False, candidates=(*named.candidates, *others)) if named else None
    same = [one for one in fitting if named and one.id in {each.id for each in named.candidates[:1]}]
    chosen = tuple(same or fitting)
    others = tuple(one for one in named.candidates if one.id != chosen[0].id) if named else ()
    return NamedLine(
        line, printed, (*chosen[:1], *others), len(products) == 1 or bool(same), named.rest if named else None
    )


def _code_beside(line: PrintedLine, lines: Sequence[PrintedLine]) -> str:
    """The nine digits that stand in the row, to the left."""
    for other in lines:
        near = abs(other.middle - line.middle) < 0.6 * line.height and other.left < line.left
        if near and re.fullmatch(r"\W?\d{9}\W?", other.text.replace(" ", "")):
            return re.sub(r"\D", "", other.text)
    return ""
