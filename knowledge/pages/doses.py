"""What a line says of doses: how much, how often, for how long, when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

LIKE_DIGITS = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "i": "1", ",": ".", "·": "."}
)
SLOTS = ("아침", "점심", "저녁", "취침전")
COUNT = r"(\d+(?:\.\d+)?)"
UNIT = r"(?:정|캡슐|T|C|포|mL|ml|알|환|개|병|매|t|c|㎖)"
ONCE = re.compile(rf"1?회\s*{COUNT}\s*{UNIT}|{COUNT}\s*{UNIT}씩")
LAST = re.compile(rf"(?<![\d.]){COUNT}\s*{UNIT}$")
ALONE = re.compile(rf"{COUNT}{UNIT}")
DAILY = re.compile(r"(?:1일|하루)\s*에?\s*(\d{1,2})\s*(?:회|번)")
DAYS = re.compile(r"(\d{1,3})\s*일\s*(?:분|간|치|동안)")
BEDTIME = re.compile(r"취침\s*전|자기\s*전|잠자기\s*전|주무시기\s*전")
MEAL = re.compile(r"식\s*(?:후|전|간|사)\s*(?:즉시|직후|직전|\d+\s*(?:분|시간))?")
NEEDED = re.compile(r"필요\s*시|필요할\s*때|아플\s*때")
POINTLESS = re.compile(r"0\d{1,3}|\d(?:00|25|50|75|33)")
USUAL_AMOUNT = 10.0
THIRDS = (0.3, 0.33, 0.66, 0.67)
CELL = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
MOST = {"per_dose": 30.0, "per_day": 8.0, "days": 366.0}


@dataclass(frozen=True, slots=True)
class Dose:
    """How a medicine is taken, as far as a page tells; None is not told."""

    per_dose: float | None = None
    per_day: int | None = None
    days: int | None = None
    slots: tuple[str, ...] = ()  # of the day
    timing: str = ""  # as printed
    as_needed: bool = False
    doubtful: bool = False  # a point was put into 100, which must be 1.00

    def filled(self, other: "Dose") -> "Dose":
        """Return this with what another tells besides."""
        return replace(
            self,
            per_dose=other.per_dose if self.per_dose is None else self.per_dose,
            per_day=other.per_day if self.per_day is None else self.per_day,
            days=other.days if self.days is None else self.days,
            slots=self.slots or other.slots,
            timing=self.timing or other.timing,
            as_needed=self.as_needed or (other.as_needed and not self.timing),
            doubtful=self.doubtful or (self.per_dose is None and other.doubtful),
        )

    @property
    def agrees(self) -> bool:
        """Whether the parts of the day are as many as the times a day, where both are told."""
        return not self.slots or self.per_day is None or self.as_needed or len(self.slots) == self.per_day

    @property
    def is_counted(self) -> bool:
        """Whether any number of it is told."""
        return (self.per_dose, self.per_day, self.days) != (None, None, None)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be asked."""
        return None not in (self.per_dose, self.per_day, self.days) and self.agrees and not self.doubtful


def said(text: str) -> Dose:
    """Read a sentence: 1회 1정 1일 3회 90일분, 하루 1번 1정씩, 아침 저녁 식후 30분."""
    daily, days, once = DAILY.search(text), DAYS.search(text), ONCE.search(text)
    dose = of_amount(once[1] or once[2]) if once else Dose()
    found = replace(
        dose,
        per_day=_whole(daily[1], "per_day") if daily else None,
        days=_whole(days[1], "days") if days else None,
    )
    return _timed(text, found)


def of_amount(text: str) -> Dose:
    """How much is taken at a time; what is unusual is to be confirmed.

    100 must be 1.00, and 05 must be 0.5: the point was not read.
    """
    pointless = POINTLESS.fullmatch(text)
    amount = _bounded(f"{text[0]}.{text[1:]}" if pointless else text, "per_dose")
    return Dose(amount, doubtful=bool(pointless) or (amount is not None and not _is_usual(amount)))


def _is_usual(amount: float) -> bool:
    """Whether it is in quarters or thirds, and not very much."""
    return amount <= USUAL_AMOUNT and (amount * 4 % 1 == 0 or round(amount % 1, 2) in THIRDS)


def at_end(text: str) -> float | None:
    """A dose that stands behind a name: 모노스핀정80mg 1정."""
    found = LAST.search(text.strip())
    return _bounded(found[1], "per_dose") if found else None


def counted(text: str) -> str | None:
    """The number of a dose that stands alone: 0.25정."""
    found = ALONE.fullmatch(text.translate(LIKE_DIGITS).replace(" ", ""))
    return found[1] if found else None


def _timed(text: str, dose: Dose) -> Dose:
    plain = text.replace(" ", "")
    slots = tuple(slot for slot in SLOTS[:3] if slot in plain)
    if BEDTIME.search(text):
        slots = (*slots, SLOTS[3])
    needed = bool(NEEDED.search(text))
    if not slots and not needed:
        return dose
    meal = MEAL.search(text)
    if slots and not meal and not BEDTIME.search(text) and len(plain) > 14:
        return dose  # advice that speaks of the morning
    return replace(dose, slots=slots, timing=text.strip(" -☞*·"), as_needed=needed)


def numbers(text: str) -> tuple[str, ...] | None:
    """The numbers of a cell or of cells side by side, as they stand; None where something else stands in it."""
    parts = [part.strip(".") for part in text.translate(LIKE_DIGITS).split()]
    if not parts or not all(CELL.fullmatch(part) for part in parts):
        return None
    return tuple(parts)


def from_cells(cells: Sequence[str]) -> Dose:
    """The columns of a table in their order: how much, how often, how long; or how much alone."""
    dose = of_amount(cells[0])
    if len(cells) == 1:
        return dose
    return replace(dose, per_day=_whole(cells[1], "per_day"), days=_whole(cells[2], "days"))


def _bounded(text: str, field: str) -> float | None:
    value = float(text)
    return value if 0 < value <= MOST[field] else None


def _whole(text: str, field: str) -> int | None:
    value = _bounded(text, field)
    return int(value) if value is not None and value == int(value) else None
