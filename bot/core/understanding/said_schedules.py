"""A sentence that says when a medicine is taken, put into its plan. Pure."""

import re
from dataclasses import replace
from datetime import datetime, time

from bot.core.people.accounts import Language
from bot.core.schedules.answered_schedule import when_needed, with_amount
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    EveryDay,
    Meal,
    MealTimes,
    Regular,
    Rule,
    Schedule,
    clocks_of,
    one_amount,
    only_rule,
)
from bot.core.understanding.schedule_sentences.draft import Unclear
from bot.core.understanding.schedule_sentences.reader import read

UNSAID = (AtMeal(Meal.BREAKFAST),)  # what the reader takes where no time of day is said
MORNING = re.compile(r"아침|오전|조식|breakfast|morning", re.IGNORECASE)


def said_schedule(
    text: str,
    language: Language,
    now: datetime,
    before: Schedule | None,
    meals: MealTimes,
    *,
    at_bedtime: bool = False,
) -> Schedule | Unclear:
    """Return the plan with what a sentence says, or why it is unclear. What is not said stays as it was.

    `now` is the person's local time, without zone. Both languages are tried, the person's own first. `at_bedtime`: the
    medicine is usually taken then, where no time is said and none was set.
    """
    said = read_any(text, language, now, meals)
    if isinstance(said, Unclear):
        return said
    if isinstance(said, AsNeeded):
        amount = when_needed(before).amount if said.amount == 1.0 else said.amount
        return replace(said, amount=amount)
    if isinstance(said, Regular) and (rule := only_rule(said)):
        usual = Meal.BEDTIME if at_bedtime else Meal.BREAKFAST
        said = _with_unsaid(said, rule, before, AtMeal(usual), says_morning=bool(MORNING.search(text)))
    old = one_amount(before)
    return with_amount(said, old) if old and one_amount(said) == 1.0 else said


def said_times(text: str, language: Language, now: datetime, meals: MealTimes) -> tuple[time, ...]:
    """Return the clock times that a sentence says; none where it says none, or other days than every day."""
    said = read_any(text, language, now, meals)
    if isinstance(said, Unclear) or (rule := only_rule(said)) is None:
        return ()
    return clocks_of(said, meals) if isinstance(rule.days, EveryDay) else ()


def read_any(text: str, language: Language, now: datetime, meals: MealTimes) -> Schedule | Unclear:
    """Read a sentence in the person's language, or else in the other; why it is unclear is told of the person's own."""
    found = [read(text, each, now, meals) for each in sorted(Language, key=lambda one: one is not language)]
    return next((one for one in found if not isinstance(one, Unclear)), found[0])


def _with_unsaid(
    said: Regular, rule: Rule, before: Schedule | None, usual: AtMeal, *, says_morning: bool
) -> Regular:
    """Return what was said with the time and the last day that were set before, where it says none itself."""
    old = only_rule(before)
    is_unsaid = tuple(one.at for one in rule.times) == UNSAID and not says_morning
    if is_unsaid:
        at = old.times[0].at if old and len(old.times) == 1 else usual
        rule = replace(rule, times=(replace(rule.times[0], at=at),))
    last = said.last_day or (before.last_day if isinstance(before, Regular) else None)
    return replace(said, rules=(rule,), last_day=last if said.doses is None else said.last_day)
