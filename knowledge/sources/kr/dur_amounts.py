"""Ages, times and daily amounts as the DUR tables write them, as numbers where they can be read."""

import re
from decimal import Decimal

from knowledge.sources.records import AgeRange

AGE = re.compile(r"(\d+)(세|개월|주)(미만|이하|이상|초과)")
YEARS = {"세": 1.0, "개월": 1 / 12, "주": 7 / 365.25}
DAYS = re.compile(r"(\d+)일")
MASS = re.compile(r"[^\d/]*?(\d[\d,]*(?:\.\d+)?)(마이크로그램|밀리그램|그램)")
MILLIGRAMS = {"마이크로그램": Decimal("0.001"), "밀리그램": Decimal(1), "그램": Decimal(1000)}


def ages(text: str) -> AgeRange:
    """12세미만 -> below 12; 12세이하 -> below 13, for ages are counted in full years. Raises ValueError."""
    if not text:
        return AgeRange()
    found = AGE.fullmatch(text)
    if not found:
        raise ValueError(f"expected an age such as 12세미만, got {text!r}")
    number, unit, side = int(found[1]), YEARS[found[2]], found[3]
    if side in ("이하", "초과"):
        number += 1  # "up to and with 12" ends where 13 begins
    bound = number * unit
    return AgeRange(below_years=bound) if side in ("미만", "이하") else AgeRange(from_years=bound)


def age_within(text: str) -> AgeRange:
    """The first age that a sentence names; open where it names none."""
    found = AGE.search(text.replace(" ", ""))
    return ages(found[0]) if found else AgeRange()


def days(text: str) -> int | None:
    """28일 -> 28; None where several times are given for several uses."""
    found = DAYS.fullmatch(text)
    return int(found[1]) if found else None


def milligrams(text: str) -> Decimal | None:
    """아세트아미노펜4,000밀리그램 -> 4000; None where it is not one amount in a unit of mass."""
    found = MASS.fullmatch(text)
    return Decimal(found[1].replace(",", "")) * MILLIGRAMS[found[2]] if found else None
