"""The digits below the bars of a box, as they are printed: a code where the bars themselves cannot be read."""

import re
from collections.abc import Iterator, Sequence

from inference.types import PrintedLine, is_product_code

GROUP = re.compile(r"\d(?:[\d ]*\d)?")
CODE = re.compile(r"880\d{10}")
SAME_ROW = 0.6  # heights by which the groups of a code differ


def box_codes(lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    """Return the codes of 13 digits whose check digit holds; their groups may stand apart."""
    groups = sorted((line for line in lines if GROUP.fullmatch(line.text)), key=lambda line: line.left)
    return tuple(dict.fromkeys(code for first in groups for code in _from(first, groups)))


def _from(first: PrintedLine, groups: Sequence[PrintedLine]) -> Iterator[str]:
    digits = ""
    for line in groups:
        if line.left < first.left or abs(line.middle - first.middle) > SAME_ROW * first.height:
            continue
        digits += line.text.replace(" ", "")
        if CODE.fullmatch(digits) and is_product_code(digits):
            yield digits
