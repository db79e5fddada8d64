"""What the match of a Korean pattern says, as tokens: clock times, days, dates and meals."""

import re
from datetime import date, timedelta

from bot.core.understanding.schedule_sentences import tokens as k
from bot.core.understanding.schedule_sentences.korean_numbers import number_of
from bot.core.understanding.schedule_sentences.lexer import Make
from bot.core.understanding.schedule_sentences.tokens import Clock, Token, next_weekday

DAY_WORDS = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9, "열흘": 10,
    "보름": 15,
}  # fmt: skip
WEEKDAYS = "월화수목금토일"
BEFORE, AFTER, WITH, BETWEEN = -30, 30, 0, 120


def offset(kind: str) -> Make:
    """Return how long before or after: 30분 전."""

    def make(match: re.Match[str], _: date) -> list[Token]:
        return [
            Token(kind, number_of(match["n"])),
            Token(k.RELATION, BEFORE if match["how"] == "전" else AFTER),
        ]

    return make


def after_meal(match: re.Match[str], _: date) -> list[Token]:
    """Return what 아침 먹고, or 아침 먹고 바로, says."""
    part = {"아침": "breakfast", "점심": "lunch", "저녁": "dinner"}[match["meal"]]
    return [Token(k.PART, part), Token(k.RELATION, WITH if match["soon"] else AFTER)]


HALVES = {"오전": 0, "아침": 0, "새벽": 0, "오후": 12, "낮": 12, "점심": 12, "저녁": 12, "밤": 12, "한밤": 12}


def clock(match: re.Match[str], _: date) -> Token:
    """Return what 저녁 8시 반 says."""
    hour = int(number_of(match["hour"]))
    minute = 30 if match["half"] else int(number_of(match["minute"])) if match["minute"] else 0
    said = match["part"]
    half = HALVES[said] if said else None
    if said in ("밤", "한밤") and hour in (12, 1, 2, 3, 4):
        half = 0
    if said in ("낮", "점심") and hour in (10, 11):
        half = 0
    return _checked(hour, minute, half, match[0])


def both_halves(match: re.Match[str], _: date) -> list[Token]:
    """Return both times of 아침저녁 8시."""
    hour = int(number_of(match["hour"]))
    minute = 30 if match["half"] else int(number_of(match["minute"])) if match["minute"] else 0
    return [_checked(hour, minute, half, match[0]) for half in (0, 12)]


def colon(match: re.Match[str], _: date) -> Token:
    """Return what 오후 8:30 says."""
    part = match["part"]
    return _checked(int(match["hour"]), int(match["minute"]), HALVES[part] if part else None, match[0])


def _checked(hour: int, minute: int, half: int | None, text: str) -> Token:
    if hour > 24 or minute > 59 or (half == 0 and hour > 12) or (half == 12 and hour == 0):
        return Token(k.BAD, text)
    if half == 12 and hour > 12:
        half = None
    return Token(k.CLOCK, Clock(hour, minute, half))


def weekdays(match: re.Match[str], _: date) -> Token:
    """Return what 월수금 says."""
    return Token(
        k.WEEKDAYS,
        frozenset(WEEKDAYS.index(one) for one in match["days"].replace("요일", "") if one in WEEKDAYS),
    )


def weekday_span(match: re.Match[str], _: date) -> Token:
    """Return what 월요일부터 금요일까지 says."""
    first, last = WEEKDAYS.index(match["a"]), WEEKDAYS.index(match["b"])
    return Token(k.WEEKDAYS, frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)))


def calendar_date(match: re.Match[str], today: date) -> Token:
    """Return what 5월 3일 says; the next such day."""
    try:
        day = date(today.year, int(number_of(match["month"])), int(number_of(match["day"])))
    except ValueError:
        return Token(k.BAD, match[0])
    past = (day.year, day.month) < (today.year, today.month)
    return Token(k.DATE, day.replace(year=day.year + past) if (day.month, day.day) != (2, 29) else day)


def dated(match: re.Match[str], today: date) -> Token:
    """Return what 2026년 5월 3일 says."""
    try:
        return Token(k.DATE, date(int(match["year"]), int(match["month"]), int(match["day"])))
    except ValueError:
        return Token(k.BAD, match[0])


def day_of_this_month(match: re.Match[str], today: date) -> Token:
    """Return the next such day of a month: 10일까지."""
    day, month = int(number_of(match["n"])), today
    for _ in range(3):
        if day >= (month.day if month == today else 1):
            try:
                return Token(k.DATE, month.replace(day=day))
            except ValueError:
                pass
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Token(k.BAD, match[0])


def week_day(weeks: int) -> Make:
    """Return what makes a day of 다음 주 금요일."""
    return lambda match, today: Token(k.DATE, next_weekday(today, WEEKDAYS.index(match["day"]), weeks=weeks))


def day_word(kind: str) -> Make:
    """Return what makes a number of days of 사흘."""
    return lambda match, _: Token(kind, DAY_WORDS[match["word"]])
