"""What the next text is an answer to, and what goes on when a question is closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.people.accounts import PersonId
from bot.core.understanding.dialogues import KEPT, PATIENCE, Dialogue, current, lasting, left

NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
CLOCK = Dialogue("clock", {"medication": 1}, PersonId(1), NOON)
CHOSEN = replace(CLOCK, data={"medication": 1, "waiting": [["A", None, 1]], "untold": []})


@pytest.mark.parametrize(
    ("dialogue", "after", "expected"),
    [
        (None, timedelta(0), None),
        (CLOCK, timedelta(0), CLOCK),
        (CLOCK, PATIENCE - timedelta(seconds=1), CLOCK),
        (CLOCK, PATIENCE, None),
    ],
)
def test_a_question_holds_for_a_day(dialogue, after, expected):
    assert current(dialogue, NOON + after) == expected


@pytest.mark.parametrize(
    ("dialogue", "remains"),
    [
        (None, None),
        (CLOCK, None),
        (CHOSEN, Dialogue(KEPT, {"waiting": [["A", None, 1]]}, PersonId(1), NOON)),
    ],
)
def test_what_was_chosen_before_consent_outlasts_its_question(dialogue, remains):
    assert left(dialogue) == remains
    assert left(remains) == remains
    assert lasting(remains) == (remains.data if remains else {})
