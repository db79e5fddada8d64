"""Tokens of a schedule sentence: the same kinds in every language, so that one grammar reads them all.

A token's kind is one character, so that a pattern over tokens is a regular expression over their kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# kind  value                what it is
DOSE = "x"  # float          an amount: 두 알, half a tablet
TIMES = "t"  # int           a number of times: 세 번, twice
DAYS = "d"  # int            a number of days: 사흘, 3 days, 하루
LASTING = "D"  # int         for so many days: 3일치, for ten days
WEEKS = "w"  # int           a number of weeks
MONTHS = "m"  # int          a number of months
HOURS = "h"  # float         a number of hours
MINUTES = "i"  # int         a number of minutes
CLOCK = "c"  # Clock         a time of the clock
BAD = "B"  # str             something that can't be: 25시, 4월 31일
PART = "p"  # str            a part of the day, or a meal: see PARTS in grammar.py
MEAL = "M"  # –              a meal that is not named: 식사, meals
RELATION = "r"  # int        before (-30), with (0), after (+30) or between (+120) meals: minutes
LEADING = "P"  # int        the same, said before its meal, as in English
EMPTY = "E"  # –             on an empty stomach
WEEKDAYS = "k"  # frozenset  weekdays, 0 is Monday
MONTH_DAY = "b"  # int       a day of the month
DATE = "j"  # date
EVERY = "e"  # –             every, 마다
ALTERNATE = "a"  # –         every other
DAILY = "y"  # –             매일, daily
WEEKLY = "L"  # –            매주, a week
MONTHLY = "l"  # –           매달, a month
APART = "v"  # –             간격, apart
ON = "o"  # –                taken: 먹고
OFF = "f"  # –               not taken: 쉬고
EXCEPT = "n"  # –            빼고
FROM = "s"  # –              부터, from
UNTIL = "u"  # –             까지, until
TOTAL = "g"  # –             모두, in all
NEEDED = "q"  # –            when needed
MOST = "z"  # –              at most
NEXT = "N"  # –              then, 그다음
LESS = "R"  # –              줄여서, reduce by
STOP = "S"  # –              and stop
CORRECTION = "!"  # –        no, rather
VAGUE = "?"  # –             a few, 며칠
EACH = "@"  # –              씩, each


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the clock as it was said. `half` is 0 for the morning, 12 for the afternoon, None where it was not said."""

    hour: int
    minute: int = 0
    half: int | None = None


Value = float | int | str | date | frozenset[int] | Clock | None


@dataclass(frozen=True, slots=True)
class Token:
    """A kind, and its value where the kind has one."""

    kind: str
    value: Value = None


def kinds(tokens: Sequence[Token]) -> str:
    """Return the kinds of tokens as one text, a character each."""
    return "".join(token.kind for token in tokens)


def corrected(tokens: Sequence[Token]) -> list[Token]:
    """Apply corrections: what follows one replaces the last thing of its kind before it.

    A clock time without a half of the day keeps that of the one it replaces: 저녁 7시, 아니 7시 반.
    """
    done: list[Token] = []
    replacing = False
    for token in tokens:
        if token.kind == CORRECTION:
            replacing = True
            continue
        if replacing and (place := _last(done, token.kind)) is not None:
            done[place] = _replaced(done[place], token)
        else:
            done.append(token)
        replacing = False
    return done


def _last(tokens: Sequence[Token], kind: str) -> int | None:
    return next((place for place in reversed(range(len(tokens))) if tokens[place].kind == kind), None)


def _replaced(old: Token, new: Token) -> Token:
    if isinstance(old.value, Clock) and isinstance(new.value, Clock) and new.value.half is None:
        return Token(CLOCK, Clock(new.value.hour, new.value.minute, old.value.half))
    return new


def next_weekday(today: date, weekday: int, *, weeks: int = 0) -> date:
    """Return the next such weekday, today included; `weeks` = 1 is that of next week."""
    if weeks:
        return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)
