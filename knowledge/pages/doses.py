"""What a line says of doses: how much, how often, for how long, when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.pages.spoken import COUNT, EACH, UNIT, in_digits

LIKE_DIGITS = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "i": "1", ",": ".", "·": "."}
)
SLOTS = ("아침", "점심", "저녁", "취침전")
LAST = re.compile(rf"(?<![\d.]){COUNT}\s*{UNIT}$")
ALONE = re.compile(rf"{COUNT}{UNIT}\.?{EACH}?")
POINTLESS = re.compile(r"0\d{1,3}|\d(?:00|25|50|75|33)")
USUAL_AMOUNT = 10.0
THIRDS = (0.33, 0.66, 0.67)
CELL = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
BETWEEN = re.compile(r"(?<=[\d ])[×xX*](?=[\d ]|$)|^[×xX](?=[\d ])")  # numbers: 1.00 × 3 × 28
USUAL_DAYS = frozenset((*range(1, 11), 14, 15, 20, 21, 28, 30, 42, 45, 56, 60, 84, 90, 112, 120, 150, 180))
GLUED = re.compile(
    r"(\d{1,2}\.(?:00|25|50|75)) ?([1-6])( [1-9]\d?|[1-9])"
)  # 1.003 3 and 1.5023 are 1.00 3 3 and 1.50 2 3, but 1.50 28 may be an amount and days
LONG, MONTH, LONGEST = 100, 30, 180  # days
MUCH, FEW_DAYS = 3.0, 3  # at a time; a course: beyond them the columns may be in another order
MOST = {"per_dose": 30.0, "per_day": 8.0, "days": 999.0}


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
        """Return this with what another tells besides; what comes from a doubtful one is doubtful."""
        lacks = None in self.told
        return replace(
            self,
            per_dose=other.per_dose if self.per_dose is None else self.per_dose,
            per_day=other.per_day if self.per_day is None else self.per_day,
            days=other.days if self.days is None else self.days,
            slots=self.slots or other.slots,
            timing=self.timing or other.timing,
            as_needed=self.as_needed or (other.as_needed and not self.timing),
            doubtful=self.doubtful or (lacks and other.doubtful),
        )

    def joined(self, other: "Dose") -> "Dose":
        """Return this with what is said of the same medicine elsewhere; where the two differ, it is doubtful."""
        differs = any(
            None not in (one, two) and one != two for one, two in zip(self.told, other.told, strict=True)
        )
        both = self.filled(other)
        return replace(both, doubtful=both.doubtful or differs)

    @property
    def told(self) -> tuple[float | None, int | None, int | None]:
        """How much, how often and how long."""
        return self.per_dose, self.per_day, self.days

    @property
    def agrees(self) -> bool:
        """Whether the parts of the day are as many as the times a day, where both are told."""
        return not self.slots or self.per_day is None or self.as_needed or len(self.slots) == self.per_day

    @property
    def is_counted(self) -> bool:
        """Whether any number of it is told."""
        return self.told != (None, None, None)

    @property
    def is_long(self) -> bool:
        """Whether it lasts a number of days that no course has: 14D may have been read as 140, 30D as 300."""
        return self.days is not None and self.days > LONG and (self.days % MONTH != 0 or self.days > LONGEST)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be asked."""
        return None not in self.told and self.agrees and not self.doubtful and not self.is_long


def of_amount(text: str) -> Dose:
    """How much is taken at a time; what is unusual is to be confirmed.

    100 must be 1.00, and 05 must be 0.5: the point was not read.
    """
    pointless = POINTLESS.fullmatch(text)
    amount = _bounded(f"{text[0]}.{text[1:]}" if pointless else text, "per_dose")
    if amount is None and re.fullmatch(r"\d0|\d5", text):  # 75, more than anybody takes: 7.5
        return Dose(int(text) / 10, doubtful=True)
    return Dose(amount, doubtful=bool(pointless) or (amount is not None and not _is_usual(amount)))


def _is_usual(amount: float) -> bool:
    """Whether it is in quarters or thirds, and not very much."""
    return amount <= USUAL_AMOUNT and (amount * 4 % 1 == 0 or round(amount % 1, 2) in THIRDS)


def at_end(text: str) -> Dose | None:
    """A dose that stands behind a name: 모노스핀정80mg 1정."""
    found = LAST.search(in_digits(text.strip()))
    return of_amount(found[1]) if found else None


def counted(text: str) -> str | None:
    """The number of a dose that stands alone: 0.25정."""
    found = ALONE.fullmatch(in_digits(text).translate(LIKE_DIGITS).replace(" ", ""))
    return found[1] if found else None


def numbers(text: str) -> tuple[str, ...] | None:
    """The numbers of a cell or of cells side by side, as they stand; None where something else stands in it."""
    plain = BETWEEN.sub(" ", text.translate(LIKE_DIGITS)).strip()
    glued = GLUED.fullmatch(plain)
    if glued and f"{glued[2]}{glued[3]}" not in map(str, USUAL_DAYS):
        plain = " ".join(glued.groups())
    parts = [part.strip(".") for part in plain.split()]
    if not parts or not all(CELL.fullmatch(part) for part in parts):
        return None
    return tuple(parts)


def from_cells(cells: Sequence[str]) -> Dose:
    """Three numbers in their usual order: how much, how often, how long.

    No heading says that this is their order: where the numbers speak against it, they are asked for.
    """
    if "." in cells[2] and "." not in cells[0]:
        cells = cells[::-1]  # an amount has a point, days have none
        return replace(from_cells(cells), doubtful=True)
    dose = of_amount(cells[0])
    days = whole(cells[2], "days")
    if (dose.per_dose or 0) > MUCH and (days or 0) < FEW_DAYS:
        return Dose(per_day=whole(cells[1], "per_day"))  # how long and how much have changed places
    return replace(dose, per_day=whole(cells[1], "per_day"), days=days)


def _bounded(text: str, field: str) -> float | None:
    value = float(text)
    return value if 0 < value <= MOST[field] else None


def whole(text: str, field: str) -> int | None:
    """Return a whole number within what is possible, else None."""
    value = _bounded(text, field)
    return int(value) if value is not None and value == int(value) else None
