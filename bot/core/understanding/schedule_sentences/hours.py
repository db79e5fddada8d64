"""Every so many hours: an interval, round the clock or within a window of the day."""

import re
from dataclasses import replace
from datetime import time, timedelta

from bot.core.schedules.schedule import Interval, MealTimes, Regular, Rule, Schedule, TimedAmount, clock_of
from bot.core.understanding.schedule_sentences.draft import Draft, UnclearError, Why, number
from bot.core.understanding.schedule_sentences.slots import amounts_of, slots_of
from bot.core.understanding.schedule_sentences.tokens import Token, kinds


def interval(draft: Draft) -> Schedule | None:
    said = kinds(draft.rest)
    if not re.search(r"e[^xpc]?h|h[ev]|vh|h.?e$", said):
        return None
    hours = next(number(one) for one in draft.rest if one.kind == "h")
    clocks = [_time(one) for one in draft.rest if one.kind in "cp" and _is_time(one)]
    amounts = amounts_of(draft.rest)
    times = next((int(number(one)) for one in draft.rest if one.kind == "t"), None)
    if len(clocks) > 2 or len(amounts) > 1:
        raise UnclearError(Why.LEFT_OVER)
    start = clocks[0] if clocks else time(8)
    until = clocks[1] if len(clocks) == 2 else None
    amount = amounts[0] if amounts else 1.0
    if times and times > 1 and times * hours < 24 and until is None:
        minutes = [start.hour * 60 + start.minute + int(60 * hours * step) for step in range(times)]
        if minutes[-1] >= 24 * 60:
            raise UnclearError(Why.TOO_OFTEN)
        timed = tuple(TimedAmount(time(*divmod(one, 60)), amount) for one in minutes)
        return _spanned(Regular((Rule(timed),), draft.first, draft.last, draft.total), draft)
    if times and times * hours > 24:
        raise UnclearError(Why.TOO_OFTEN)
    if until == time(0):
        until = time(23, 59)
    return _spanned(Interval(hours, start, until, amount, draft.first, draft.last, draft.total), draft)


def _spanned(schedule: Regular | Interval, draft: Draft) -> Schedule:
    if draft.lasting is None:
        return schedule
    first = draft.first or draft.today
    return replace(schedule, first_day=first, last_day=first + timedelta(days=draft.lasting - 1))


def _is_time(token: Token) -> bool:
    return token.kind == "c" or token.value in (
        "morning",
        "noon",
        "evening",
        "night",
        "bedtime",
        "breakfast",
        "dinner",
    )


def _time(token: Token) -> time:
    slots = slots_of([token])
    assert slots  # noqa: S101  (a token that is a time gives one)
    return clock_of(slots[0].at, MealTimes())
