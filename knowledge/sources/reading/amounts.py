"""Strengths as labels write them, every mass in milligrams so that strengths can be added."""

import re
from decimal import Decimal

UNITS = {
    "mg": ("mg", Decimal(1)),
    "밀리그램": ("mg", Decimal(1)),
    "밀리그람": ("mg", Decimal(1)),
    "g": ("mg", Decimal(1000)),
    "그램": ("mg", Decimal(1000)),
    "그람": ("mg", Decimal(1000)),
    "μg": ("mg", Decimal("0.001")),  # Greek mu; the micro sign folds into it
    "ug": ("mg", Decimal("0.001")),
    "mcg": ("mg", Decimal("0.001")),
    "㎍": ("mg", Decimal("0.001")),
    "마이크로그램": ("mg", Decimal("0.001")),
    "마이크로그람": ("mg", Decimal("0.001")),
    "iu": ("IU", Decimal(1)),
    "i.u": ("IU", Decimal(1)),
    "i.u.": ("IU", Decimal(1)),
    "아이유": ("IU", Decimal(1)),
    "국제단위": ("IU", Decimal(1)),
    "단위": ("IU", Decimal(1)),
    "ki.u": ("IU", Decimal(1000)),
    "만아이유": ("IU", Decimal(10000)),
    "ml": ("ml", Decimal(1)),
    "밀리리터": ("ml", Decimal(1)),
}
NUMBER = r"\d[\d,]*(?:\.\d+)?"
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
# A name's strength: 5/10/160밀리그램, 20mg. A unit per volume or a percentage is of no tablet.
IN_NAME = re.compile(rf"({NUMBER}(?:\s*/\s*{NUMBER})*)\s*({UNIT})(?![a-z/])(?!\s*/)", re.IGNORECASE)

Amount = tuple[Decimal, str]


def amount(number: str, unit: str) -> Amount | None:
    """Turn '0.1', 'g' into 100 mg; None for a unit that is no plain amount, such as 'g(10mg/mL)'."""
    known = UNITS.get(unit.strip().lower().replace("µ", "μ"))
    digits = number.replace(",", "")
    if known is None or not re.fullmatch(r"\d+(?:\.\d+)?", digits) or not Decimal(digits):
        return None
    return plain(Decimal(digits) * known[1]), known[0]


def amounts_in(name: str, count: int) -> tuple[Amount, ...]:
    """The strengths that a product's name states, if it states them for exactly `count` ingredients.

    Brackets hold ingredients and export names, so they are not read. Several groups, such as
    '2밀리그램, 4밀리그램', belong to several variants and tell of none.
    """
    groups = list(IN_NAME.finditer(_outside_brackets(name)))
    if len(groups) != 1:
        return ()
    numbers, unit = groups[0].groups()
    found = tuple(amount(number.strip(), unit) for number in numbers.split("/"))
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) == count else ()


def plain(number: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 100, not 1E+2 or 100.000."""
    return Decimal(f"{number.normalize():f}")


def _outside_brackets(name: str) -> str:
    kept, depth = [], 0
    for letter in name:
        depth += letter == "("
        if not depth:
            kept.append(letter)
        depth -= letter == ")" and depth > 0
    return "".join(kept)
