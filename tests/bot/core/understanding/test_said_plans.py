"""Sentences that say when a medicine is taken, put into its plan."""

from datetime import date, datetime, time

import pytest

from bot.core.people.accounts import Language
from bot.core.schedules.plans import Plan
from bot.core.understanding.said_plans import said_plan, said_times

MONDAY = datetime(2026, 11, 30, 10)  # noqa: DTZ001  the local time of a person
KO, EN = Language.KOREAN, Language.ENGLISH
TWICE = Plan(times=(time(8), time(20)), amount=2)
WEEKLY = Plan(times=(time(12),), every_days=7, first_day=date(2026, 12, 6), amount=2)


@pytest.mark.parametrize(
    ("text", "language", "before", "plan"),
    [
        ("밤 10시", KO, None, Plan(times=(time(22),))),
        ("아침 먹고", KO, None, Plan(times=(time(8, 30),))),
        ("아침 저녁으로", KO, TWICE, Plan(times=(time(8), time(18, 30)), amount=2)),
        ("아침 8시에 반 알", KO, TWICE, Plan(times=(time(8),), amount=0.5)),
        ("일요일", KO, None, Plan(times=(time(8),), every_days=7, first_day=date(2026, 12, 6))),
        ("일요일", KO, Plan(times=(time(12),), amount=2), WEEKLY),
        ("이틀에 한 번", KO, None, Plan(times=(time(8),), every_days=2, first_day=date(2026, 11, 30))),
        ("필요할 때", KO, TWICE, Plan(amount=2)),
        ("10 pm", KO, None, Plan(times=(time(22),))),
        ("at night", EN, None, Plan(times=(time(22),))),
        ("after breakfast", EN, None, Plan(times=(time(8, 30),))),
        ("every Sunday", EN, Plan(times=(time(12),), amount=2), WEEKLY),
        ("밤 10시", EN, None, Plan(times=(time(22),))),
        ("월수금", KO, None, None),
        ("타이레놀", KO, None, None),
        ("hello", EN, TWICE, None),
        ("4알, 3알, 2알, 1알", KO, None, None),
        ("", KO, None, None),
    ],
)
def test_what_is_said_goes_into_the_plan_and_the_rest_stays(text, language, before, plan):
    assert said_plan(text, language, MONDAY, before) == plan


@pytest.mark.parametrize(
    ("text", "times"),
    [("아침 먹고", (time(8, 30),)), ("8시, 20시", (time(8), time(20))), ("일요일", ()), ("와파린", ())],
)
def test_only_times_of_every_day_are_times(text, times):
    assert said_times(text, KO, MONDAY) == times
