"""What the match of an English pattern says, as tokens: clock times, days, dates and abbreviations."""

import re
from datetime import date

from bot.core.understanding.schedule_sentences import tokens as k
from bot.core.understanding.schedule_sentences.tokens import Clock, Token, next_weekday

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty-one": 21, "twenty one": 21, "twenty-four": 24, "twenty four": 24, "twenty-eight": 28, "twenty": 20,
    "thirty": 30, "a": 1, "an": 1, "couple of": 2,
}  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = {"breakfast": "breakfast", "lunch": "lunch", "dinner": "dinner", "supper": "dinner", "noon": "noon"}
BEFORE, AFTER, WITH, BETWEEN = -30, 30, 0, 120


def number_of(text: str) -> float:
    """Return the value of a number, in digits or in words."""
    return float(WORDS[text]) if text in WORDS else float(text)


def at_most(match: re.Match[str], _: date) -> list[Token]:
    """Return what "no more than 8" says: times where it says so, or doses; else what is taken, as tablets."""
    is_times = (match["unit"] or "").startswith(("time", "dose"))
    return [Token(k.MOST), Token(k.TIMES if is_times else k.DOSE, number_of(match["n"]))]


def clock(match: re.Match[str], _: date) -> Token:
    """Return what "at 9.30 pm" says."""
    hour, minute = int(number_of(match["hour"])), int(match["minute"] or 0)
    half = {"a": 0, "p": 12}.get((match["half"] or " ")[0])
    if match["said"]:
        half = 0 if "morning" in match["said"] else 12
        if "night" in match["said"] and hour in (12, 1, 2, 3):
            half = 0
    if (
        hour > 24
        or minute > 59
        or (half is not None and not 1 <= hour <= 12 and not (half == 12 and hour > 12))
    ):
        return Token(k.BAD, match[0])
    if half == 0 and hour > 12:
        return Token(k.BAD, match[0])
    return Token(k.CLOCK, Clock(hour, minute, None if half == 12 and hour > 12 else half))


def half_past(match: re.Match[str], _: date) -> Token:
    """Return what "half past eight" says."""
    half = {"a": 0, "p": 12}.get((match["half"] or " ")[0])
    hour, minute = (
        int(number_of(match["hour"])),
        {"half past": 30, "quarter past": 15, "quarter to": -15}[match["how"]],
    )
    if minute < 0:
        hour, minute = hour - 1 or 12, 45
    if match["said"]:
        half = 0 if "morning" in match["said"] else 12
    return Token(k.CLOCK, Clock(hour, minute, half))


def on_and_off(match: re.Match[str], _: date) -> list[Token]:
    """Return what "21 days on, then 7 off" says."""
    unit = k.DAYS if match["unit"] == "day" else k.WEEKS
    return [
        Token(unit, int(number_of(match["n"]))), Token(k.ON), Token(unit, int(number_of(match["off"]))), Token(k.OFF),
    ]  # fmt: skip


def without_part(match: re.Match[str], _: date) -> list[Token]:
    """Return what "not at lunch" says, in the order of Korean."""
    return [Token(k.PART, PARTS[match["part"]]), Token(k.EXCEPT)]


def weekday(match: re.Match[str], _: date) -> Token:
    """Return what "on mondays" says."""
    return Token(k.WEEKDAYS, frozenset({WEEKDAYS.index(match["day"][:3])}))


def weekday_span(match: re.Match[str], _: date) -> Token:
    """Return what "monday to friday" says."""
    first, last = WEEKDAYS.index(match["a"][:3]), WEEKDAYS.index(match["b"][:3])
    return Token(k.WEEKDAYS, frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)))


def letters(match: re.Match[str], _: date) -> Token:
    """Return the weekdays of "mwf"."""
    names = {"m": 0, "t": 1, "w": 2, "th": 3, "f": 4}
    return Token(k.WEEKDAYS, frozenset(names[one] for one in re.findall(r"th|[mtwf]", match[0])))


def calendar_date(match: re.Match[str], today: date) -> Token | list[Token]:
    """Return what "since the 5th of May" says; the next such day where no year is said."""
    try:
        day = date(int(match["year"] or today.year), MONTHS.index(match["month"][:3]) + 1, int(match["day"]))
    except ValueError:
        return Token(k.BAD, match[0])
    if match["since"]:
        return [Token(k.FROM), Token(k.DATE, day.replace(year=day.year - (day > today)))]
    is_past = not match["year"] and (day.year, day.month) < (today.year, today.month)
    return Token(k.DATE, day.replace(year=day.year + is_past))


def iso(match: re.Match[str], _: date) -> Token:
    """Return what "2026-05-01" says."""
    try:
        return Token(k.DATE, date.fromisoformat(match[0]))
    except ValueError:
        return Token(k.BAD, match[0])


def coming_weekday(match: re.Match[str], today: date) -> Token:
    """Return the day of "next friday"."""
    return Token(
        k.DATE, next_weekday(today, WEEKDAYS.index(match["day"][:3]), weeks=1 if match["next"] else 0)
    )


def latin(match: re.Match[str], _: date) -> list[Token]:
    """Return what a prescriber's abbreviation says."""
    day = Token(k.DAYS, 1)
    return {
        "qd": [Token(k.DAILY)], "od": [Token(k.DAILY)], "bid": [Token(k.TIMES, 2), day], "tid": [Token(k.TIMES, 3), day],
        "tds": [Token(k.TIMES, 3), day], "qid": [Token(k.TIMES, 4), day], "qds": [Token(k.TIMES, 4), day],
        "qhs": [Token(k.PART, "bedtime")], "hs": [Token(k.PART, "bedtime")], "qod": [Token(k.ALTERNATE, "day")],
        "ac": [Token(k.RELATION, BEFORE)], "pc": [Token(k.RELATION, AFTER)], "prn": [Token(k.NEEDED)],
    }[match[0].replace(".", "")]  # fmt: skip


def every_hours(match: re.Match[str], _: date) -> list[Token]:
    """Return what "q8h" says."""
    return [Token(k.EVERY), Token(k.HOURS, float(match["n"]))]


def number_in_part(match: re.Match[str], today: date) -> Token | list[Token]:
    """Return what "2 in the morning" says: a clock time where an hour fits better than an amount."""
    hour = int(number_of(match["hour"])) if number_of(match["hour"]).is_integer() else 0
    said = match["said"]
    part = "morning" if "morning" in said else "night" if "night" in said else "evening"
    plausible = {"morning": range(5, 12), "night": range(8, 12), "evening": range(5, 9)}[part]
    if "afternoon" in said or hour in plausible:
        return clock(match, today)
    return [Token(k.DOSE, number_of(match["hour"])), Token(k.PART, part)]
