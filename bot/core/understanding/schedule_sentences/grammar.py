"""Tokens of a sentence to a schedule, or to why it is unclear. The same for every language.

Everything that was said has to be used: a number that no rule takes makes the sentence unclear, for a guess would be kept as
somebody's plan.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.core.schedules.schedule import (
    MOST_AMOUNT,
    MOST_TIMES_A_DAY,
    AsNeeded,
    MealTimes,
    OnWeekdays,
    Regular,
    Rule,
    Schedule,
)
from bot.core.understanding.schedule_sentences.days import take_counts, take_cycle, take_days, take_span
from bot.core.understanding.schedule_sentences.draft import (
    Draft,
    Unclear,
    UnclearError,
    Why,
    first_day_of_course,
    number,
    timed,
)
from bot.core.understanding.schedule_sentences.hours import interval
from bot.core.understanding.schedule_sentences.slots import amounts_of, slots_of, usual_slots
from bot.core.understanding.schedule_sentences.tapers import taper
from bot.core.understanding.schedule_sentences.tokens import Clock, Token, Value, corrected, kinds


def schedule_of(tokens: Sequence[Token], now: datetime, meals: MealTimes) -> Schedule | Unclear:
    """Return the schedule that a sentence's tokens say; `now` is local."""
    try:
        return _schedule(Draft(corrected(tokens), now), meals)
    except UnclearError as stop:
        return Unclear(stop.why)
    except (ValueError, OverflowError):
        return Unclear(Why.IMPOSSIBLE)


def _schedule(draft: Draft, meals: MealTimes) -> Schedule:
    said = kinds(draft.rest)
    if "B" in said:
        raise UnclearError(Why.TIME)
    _refuse_numbers_that_can_not_be(draft)
    if "?" in said:
        raise UnclearError(Why.INCOMPLETE)
    if "q" in said:
        return _as_needed(draft)
    if draft.take("pn") and "p" not in kinds(draft.rest):
        raise UnclearError(Why.INCOMPLETE)  # 점심 빼고, and no word of the others
    take_span(draft)
    cycle = take_cycle(draft)
    if not cycle and (found := taper(draft, meals) or interval(draft)):
        return found
    if not cycle:
        take_days(draft)
    take_counts(draft)
    return _regular(draft, meals)


def _refuse_numbers_that_can_not_be(draft: Draft) -> None:
    """Refuse no tablets, a hundred times a day and the like, each for what it is."""
    if any(one.kind == "x" and not 0 < number(one) <= MOST_AMOUNT for one in draft.rest):
        raise UnclearError(Why.AMOUNT)
    if any(_is_twice(first.value, second.value) for first, second in pairwise(draft.rest)):
        raise UnclearError(Why.TWICE)
    often = next((one for one in draft.rest if one.kind == "t"), None)
    if often and number(often) == 0:
        raise UnclearError(Why.TOO_OFTEN)
    a_day = re.search(r"[dy]t|t[dy](?!e)", kinds(draft.rest))
    if a_day and often and number(often) > MOST_TIMES_A_DAY:
        raise UnclearError(Why.TOO_OFTEN)


def _is_twice(first: Value, second: Value) -> bool:
    """Return whether a time is said again at once, as in 아침 8시 8시: the evening may be meant."""
    if not (isinstance(first, Clock) and isinstance(second, Clock)) or first.half is None:
        return False
    return second in (first, replace(first, half=None))


def _as_needed(draft: Draft) -> AsNeeded:
    hours = draft.take(r"v?h[ve]?") or []
    least = next((float(one.value) for one in hours if one.kind == "h"), None)  # type: ignore[arg-type]
    most = draft.take(r"z?d?z?t|z?tz?d?|dzx|dxz|zx(?=d)|zd?x(?=z)")
    said = draft.take(r"x")
    amount = number(said[0]) if said else 1.0
    return AsNeeded(amount=amount, least_hours=least, most_a_day=_most_a_day(most or (), amount))


def _most_a_day(most: Sequence[Token], amount: float) -> int | None:
    """Return how often it may be taken a day: eight tablets, two at a time, are four times."""
    limit = next((one for one in most if one.kind in "tx"), None)
    if limit is None:
        return None
    times = int(number(limit) / (amount if limit.kind == "x" else 1.0))
    if times < 1:
        raise UnclearError(Why.AMOUNT)
    return times


def _regular(draft: Draft, meals: MealTimes) -> Regular:
    rules = _rules(draft)
    if rules is None:
        raise UnclearError(Why.NOTHING)
    _refuse_left_over(draft)
    counted = any(
        getattr(rule.days, "first", None) for rule in rules
    )  # such days begin with their own first one
    schedule = Regular(rules, None if counted else draft.first, draft.last, draft.total)
    if draft.lasting is None:
        return schedule
    first = draft.first or first_day_of_course(rules[0].times, draft, meals)
    return replace(schedule, first_day=first, last_day=first + timedelta(days=draft.lasting - 1))


def _rules(draft: Draft) -> tuple[Rule, ...] | None:
    segments = _segments(draft)
    if len(segments) > 1:
        parts = [(weekdays, slots_of(rest), amounts_of(rest)) for weekdays, rest in segments]
        shared = next((slots for _, slots, _ in parts if slots), None) or usual_slots(draft.a_day or 1, None)
        draft.rest = [one for _, rest in segments for one in rest if one.kind not in "cprPMEx@ih"]
        return tuple(
            Rule(timed(slots or shared, amounts), OnWeekdays(weekdays)) for weekdays, slots, amounts in parts
        )
    weekdays_said = draft.take(r"k")
    if weekdays_said and isinstance(weekdays_said[0].value, frozenset):
        draft.days = OnWeekdays(weekdays_said[0].value)
    slots = slots_of(draft.rest, draft.a_day)
    if slots is None:
        raise UnclearError(Why.INCOMPLETE)
    amounts = amounts_of(draft.rest)
    draft.rest = [one for one in draft.rest if one.kind not in "cprPMEx@ih"]
    if not slots and not (draft.a_day or draft.has_days or weekdays_said):
        return None
    return (Rule(timed(slots or usual_slots(draft.a_day or 1, None), amounts), draft.days),)


def _segments(draft: Draft) -> list[tuple[frozenset[int], list[Token]]]:
    """Split a sentence where each of several groups of weekdays has an amount or times of its own."""
    places = [place for place, one in enumerate(draft.rest) if one.kind == "k"]
    if len(places) < 2:
        return []
    is_amount_first = draft.rest[0].kind == "x" and draft.rest[-1].kind == "k"
    bounds = [0, *(place + 1 for place in places)] if is_amount_first else [0, *places[1:], len(draft.rest)]
    found = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        part = draft.rest[start:end]
        weekdays = next(one.value for one in part if one.kind == "k")
        assert isinstance(weekdays, frozenset)  # noqa: S101  (the kind says so)
        found.append((weekdays, [one for one in part if one.kind != "k"]))
    return found


def _refuse_left_over(draft: Draft) -> None:
    if any(one.kind in "dDwmhicbtxkRnu" for one in draft.rest):
        raise UnclearError(Why.LEFT_OVER)
