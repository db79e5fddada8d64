"""The day that a question about doses is about."""

import pytest

from bot.core.understanding.said_days import day_said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("어제 저녁약 먹었는지 모르겠어", -1),
        ("그저께 약 먹었나?", -2),
        ("그제 먹었나", -2),
        ("엊그제 먹었나", -2),
        ("그끄저께 먹었어?", -3),
        ("내일 뭐 먹어?", 1),
        ("오늘 약 먹었나?", 0),
        ("/today", 0),
        ("did I take my pills yesterday?", -1),
        ("and the day before yesterday", -2),
        ("did I take it last night", -1),
    ],
)
def test_a_question_says_its_day(text: str, expected: int) -> None:
    assert day_said(text) == expected
