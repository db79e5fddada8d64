"""Sentences that say when a medicine is taken, put into its plan."""

from datetime import date, datetime, time

import pytest

from bot.core.people.accounts import Language
from bot.core.schedules.occurrences import USUAL_MEALS
from bot.core.schedules.schedule import AtMeal, Meal, OnWeekdays, Regular, Rule, TimedAmount, daily
from bot.core.understanding.said_schedules import said_schedule, said_times
from bot.core.understanding.schedule_sentences.draft import Unclear
from tests.schedules import scheduled

MONDAY = datetime(2026, 11, 30, 10)  # noqa: DTZ001  the local time of a person
KO, EN = Language.KOREAN, Language.ENGLISH
TWICE = scheduled((time(8), time(20)), amount=2)
BREAKFAST, DINNER = AtMeal(Meal.BREAKFAST), AtMeal(Meal.DINNER)


def on_sundays(at, amount=1.0):
    return Regular((Rule((TimedAmount(at, amount),), OnWeekdays(frozenset({6}))),))


@pytest.mark.parametrize(
    ("text", "language", "before", "plan"),
    [
        ("밤 10시", KO, None, scheduled((time(22),))),
        ("아침 먹고", KO, None, daily(AtMeal(Meal.BREAKFAST, 30))),
        ("아침 저녁으로", KO, TWICE, daily(BREAKFAST, DINNER, amount=2)),
        ("아침 8시에 반 알", KO, TWICE, scheduled((time(8),), amount=0.5)),
        ("일요일", KO, None, on_sundays(BREAKFAST)),
        ("일요일", KO, scheduled((time(12),), amount=2), on_sundays(time(12), 2)),
        ("이틀에 한 번", KO, scheduled((time(12),)), scheduled((time(12),), 2, date(2026, 11, 30))),
        ("필요할 때", KO, TWICE, scheduled(amount=2)),
        ("10 pm", KO, None, scheduled((time(22),))),
        ("at night", EN, None, daily(AtMeal(Meal.BEDTIME))),
        ("after breakfast", EN, None, daily(AtMeal(Meal.BREAKFAST, 30))),
        ("every Sunday", EN, scheduled((time(12),), amount=2), on_sundays(time(12), 2)),
        ("밤 10시", EN, None, scheduled((time(22),))),
    ],
)
def test_what_is_said_goes_into_the_plan_and_the_rest_stays(text, language, before, plan):
    assert said_schedule(text, language, MONDAY, before, USUAL_MEALS) == plan


@pytest.mark.parametrize(
    ("text", "language"),
    [("타이레놀", KO), ("hello", EN), ("4알, 3알, 2알, 1알", KO), ("", KO), ("25시", KO)],
)
def test_what_says_no_times_is_unclear(text, language):
    assert isinstance(said_schedule(text, language, MONDAY, TWICE, USUAL_MEALS), Unclear)


@pytest.mark.parametrize(
    ("text", "times"),
    [("아침 먹고", (time(8, 30),)), ("8시, 20시", (time(8), time(20))), ("일요일", ()), ("와파린", ())],
)
def test_only_times_of_every_day_are_times(text, times):
    assert said_times(text, KO, MONDAY, USUAL_MEALS) == times
