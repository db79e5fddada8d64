"""A medicine taken only when needed: one tap tells of a dose, and its screen says when the last one was."""

import asyncio

import pytest

from tests.e2e.conftest import BotHarness, button, has_button, says, text_of
from tests.e2e.test_guide import asked_how_often, assert_it_can_be_read, say, times_a_day
from tests.e2e.test_people import tap
from tests.e2e.test_privacy import exported

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "ko": {
        "amount": "한 번에 몇 알", "left": "몇 알 남았어요", "stock": "20알 남음", "label": "✅ 지금 먹었어요",
        "noted": "방금 2알",
        "last": "마지막으로 드신 때 오늘", "once": "24시간 동안 1번, 모두 2알", "twice": "24시간 동안 2번, 모두 4알",
        "less": "18알 남음", "old": "이번에는 적지 않았어요", "most": "하루 최대", "unknown": "하루에 얼마까지",
    },
    "en": {
        "amount": "How many tablets at a time", "left": "How many tablets are left", "stock": "20 tablets left",
        "label": "✅ I took one now", "noted": "Written down: 2 tablets", "last": "last taken today",
        "once": "1 time in 24 hours, 2 tablets in all", "twice": "2 times in 24 hours, 4 tablets in all",
        "less": "18 tablets left", "old": "Not written down twice", "most": "At most a day",
        "unknown": "How much a day at most is not in my lists",
    },
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", list(WORDS))


async def when_needed(house: BotHarness, language: str, name: str = "타이레놀"):
    """Return a person who takes two tablets of a medicine when needed, and the screen that says so at the end."""
    words = WORDS[language]
    person, often = await asked_how_often(house, language, name)
    gap = await say(person, often, "needed", "⏳")
    most = await say(person, gap, "skip", "🔢")
    amount = await say(person, most, "skip", words["amount"])
    left = await say(person, amount, "2", words["left"])
    return person, await say(person, left, "20", words["stock"])


async def opened(person):
    """Return the screen of the only medicine."""
    await person.send_text("/mymeds")
    listed = await person.wait_for_bot(has_button("med:"))
    return await tap(person, listed, "med:", has_button("change:"))


@LANGUAGES
async def test_one_tap_notes_a_dose_counts_it_down_and_is_taken_back(house: BotHarness, language):
    words = WORDS[language]
    person, done = await when_needed(house, language)
    assert words["label"] in str(done["reply_markup"]), "right after it was added, too"
    one = await opened(person)
    assert_it_can_be_read(one)
    noted = await tap(person, one, "took:", says(words["noted"]))
    for said in (words["last"], words["once"], words["less"]):
        assert said in text_of(noted)
    back = await tap(person, noted, "untook:", has_button("took:"))
    assert words["last"] not in text_of(back)
    assert words["stock"] in text_of(back)


@LANGUAGES
async def test_two_devices_tell_of_one_dose_and_a_further_tap_of_another(house: BotHarness, language):
    words = WORDS[language]
    person, _ = await when_needed(house, language)
    one = await opened(person)
    taps = [person.tap(one["message_id"], button(one, "took:"), wait=20.0) for _ in range(2)]
    assert all(answer.answered for answer in await asyncio.gather(*taps))
    old = await person.wait_for_bot(says(words["old"]))
    assert words["once"] in text_of(old)
    assert words["less"] in text_of(old)
    again = await tap(person, old, "took:", says(words["noted"]))
    assert words["twice"] in text_of(again)
    await person.send_text("/mymeds")
    listed = await person.wait_for_bot(has_button("med:"))
    assert words["twice"] in text_of(listed)


@LANGUAGES
async def test_the_most_a_day_is_told_as_the_source_words_it_or_that_it_is_not_known(
    house: BotHarness, language
):
    words = WORDS[language]
    person, _ = await when_needed(house, language, "부루펜정200밀리그램")
    told = text_of(await opened(person))
    assert words["most"] in told
    assert "3,200" in told
    person, _ = await when_needed(house, language, "와파린")
    assert words["unknown"] in text_of(await opened(person))


async def test_a_dose_survives_a_restart_is_exported_and_deleted(house: BotHarness):
    person, _ = await when_needed(house, "ko")
    one = await opened(person)
    await tap(person, one, "took:", says("방금 2알"))
    await house.stop()
    await house.start()
    assert "24시간 동안 1번" in text_of(await opened(person))
    await person.send_text("/export")
    (dose,) = (await exported(house, person))["doses"]
    assert (dose["state"], dose["amount"]) == ("taken", 2)
    await person.send_text("/delete")
    sure = await person.wait_for_bot(has_button("forget:yes"))
    await tap(person, sure, "forget:yes", says("모두 지웠어요"))
    await person.send_text("/export")
    assert (await exported(house, person))["doses"] == []


async def test_what_is_different_is_changed_from_its_own_screen_and_an_old_button_is_answered(
    house: BotHarness,
):
    person, done = await when_needed(house, "ko")
    one = await opened(person)
    change = await tap(person, one, "change:", has_button("edit:amount"))
    assert_it_can_be_read(change)
    amount = await tap(person, change, "edit:amount", has_button("say:amount"))
    one = await say(person, amount, "1", "필요할 때 1알")
    change = await tap(person, one, "change:", has_button("edit:often"))
    often = await tap(person, change, "edit:often", has_button("say:often"))
    await times_a_day(person, often, "1", "매일 아침 08:00")
    await person.tap(done["message_id"], button(done, "took:"))
    assert "적지 않았어요" in text_of(await person.wait_for_bot(says("먹는 시간을 정해")))
