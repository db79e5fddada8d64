"""Doses by age and by weight as a leaflet's 용법 gives them, syrups in millilitres; quoted, never worked out.

Only sentences of known shapes are read: an age, then what is taken at one time. Whatever else a leaflet says of
children stays in its text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.build.leaflets.parser import sentences

AGE = r"(?:만\s*|생후\s*)?(\d{1,2})\s*(세|개월)"
FIRST = r"(?:만\s*|생후\s*)?(\d{1,2})\s*(세|개월)?"  # 7~10세 gives the unit once
AGES = re.compile(
    rf"{FIRST}\s*(?:이상)?\s*[~∼-]\s*{AGE}\s*(미만|이하)?|{AGE}\s*(이상|미만|이하)", re.IGNORECASE
)
AMOUNT = re.compile(
    r"1회(?:에)?\s*(?P<number>\d+(?:[./]\d+)?(?:\s*[~∼～-]{1,2}\s*\d+(?:[./]\d+)?)?)\s*(?P<unit>mL/kg|mg/kg|mL|밀리리터|mg|정|캡슐|포)"
)
MILLILITRES = re.compile(r"\(\s*(\d+(?:\.\d+)?(?:\s*[~∼-]\s*\d+(?:\.\d+)?)?)\s*mL\s*\)")
TO = re.compile(r"\s*[~∼～-]{1,2}\s*")
BY_WEIGHT = re.compile(r"(?:체중|몸무게)[^.]*\d|\d\s*(?:mL|mg)\s*/\s*kg", re.IGNORECASE)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class AgeDose:
    """What people of an age take at one time, as published."""

    from_years: float | None
    below_years: float | None
    amount: str  # 5~8
    unit: str  # mL, 정, mL/kg …
    millilitres: str  # of a syrup whose amount is given in mg: 8~10; "" where that is not given
    sentence: str


def age_doses(usage: str) -> tuple[AgeDose, ...]:
    """Return the doses by age that a leaflet's 용법 states, in its order."""
    return tuple(dose for sentence in sentences(usage) for dose in _in(sentence))


def weight_sentences(usage: str) -> tuple[str, ...]:
    """Return the sentences of a leaflet's 용법 that tell a dose or its limit by weight, as published."""
    return tuple(sentence for sentence in sentences(usage) if BY_WEIGHT.search(sentence))


def _in(sentence: str) -> Iterator[AgeDose]:
    found = list(AGES.finditer(sentence))
    for place, ages in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(sentence)
        rest = sentence[ages.end() : end]
        if amount := AMOUNT.search(rest):
            liquid = MILLILITRES.match(rest[amount.end() :].lstrip())
            number, unit = TO.sub("~", amount["number"]), amount["unit"].replace("밀리리터", "mL")
            volume = TO.sub("~", liquid[1]) if liquid else ""
            yield AgeDose(*_bounds(ages), number, unit, volume, sentence)


def _bounds(ages: "re.Match[str]") -> tuple[float | None, float | None]:
    low, low_unit, high, high_unit, side, only, unit, only_side = ages.groups()
    if low:
        return _years(low, low_unit or high_unit), _below(high, high_unit, side or "이하")
    if only_side == "이상":
        return _years(only, unit), None
    return None, _below(only, unit, only_side)


def _years(number: str, unit: str) -> float:
    return int(number) if unit == "세" else int(number) / MONTHS


def _below(number: str, unit: str, side: str) -> float:
    """Return where an age range ends; up to and with 10세 ends where 11 begins."""
    return _years(str(int(number) + (side == "이하")), unit)
