"""Greetings, thanks and questions are told from medicines."""

import pytest

from bot.core.understanding.small_talk import SmallTalk, small_talk_of
from knowledge.starter import records


@pytest.mark.parametrize(
    "text", ["안녕하세요", "안녕하세요!!", " 안녕 ^^", "hello", "Hi there!", "👋", "…", "Good morning"]
)
def test_a_greeting_is_one(text):
    assert small_talk_of(text) is SmallTalk.GREETING


@pytest.mark.parametrize(
    "text", ["고마워요", "감사합니다~", "네", "Thank you!", "thanks", "알겠습니다.", "OK"]
)
def test_thanks_are_thanks(text):
    assert small_talk_of(text) is SmallTalk.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "이 약 먹어도 돼요?", "이 약 먹어도 돼요", "타이레놀이랑 아스피린 같이 먹어도 되나요", "언제 먹어요?",
        "술 마셔도 될까요", "?",
        "Can I take this with beer", "what is this pill?",
        "Is it safe to take both",
    ],
)  # fmt: skip
def test_a_question_is_one(text):
    assert small_talk_of(text) is SmallTalk.QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "타이레놀",
        "ㅌㅇㄹㄴ",
        "GSK",
        "NOR 5",
        "하이드로클로로티아지드",
        "Canesten",
        "Is",
        "노바스크정 5mg",
        "101",
        "C",
        "-1",
        "٣",
    ],
)
def test_what_may_be_a_name_or_an_imprint_is_no_talk(text):
    assert small_talk_of(text) is None


def test_no_product_of_the_starter_set_is_taken_for_talk():
    names = [record.name for record in records() if hasattr(record, "name") and hasattr(record, "company")]
    assert len(names) > 50
    assert [name for name in names if small_talk_of(name)] == []
