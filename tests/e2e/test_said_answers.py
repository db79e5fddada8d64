"""The bot's own questions are answered in words: when, how many, born when."""

import pytest

from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.e2e.test_guide import asked_how_often, every_few_days, say

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("language", "name", "text", "understood"),
    [
        ("ko", "타이레놀", "밤 10시", "22:00"),
        ("ko", "타이레놀", "아침 먹고", "08:30"),
        ("ko", "타이레놀", "매주 일요일", "매주 일요일"),
        ("en", "tylenol", "at 10 pm", "22:00"),
        ("en", "tylenol", "after breakfast", "08:30"),
    ],
)
async def test_how_often_is_answered_by_a_sentence_and_what_was_understood_is_shown(
    house: BotHarness, language, name, text, understood
):
    person, _ = await asked_how_often(house, language, name)
    await person.send_text(text)
    shown = await person.wait_for_bot(has_button("say:said"))
    assert understood in text_of(shown)
    assert len(text_of(shown)) <= 350
    await agree(person, shown, "say:amount")
    await person.send_text("반 알" if language == "ko" else "half a tablet")
    left = await person.wait_for_bot(has_button("say:days"))
    await say(person, left, "skip", "")
    await person.send_text("/mymeds")
    listed = text_of(await person.wait_for_bot(says(understood)))
    assert ("반 알" if language == "ko" else "half a tablet") in listed


async def test_a_weekday_answers_the_question_after_every_few_days(house: BotHarness):
    person, asked = await asked_how_often(house)
    await every_few_days(person, asked, "며칠에 한 번")
    await person.send_text("일요일")
    await agree(person, await person.wait_for_bot(has_button("say:said")), "say:amount")
    await person.send_text("/mymeds")
    await person.wait_for_bot(says("매주 일요일"))


async def test_a_time_answers_the_question_that_is_shown_with_the_times(house: BotHarness):
    person, asked = await asked_how_often(house)
    await person.send_text("8시")
    await agree(person, await person.wait_for_bot(has_button("say:said")), "say:amount")
    listed = await _open_times(person)
    assert "08:00" in text_of(listed)
    await person.send_text("밤 10시")
    assert "22:00" in text_of(await person.wait_for_bot(has_button("clock:")))


async def agree(person, shown, then: str):
    """Say that a sentence was understood right; return the question that follows."""
    data = next(b for b in buttons_of(shown) if b.endswith(":yes"))
    assert (await person.tap(shown["message_id"], data)).answered
    return await person.wait_for_bot(has_button(then))


async def _open_times(person):
    await person.send_text("/mymeds")
    listed = await person.wait_for_bot(has_button("med:"))
    await person.tap(listed["message_id"], button(listed, "med:"))
    one = await person.wait_for_bot(has_button("edit:often"))
    await person.tap(one["message_id"], button(one, "edit:often"))
    often = await person.wait_for_bot(has_button("times:"))
    await person.tap(often["message_id"], button(often, "times:"))
    return await person.wait_for_bot(has_button("clock:"))


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [("ko", "1952년생", "1952"), ("ko", "52년생이에요", "1952"), ("en", "I was born in 1952", "1952")],
)
async def test_the_year_of_birth_is_written_as_it_is_said(house: BotHarness, language, text, shown):
    person = await house.person(language)
    await person.send_text("/settings")
    settings = await person.wait_for_bot(has_button("profile"))
    await person.tap(settings["message_id"], button(settings, "profile"))
    profile = await person.wait_for_bot(has_button("tell:born"))
    await person.tap(profile["message_id"], button(profile, "tell:born"))
    await person.wait_for_bot(lambda m: not has_button("tell:born")(m))
    await person.send_text(text)
    assert shown in text_of(await person.wait_for_bot(has_button("tell:born")))
