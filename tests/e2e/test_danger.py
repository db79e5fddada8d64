"""An emergency or a crisis: the number to call is the whole answer, whatever else is going on in the chat."""

from datetime import UTC, datetime

import pytest

from bot.core.people.accounts import ChatId
from tests.e2e.conftest import BotHarness, button, buttons_of, has_button, says, text_of
from tests.pictures import drawn_pills, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")

KOREAN = {
    "숨쉬기 힘들어요": "119",
    "아이가 약을 삼켰어요": "119",
    "수면제 20알 먹었어요": "119",
    "119": "119",
    "죽고 싶어요": "109",
}
ENGLISH = {"I can't breathe": "119", "my child swallowed pills": "119", "I want to die": "109"}
SENTENCES = [("ko", text, number) for text, number in KOREAN.items()]
SENTENCES += [("en", text, number) for text, number in ENGLISH.items()]


def is_number(message, number: str) -> bool:
    """Return whether the first line of a short answer without buttons is the number to call."""
    text = text_of(message)
    return number in text.splitlines()[0] and len(text) <= 200 and buttons_of(message) == []


@pytest.mark.parametrize(("language", "text", "number"), SENTENCES)
async def test_the_number_is_the_whole_answer(house: BotHarness, language, text, number):
    person = await house.person(language)
    await person.send_text(text)
    answer = await person.wait_for_bot()
    assert is_number(answer, number), text_of(answer)
    await person.send_text("/privacy")
    assert has_button("forget:")(await person.wait_for_bot()), "nothing was looked up"


@pytest.mark.parametrize(("language", "text", "number"), SENTENCES)
async def test_a_newcomer_is_told_the_number_before_any_greeting(house: BotHarness, language, text, number):
    person = await house.person(language, ready=False)
    await person.send_text(text)
    assert is_number(await person.wait_for_bot(), number)


@pytest.mark.parametrize("asks", ["/add", "/check", "/info"])
async def test_an_open_question_does_not_take_it_for_its_answer_and_stays_open(house: BotHarness, asks):
    person = await house.person()
    await person.send_text(asks)
    await person.wait_for_bot()
    await person.send_text("죽고 싶어요")
    assert is_number(await person.wait_for_bot(), "109")
    await person.send_text("/cancel")
    await person.wait_for(says("그만했어요"))


async def test_the_plan_question_that_is_open_does_not_take_it_either(house: BotHarness):
    person = await house.person()
    await person.send_text("/add 타이레놀")
    found = await person.wait_for(has_button("take:"))
    await person.tap(found["message_id"], button(found, "take:"))
    await person.wait_for(has_button("say:often"))
    await person.send_text("수면제 20알 먹었어요")
    assert is_number(await person.wait_for_bot(), "119")


@pytest.mark.parametrize("album", ["", "one"])
async def test_a_photo_whose_caption_tells_of_it_is_not_read(house: BotHarness, album):
    person = await house.person()
    await person.send_photo(jpeg(drawn_pills()), caption="아이가 이 약을 삼켰어요", media_group_id=album)
    assert is_number(await person.wait_for_bot(), "119")
    await person.send_text("/privacy")
    assert has_button("forget:")(await person.wait_for_bot()), "the photo was not read"


async def test_a_name_after_a_command_may_tell_of_it(house: BotHarness):
    person = await house.person()
    await person.send_text("/add 수면제 20알 먹었어요")
    assert is_number(await person.wait_for_bot(), "119")


async def test_where_it_is_doubtful_both_are_said_and_the_number_first(house: BotHarness):
    person = await house.person()
    await person.send_text("타이레놀 과다복용하면 어떻게 되나요?")
    first = await person.wait_for_bot()
    assert "119" in text_of(first).splitlines()[0]
    assert len(text_of(first)) < 60
    second = await person.wait_for_bot()
    assert "📞" not in text_of(second), "the answer to the question itself"


@pytest.mark.parametrize(
    ("zone", "emergency", "crisis"),
    [
        ("America/New_York", "911", "988"),
        ("Europe/London", "999", "116 123"),
        ("Africa/Nairobi", "your local emergency number", "your local emergency number"),
    ],
)
async def test_it_is_the_number_of_the_persons_country(house: BotHarness, zone, emergency, crisis):
    person = await house.person("en")
    assert house.service is not None
    accounts = house.service.stores.accounts
    account = await accounts.find(ChatId(person.chat_id))
    assert account is not None
    await accounts.move(account, zone, datetime.now(UTC))
    for text, number in (("I can't breathe", emergency), ("I want to die", crisis)):
        await person.send_text(text)
        answer = await person.wait_for_bot()
        assert is_number(answer, number), text_of(answer)
