"""A sentence that says when a medicine is taken, put into its plan. Pure."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core.people.accounts import Language
from bot.core.schedules.plan_questions import when_needed
from bot.core.schedules.plans import Plan
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    EveryDay,
    EveryNDays,
    Meal,
    MealTimes,
    OnWeekdays,
    Regular,
    Rule,
    Schedule,
    clock_of,
)
from bot.core.understanding.schedule_sentences.draft import Unclear
from bot.core.understanding.schedule_sentences.reader import read

MEALS = MealTimes()
UNSAID = (AtMeal(Meal.BREAKFAST),)  # what the reader takes where no time of day is said
MORNING = re.compile(r"아침|오전|조식|breakfast|morning", re.IGNORECASE)


def said_plan(text: str, language: Language, now: datetime, before: Plan | None) -> Plan | None:
    """Return the plan with what a sentence says; None where it says no times, or more than a plan can hold.

    `now` is the person's local time, without zone. What is not said stays as it was.
    """
    schedule = _read(text, language, now)
    match schedule:
        case AsNeeded():
            return when_needed(before)
        case Regular(rules=(rule,), doses=None) if len({one.amount for one in rule.times}) == 1:
            return _regular(schedule, rule, before or Plan(), now, says_morning=bool(MORNING.search(text)))
    return None


def said_times(text: str, language: Language, now: datetime) -> tuple[time, ...]:
    """Return the clock times that a sentence says; none where it says none, or other days than every day."""
    schedule = _read(text, language, now)
    if not isinstance(schedule, Regular) or len(schedule.rules) != 1:
        return ()
    rule = schedule.rules[0]
    return _clocks(rule) if isinstance(rule.days, EveryDay) else ()


def _read(text: str, language: Language, now: datetime) -> Schedule | None:
    for each in sorted(Language, key=lambda one: one is not language):
        if not isinstance(found := read(text, each, now), Unclear):
            return found
    return None


def _regular(
    schedule: Regular, rule: Rule, before: Plan, now: datetime, *, says_morning: bool
) -> Plan | None:
    is_unsaid = tuple(one.at for one in rule.times) == UNSAID and not says_morning
    times = before.times if is_unsaid and len(before.times) == 1 else _clocks(rule)
    amount = rule.times[0].amount
    plan = replace(
        before,
        times=times,
        amount=before.amount if amount == 1.0 else amount,
        last_day=schedule.last_day or before.last_day,
        every_days=1,
        first_day=schedule.first_day,
    )
    match rule.days:
        case EveryDay():
            return plan
        case OnWeekdays(weekdays=days, every=every) if len(days) == 1:
            (weekday,) = days
            start = schedule.first_day or now.date()
            first = start + timedelta(days=(weekday - start.weekday()) % 7)
            return replace(plan, every_days=7 * every, first_day=first)
        case EveryNDays(every=every, first=first):
            return replace(plan, every_days=every, first_day=first)
    return None


def _clocks(rule: Rule) -> tuple[time, ...]:
    return tuple(sorted({clock_of(one.at, MEALS) for one in rule.times}))
