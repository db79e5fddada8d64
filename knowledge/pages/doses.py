"""What a line says of doses: how much, how often, for how long, when."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.pages.look_alikes import coarse

LIKE_DIGITS = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "i": "1", ",": ".", "·": "."}
)
SLOTS = ("아침", "점심", "저녁", "취침전")
COUNT = r"(\d+(?:\.\d+)?)"
UNIT = r"(?:정|캡슐|T|C|포|mL|ml|알|환|개|병|매|t|c|㎖)"
FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
MIXED = re.compile(r"(\d*)\s*([½¼¾])")
HALF = re.compile(rf"(?<![\d/])1/2(?=\s*{UNIT})")
SPOKEN = {
    "반": "0.5",
    "한": "1",
    "환": "1",
    "두": "2",
    "투": "2",
    "세": "3",
    "네": "4",
}  # as the reader may have them
WORD = f"[{''.join(SPOKEN)}]"
EACH = r"[씩싹쌕]"
COUNTED = re.compile(
    rf"(?<![가-힣])({WORD})\s*(?=(?:알|정|캡슐|포|봉지?|개)\s*{EACH}|[번변법빈]\s*(?!에|의))"
)  # 한 알씩, 두 번
ONCE = re.compile(
    rf"(?:1?회|[1한환]\s*[번변빈법]에)\s*{COUNT}\s*{UNIT}|{COUNT}\s*{UNIT}\s*{EACH}|량\s*[:;]?\s*{COUNT}\s*{UNIT}|^{COUNT}\s*{UNIT}\s*(?:[*×xX]|(?:qd|bid|tid|qid|hs)(?![a-z]))"
)
LAST = re.compile(rf"(?<![\d.]){COUNT}\s*{UNIT}$")
ALONE = re.compile(rf"{COUNT}{UNIT}\.?{EACH}?")
DAILY = re.compile(
    r"(?:1일|하루|매일)\s*에?\s*(\d{1,2})\s*[회번변빈법]|[횟훗]수\s*[:;]?\s*(\d{1,2})|[*×xX]\s*(\d)\s*회"
)
DAYS = re.compile(r"(\d{1,3})\s*일\s*(?:분|간|치|동안)|(?:기간|일수)\s*[:;]?\s*(\d{1,3})\s*일?")
LASTING = re.compile(r"\W*([2-9]|\d{2,3})\s*일\W*")  # all that stands in a line; 1일 is a heading
PLAIN_DAYS = re.compile(r"(?<![\d월.])(\d{1,3})\s*(?:일(?!\s*\d)|[dD](?![a-zA-Z]))")  # 하루 2회 · 3일
LATIN_TIMES = {"qd": 1, "bid": 2, "tid": 3, "qid": 4}  # as prescriptions abbreviate them
LATIN = re.compile(r"(?<![a-z])(qd|bid|tid|qid|hs|prn)(?![a-z])", re.IGNORECASE)
BEDTIME = re.compile(
    r"취침\s*전|자기\s*(?:직\s*)?전|잠자기\s*전|주무시기\s*전|(?<![a-zA-Z])hs(?![a-zA-Z])", re.IGNORECASE
)
EACH_MEAL = re.compile(r"(?<![가-힣])[매메]\s*식")
MEAL = re.compile(r"식\s*(?:후|전|간|사)\s*(?:즉시|직후|직전|\d+\s*(?:분|시간))?")
NEEDED = re.compile(r"필요\s*시|필요할\s*때|아플\s*때|(?<![a-zA-Z])prn(?![a-zA-Z])", re.IGNORECASE)
POINTLESS = re.compile(r"0\d{1,3}|\d(?:00|25|50|75|33)")
USUAL_AMOUNT = 10.0
THIRDS = (0.33, 0.66, 0.67)
CELL = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
BETWEEN = re.compile(r"(?<=[\d ])[×xX*](?=[\d ]|$)|^[×xX](?=[\d ])")  # numbers: 1.00 × 3 × 28
LONG, MONTH = 100, 30  # days
MUCH, FEW_DAYS = 3.0, 3  # at a time; a course: beyond them the columns may be in another order
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
        """Return this with what another tells besides; what comes from a doubtful one is doubtful."""
        lacks = None in (self.per_dose, self.per_day, self.days)
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

    @property
    def agrees(self) -> bool:
        """Whether the parts of the day are as many as the times a day, where both are told."""
        return not self.slots or self.per_day is None or self.as_needed or len(self.slots) == self.per_day

    @property
    def is_counted(self) -> bool:
        """Whether any number of it is told."""
        return (self.per_dose, self.per_day, self.days) != (None, None, None)

    @property
    def is_long(self) -> bool:
        """Whether it lasts a number of days that no course has: 14D may have been read as 140, ": 28일" as 128."""
        return self.days is not None and self.days > LONG and self.days % MONTH != 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be asked."""
        told = None not in (self.per_dose, self.per_day, self.days)
        return told and self.agrees and not self.doubtful and not self.is_long


def said(text: str) -> Dose:
    """Read a sentence: 1회 1정 1일 3회 90일분, 하루 1번 1정씩, 아침 저녁 식후 30분, 1T bid 7D."""
    plain = _in_digits(text)
    daily, once = DAILY.search(plain), ONCE.search(plain)
    dose = of_amount(_first(once)) if once else Dose()
    times = _first(daily) if daily else ""
    latin = [LATIN_TIMES[found.lower()] for found in LATIN.findall(plain) if found.lower() in LATIN_TIMES]
    days = DAYS.search(plain) or LASTING.fullmatch(plain)
    if not days and (daily or once or latin):
        days = PLAIN_DAYS.search(DAILY.sub(" ", plain))
    found = replace(
        dose,
        per_day=whole(times, "per_day") if times else next(iter(latin), None),
        doubtful=dose.doubtful or bool(latin),  # bid and qid differ by one letter
        days=whole(_first(days), "days") if days else None,
    )
    return _timed(plain, found)


def _in_digits(text: str) -> str:
    """Write numbers that are words or fractions as digits: 한 알씩, 반 정, 1½정, 1/2정."""
    text = MIXED.sub(lambda found: f"{found[1] or 0}{FRACTIONS[found[2]]}", text)
    return COUNTED.sub(lambda found: SPOKEN[found[1]], HALF.sub("0.5", text))


def _first(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


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
    found = ALONE.fullmatch(_in_digits(text).translate(LIKE_DIGITS).replace(" ", ""))
    return found[1] if found else None


def _timed(text: str, dose: Dose) -> Dose:
    plain = text.replace(" ", "")
    letters = _letters(plain)
    slots = (
        SLOTS[:3]
        if EACH_MEAL.search(text)
        else tuple(slot for slot in SLOTS[:3] if _letters(slot) in letters)
    )
    if BEDTIME.search(text):
        slots = (*slots, SLOTS[3])
    needed = bool(NEEDED.search(text))
    if not slots and not needed:
        return dose
    meal = MEAL.search(text)
    if slots and not meal and not BEDTIME.search(text) and len(plain) > 14:
        return dose  # advice that speaks of the morning
    return replace(dose, slots=slots, timing=text.strip(" -☞*·"), as_needed=needed)


def _letters(text: str) -> str:
    """A text letter by letter, so that 처녁 is read as 저녁."""
    return coarse(unicodedata.normalize("NFD", text))


def numbers(text: str) -> tuple[str, ...] | None:
    """The numbers of a cell or of cells side by side, as they stand; None where something else stands in it."""
    parts = [part.strip(".") for part in BETWEEN.sub(" ", text.translate(LIKE_DIGITS)).split()]
    if not parts or not all(CELL.fullmatch(part) for part in parts):
        return None
    return tuple(parts)


def from_cells(cells: Sequence[str]) -> Dose:
    """Three numbers in their usual order: how much, how often, how long.

    No heading says that this is their order: where the numbers speak against it, they are asked for.
    """
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
