"""A name and what is said of it in one line: 노바스크정 - 하루 1회 1정씩 28일."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from inference.types import PrintedLine
from knowledge.pages.printed_names import has_form, printed_name
from knowledge.pages.sentences import said
from knowledge.pages.spoken import in_digits

SAYS = re.compile(
    r"\s*(?P<sign>[-–:;,|/·])?\s*(?=(?:하루|1일|매일|1회|[1한만안]\s?[번변빈법]에)\s*에?\s*\S*\d)"
)  # 한 번에, as the reader may have it
SHORT = 3  # letters: so short a word with a form is no name, unless a sign parts it from a whole dose


def doses_apart(lines: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return the lines with each that holds a name and its dose as two, beside each other."""
    return tuple(part for line in lines for part in _parts(line))


def _parts(line: PrintedLine) -> Iterator[PrintedLine]:
    found = SAYS.search(in_digits(line.text))
    start = found.start() if found else 0
    name, rest = line.text[:start], line.text[start:].lstrip(" -–:;,|/")
    printed = printed_name(name)
    is_named = len(printed.core) > SHORT and has_form(printed)
    told = said(rest)
    parted = found and found["sign"] and printed.core and None not in (told.per_dose, told.per_day)
    if not found or not (parted or (is_named and told.is_counted)):
        yield line
        return
    width = (line.right - line.left) / len(line.text)
    yield replace(line, text=name, right=line.left + width * start)
    yield replace(line, text=rest, left=line.right - width * len(rest))
