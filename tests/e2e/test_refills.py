"""A photo of a refill: one tap puts it in the place of the medicine on the list, with its times, and that is undone."""

import pytest

from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.e2e.test_from_photo_to_list import photo_answered, settle
from tests.e2e.test_guide import assert_it_can_be_read, say, times_a_day
from tests.e2e.test_people import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {
    "ko": {
        "old": "다이아벡스", "new": "글루코파지", "label": "🔁 옛 약과 바꾸기", "kept": "드신 기록은 그대로예요",
        "left": "30알 남은", "daily": "매일 아침 08:00", "amount": "몇 알", "stock": "얼마나 남았", "done": "30일치",
    },
    "en": {
        "old": "Diabex", "new": "Glucophage", "label": "🔁 Replace the old one", "kept": "what was taken stay",
        "left": "30 tablets are left", "daily": "in the morning 08:00 every day", "amount": "How many",
        "stock": "How much is left", "done": "30 days left",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", list(WORDS))
async def test_a_refill_takes_the_place_of_the_old_one_and_its_times(house: BotHarness, language):
    words = WORDS[language]
    person, answer = await photo_answered(house, language)
    await person.send_text(f"/add {words['old']}")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    often = await person.wait_for(has_button("say:often"))
    left = await say(person, await times_a_day(person, often, "1", words["amount"]), "1", words["stock"])
    await say(person, left, "30", words["done"])
    answer = await settle(person, answer, 1, words["new"])
    assert_it_can_be_read(answer)
    assert words["label"] in buttons_of(answer)
    said = await tap(person, answer, "swap:", says(words["kept"]))
    for word in (words["old"], words["new"], words["left"]):
        assert word in text_of(said)
    answer = await person.wait_for_bot(lambda m: m["message_id"] == answer["message_id"])
    assert not has_button("swap:")(answer), "it is on the list by now"
    assert button(said, "edit:days")
    await person.send_text("/mymeds")
    listed = await person.wait_for_bot(has_button("med:"))
    assert words["daily"] in text_of(listed)
    assert words["new"] in text_of(listed)
    assert words["old"] not in text_of(listed)
    back = await tap(person, said, "unswap:", has_button("edit:often"))
    assert words["old"] in text_of(back)
    assert words["daily"] in text_of(back)
