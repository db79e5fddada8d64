"""Times of a clock at which a medicine is taken: 08:00, 13:00, 19:00; 오전 8시/오후 7시; 08:00 1정."""

import re
from dataclasses import dataclass

from knowledge.pages.doses import SLOTS
from knowledge.pages.spoken import COUNT, UNIT, in_digits

TIME = re.compile(
    r"(?:(?P<late>오후|저녁|밤)|오전|아침|낮)?\s*(?P<hour>\d{1,2})\s*(?:[:;]\s*[0-5]\d|시(?:\s*[0-5]?\d\s*분|\s*반)?)"
)
COLON = re.compile(
    r"(?<=\d{2})\s*(?:[-.]+:?|:[-.]+|(?=[03]0(?!\d)))\s*(?=[03]0(?!\d))"
)  # as in 08-00, 18-.00, 1800
SEVERAL = re.compile(r"\d\D+\d{2}\D{0,2}[03]0(?!\d)")
BETWEEN = re.compile(r"[\s,.·/&]*")
HALF_DAY = re.compile(r"오[전후]")  # where a cell was broken, the hour stands in its next line
CUT = re.compile(r"(?:오[전후]|[/,])\s*$")
ENDS = (4, 11, 16, 21, 25)  # hours at which morning, noon, evening and bedtime begin, and the last one ends

AMOUNT_AT = re.compile(
    r"(?P<time>(?P<hour>\d{1,2})\s?:\s?[0-5]\d|(?P<digits>\d\d)\W{0,3}[0-5]0"
    rf"|(?:[가-힣]{{1,2}}\s?)?\d{{1,2}}\s?시(?:\s?[0-5]?\d\s?분|\s?반)?)\s*(?P<amount>{COUNT})\s*{UNIT}"
)  # 0800 and 08-00 are 08:00 whose colon was not read


@dataclass(frozen=True, slots=True)
class AmountAt:
    """How much is taken at an hour of the day."""

    hour: int
    amount: str
    is_odd: bool  # the sign between hour and minutes was not read


def amount_at(text: str) -> AmountAt | None:
    """Return the hour and the amount that a text consists of, else None."""
    found = AMOUNT_AT.fullmatch(in_digits(text.strip()))
    if not found:
        return None
    hour = found["hour"] or found["digits"]
    hours = (int(hour),) if hour else clock_hours(found["time"])
    return AmountAt(hours[0], found["amount"], bool(found["digits"])) if len(hours) == 1 else None


def clock_hours(text: str) -> tuple[int, ...]:
    """Return the hours that a text names; nothing where it says more than times, as a date or opening hours do."""
    text = COLON.sub(":", text) if has_odd_signs(text) else text
    hours = tuple(int(found["hour"]) + 12 * _is_late(found) for found in TIME.finditer(text))
    return hours if hours and max(hours) <= ENDS[-1] and BETWEEN.fullmatch(TIME.sub("", text)) else ()


def has_odd_signs(text: str) -> bool:
    """Tell whether several times stand in a text whose colons were read as other signs: 08-00,18.00."""
    return bool(SEVERAL.search(text) and COLON.search(text))


def is_cut(text: str) -> bool:
    """Tell whether a line of times goes on in the next one: 오전 8시/오후."""
    rest = HALF_DAY.sub("", TIME.sub("", text))
    return rest != text and bool(BETWEEN.fullmatch(rest)) and bool(CUT.search(text))


def slots_of(hours: tuple[int, ...]) -> tuple[str, ...]:
    """Return the parts of the day that hours fall into; none where two fall into one, or one into the night."""
    found = tuple(
        slot
        for hour in hours
        for slot, start, end in zip(SLOTS, ENDS, ENDS[1:], strict=False)
        if start <= hour < end
    )
    return found if len(set(found)) == len(hours) else ()


def _is_late(found: re.Match[str]) -> bool:
    return bool(found["late"]) and int(found["hour"]) < 12
