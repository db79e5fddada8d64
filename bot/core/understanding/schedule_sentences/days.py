"""On which days, from when until when, and how often: taken out of a sentence."""

import re

from bot.core.schedules.schedule import Cycle, EveryDay, EveryNDays, OnMonthDays, OnWeekdays
from bot.core.understanding.schedule_sentences.draft import (
    Draft,
    UnclearError,
    Why,
    day_of,
    in_days,
    next_on,
    number,
)
from bot.core.understanding.schedule_sentences.tokens import Token, kinds


def take_span(draft: Draft) -> None:
    """Take the first and the last day, a number of days, and a number of doses in all."""
    if taken := draft.take(r"s?js?[^jcs]?u?ju|s?js?uj|sjj|js?j(?=u)u"):
        dates = [one for one in taken if one.kind == "j"]
        draft.rest += [one for one in taken if one.kind not in "jsu"]
        draft.first, draft.last = day_of(dates[0]), day_of(dates[1])
    if taken := draft.take(r"js|sj(?!u)"):
        draft.first = day_of(next(one for one in taken if one.kind == "j"))
    if taken := draft.take(r"ju|uj"):
        draft.last = day_of(next(one for one in taken if one.kind == "j"))
    if taken := draft.take(r"(?<=k)s(?!c)(?!k)"):
        weekdays = next(one.value for one in draft.rest if one.kind == "k")
        if isinstance(weekdays, frozenset) and len(weekdays) == 1:
            draft.first = next_on(draft.today, weekdays)
            if not re.search(r"[Lwa]k|kL", kinds(draft.rest)):
                draft.take(r"k")
    if taken := draft.take(r"j"):
        draft.first = draft.last = day_of(taken[0])
    if draft.first and draft.last and draft.last < draft.first:
        raise UnclearError(Why.ENDS_BEFORE)
    lasting = re.findall("D", kinds(draft.rest))
    if len(lasting) == 1 and not re.search(r"x.*x.*D|D.*x.*x|x.*N.*x", kinds(draft.rest)):
        draft.lasting = int(number((draft.take("D") or [])[0]))
    if taken := draft.take(r"gt|tg(?![tx])|gx(?=$|S)|xg(?![tx])"):
        draft.total = int(number(next(one for one in taken if one.kind in "tx")))


def take_counts(draft: Draft) -> None:
    """Take how often a day; a number of days that is left is how long it goes on."""
    if taken := draft.take(r"[dy]t|t[dy](?!e)|et(?=$)"):
        per = next((one for one in taken if one.kind == "d"), None)
        if per is not None and number(per) != 1:
            raise UnclearError(Why.LEFT_OVER)
        draft.a_day = int(number(next(one for one in taken if one.kind == "t")))
    elif taken := draft.take(r"t"):
        draft.a_day = int(number(taken[0]))
        if draft.take(r"L"):
            raise UnclearError(Why.INCOMPLETE)
    if draft.lasting is None and (taken := draft.take(r"[dw](?=[oS]|$)")):
        unit = 7 if taken[0].kind == "w" else 1
        if number(taken[0]) * unit > 1:
            draft.lasting = int(number(taken[0])) * unit
    draft.take(r"d(?=[cprPMExy@]|$)") if _is_daily(draft) else None


def _is_daily(draft: Draft) -> bool:
    return all(number(one) == 1 for one in draft.rest if one.kind == "d")


def take_cycle(draft: Draft) -> bool:
    taken = draft.take(r"[dDwm]o?[dDwm]f") or draft.take(r"o[dDwm]f?[dDwm]f")
    if taken is None:
        return False
    on, off = [in_days(one) for one in taken if one.kind in "dDwm"][:2]
    draft.days, draft.has_days = Cycle(on, off, draft.start), True
    return True


def take_days(draft: Draft) -> None:
    """Take on which days, where it is not every day."""
    _name_other_days(draft)
    _merge_weekdays(draft)
    if taken := draft.take(r"kn|nk"):
        without = next(one.value for one in taken if one.kind == "k")
        assert isinstance(without, frozenset)  # noqa: S101  (the kind says so)
        draft.rest.insert(0, Token("k", frozenset(range(7)) - without))
    if taken := draft.take(r"mel?[bd]|emb|l[bd]+|[bd]+l|m(?:t)?[bd]"):
        days = frozenset(int(number(one)) for one in taken if one.kind in "bd")
        every = next((int(number(one)) for one in taken if one.kind == "m"), 1)
        draft.days = OnMonthDays(days, every, draft.start if every > 1 else None)
    elif taken := draft.take(r"a"):
        _take_alternate(draft, str(taken[0].value))
    elif taken := draft.take(r"we(?:t)?|ew|w(?=k)|wt(?=k)|wv"):
        _take_weeks(draft, int(number(next(one for one in taken if one.kind == "w"))))
    elif taken := draft.take(r"de(?!t)|ed(?!t)|dv|det|edt") or _n_days_once(draft):
        every = int(number(next(one for one in taken if one.kind == "d")))
        draft.days = EveryNDays(every, draft.start) if every > 1 else EveryDay()
        times = [one for one in taken if one.kind == "t"]
        if times and number(times[0]) > 1:
            draft.a_day = int(number(times[0]))
    elif "k" in kinds(draft.rest):
        _check_times_a_week(draft)
    elif draft.take(r"Lt|tL|wt|L|l|m"):
        raise UnclearError(Why.INCOMPLETE)
    else:
        draft.has_days = draft.take(r"y") is not None
        return
    draft.has_days = True


def _name_other_days(draft: Draft) -> None:
    """Replace "the other days" by the weekdays that are not named."""
    named = frozenset[int]().union(*(one.value for one in draft.rest if isinstance(one.value, frozenset)))
    for place, one in enumerate(draft.rest):
        if one.kind == "k" and not one.value:
            if not named or len(named) == 7:
                raise UnclearError(Why.INCOMPLETE)
            draft.rest[place] = Token("k", frozenset(range(7)) - named)


def _n_days_once(draft: Draft) -> list[Token] | None:
    """Take "once in three days"."""
    for place, one in enumerate(draft.rest[:-1]):
        other = draft.rest[place + 1]
        if {one.kind, other.kind} == {"d", "t"}:
            days, times = (one, other) if one.kind == "d" else (other, one)
            if number(days) > 1 and number(times) == 1:
                del draft.rest[place : place + 2]
                return [days]
    return None


def _take_alternate(draft: Draft, unit: str) -> None:
    draft.take(r"(?<!d)t(?!d)") if unit == "day" and not re.search("dt|td", kinds(draft.rest)) else None
    if unit == "day":
        draft.days = EveryNDays(2, draft.start)
    else:
        _take_weeks(draft, 2)


def _take_weeks(draft: Draft, every: int) -> None:
    taken = draft.take(r"k")
    if taken is None:
        if every == 1 or draft.first is None:
            raise UnclearError(Why.INCOMPLETE)
        draft.days = EveryNDays(7 * every, draft.start)
        return
    weekdays = taken[0].value
    assert isinstance(weekdays, frozenset)  # noqa: S101  (the kind says so)
    draft.take(r"t(?!d)(?<!dt)")
    first = next_on(draft.start, weekdays)
    draft.days = OnWeekdays(weekdays, every, first if every > 1 else None)


def _check_times_a_week(draft: Draft) -> None:
    """A number of times a week has to be that of the weekdays."""
    taken = draft.take(r"wt|Lt|tL|tw")
    if taken:
        said = sum(len(one.value) for one in draft.rest if isinstance(one.value, frozenset))
        if number(next(one for one in taken if one.kind == "t")) != said:
            raise UnclearError(Why.INCOMPLETE)
    draft.take(r"w(?=k)|[eL](?=k)")


def _merge_weekdays(draft: Draft) -> None:
    merged: list[Token] = []
    for token in draft.rest:
        if token.kind == "e" and merged and merged[-1].kind == "k":
            continue
        if token.kind == "k" and merged and merged[-1].kind == "k":
            before, now = merged[-1].value, token.value
            assert isinstance(before, frozenset)  # noqa: S101  (the kind says so)
            assert isinstance(now, frozenset)  # noqa: S101
            merged[-1] = Token("k", before | now)
        else:
            merged.append(token)
    draft.rest = [
        one
        for place, one in enumerate(merged)
        if not (one.kind == "e" and merged[place + 1 : place + 2] and merged[place + 1].kind == "k")
    ]
