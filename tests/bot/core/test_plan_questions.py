"""What follows from an answer, and what it does to a plan."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.medications.medications import MedicationId
from bot.core.schedules.plan_questions import (
    LIMITS,
    PlanDialogue,
    PlanQuestion,
    fits,
    following,
    planned,
    tablets_for,
    when_needed,
)
from bot.core.schedules.plans import Plan

SEOUL = ZoneInfo("Asia/Seoul")
NINE = datetime(2026, 11, 22, tzinfo=UTC)  # in Seoul
ONE, TWO, THREE = (MedicationId(number) for number in (1, 2, 3))


def test_a_guide_goes_on_with_the_next_medicines_until_there_are_none():
    guide = PlanDialogue(((ONE,), (TWO, THREE)))
    asked = guide.after(PlanQuestion.AMOUNT)
    assert asked is not None
    assert (asked.head, asked.ask) == ((ONE,), PlanQuestion.AMOUNT)
    further = asked.after(None)
    assert further == PlanDialogue(((TWO, THREE),), PlanQuestion.OFTEN, done=(ONE,))
    assert further.after(None) is None


def test_medicines_asked_about_alike_can_be_told_apart():
    assert PlanDialogue(((ONE, TWO), (THREE,)), PlanQuestion.AMOUNT).apart() == PlanDialogue(
        ((ONE,), (TWO,), (THREE,))
    )


def test_a_guide_comes_back_from_the_database_as_it_was():
    guide = PlanDialogue(((ONE, TWO), (THREE,)), PlanQuestion.DAYS, edits=True, done=(MedicationId(9),))
    assert PlanDialogue.of(guide.as_data()) == guide


@given(st.sampled_from(PlanQuestion), st.booleans())
def test_every_row_of_questions_ends(ask, edits):
    asked = [ask]
    while (further := following(asked[-1], edits=edits)) is not None:
        asked.append(further)
        assert len(asked) <= 5


@pytest.mark.parametrize("ask", PlanQuestion)
def test_numbers_out_of_bounds_or_in_parts_that_make_no_sense_are_no_answer(ask):
    least, most = LIMITS[ask]
    assert fits(ask, least)
    assert fits(ask, most)
    for wrong in (least - 1, most + 1, -1, 1e9, float("inf"), float("nan"), least + 0.1):
        assert not fits(ask, wrong)


@pytest.mark.parametrize(
    ("before", "ask", "value", "after"),
    [
        (None, PlanQuestion.OFTEN, 2, Plan((time(8), time(18, 30)))),
        (
            Plan((time(9),), 7, date(2026, 11, 22), amount=2),
            PlanQuestion.OFTEN,
            1,
            Plan((time(8),), amount=2),
        ),
        (None, PlanQuestion.EVERY, 7, Plan((time(8),), 7, date(2026, 11, 23))),  # eight is over for today
        (Plan((time(21),)), PlanQuestion.EVERY, 2, Plan((time(21),), 2, date(2026, 11, 22))),
        (
            Plan((time(8),), 7, date(2026, 11, 23)),
            PlanQuestion.FIRST,
            3,
            Plan((time(8),), 7, date(2026, 11, 25)),
        ),
        (Plan((time(8),)), PlanQuestion.FIRST, 3, Plan((time(8),))),
        (Plan((time(8),)), PlanQuestion.AMOUNT, 0.5, Plan((time(8),), amount=0.5)),
        (Plan((time(8),)), PlanQuestion.COURSE, 7, Plan((time(8),), last_day=date(2026, 11, 29))),
        (Plan((time(21),)), PlanQuestion.COURSE, 1, Plan((time(21),), last_day=date(2026, 11, 22))),
    ],
)
def test_an_answer_changes_what_it_is_about_and_nothing_else(before, ask, value, after):
    assert planned(before, ask, value, SEOUL, NINE) == after


def test_a_medicine_for_when_it_is_needed_keeps_its_amount_alone():
    plan = Plan((time(8),), 7, date(2026, 11, 23), date(2026, 12, 1), 0.5)
    assert when_needed(plan) == replace(Plan(), amount=0.5)


@pytest.mark.parametrize(
    ("plan", "days", "tablets"),
    [
        (Plan((time(8), time(20))), 30, 60), (Plan((time(8),), amount=0.5), 30, 15), (Plan(amount=2), 10, 20),
        (Plan((time(8),), 7, date(2026, 11, 22)), 30, 5),
    ],
)  # fmt: skip
def test_days_are_counted_in_tablets_by_the_plan(plan, days, tablets):
    assert tablets_for(plan, days) == tablets
