"""Which questions follow each other, and which numbers can be an answer."""

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
)

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


@pytest.mark.parametrize("ask", LIMITS)
def test_numbers_out_of_bounds_or_in_parts_that_make_no_sense_are_no_answer(ask):
    least, most = LIMITS[ask]
    assert fits(ask, least)
    assert fits(ask, most)
    for wrong in (least - 1, most + 1, -1, 1e9, float("inf"), float("nan"), least + 0.1):
        assert not fits(ask, wrong)
