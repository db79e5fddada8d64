"""Telegram is slow, refuses, or is cut off in the middle of a dialogue: nothing is lost, and nothing is done twice."""

import asyncio

import pytest
import pytest_asyncio
from telegram import Bot

from bot.core.people.accounts import ChatId
from tests.e2e.conftest import BotHarness, buttons_of, has_button, says, text_of
from tests.pictures import four_pills

pytestmark = pytest.mark.asyncio(loop_scope="session")

SORRY = "문제가 생겼어요"
FAULTS = ("429", "500", "drop-before", "drop-after")


async def until(person, act, expected):
    """Do something, and again where the answer is an apology, as it asks for; return the answer that was hoped for."""
    for _ in range(3):
        await act()
        told = await person.wait_for_bot(
            lambda message: expected(message) or SORRY in text_of(message), timeout=30
        )
        if expected(told):
            return told
    raise AssertionError("nothing but apologies")


async def tap_until(person, message, starts: str, expected):
    """Tap the button whose data starts so, until what is expected is there; each tap is answered."""
    data = next(data for data in buttons_of(message) if data.startswith(starts))

    async def tap() -> None:
        assert (await person.tap(message["message_id"], data, wait=15)).answered

    return await until(person, tap, expected)


async def write_until(person, text: str, expected):
    """Write a text until what is expected is there."""
    return await until(person, lambda: person.send_text(text), expected)


def then(starts: str, words: str):
    """Return a condition: a screen with such a button and such words."""
    return lambda message: has_button(starts)(message) and words in text_of(message)


@pytest_asyncio.fixture(loop_scope="session")
async def order(house: BotHarness):
    """Let the next request of some methods fail; what did not happen by the end is forgotten."""

    async def order(fault: str, *methods: str) -> None:
        for method in methods:
            await house.client.order_fault(method, fault, retry_after=1)

    yield order
    await house.client.ask("DELETE", "/sandbox/faults")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_medicine_is_added_once_with_its_plan_whatever_fails_at_each_question(house, order, fault):
    person = await house.person()
    await order(fault, "sendMessage", "getUpdates")
    screen = await write_until(person, "/add 타이레놀", has_button("take:"))
    await order(fault, "answerCallbackQuery", "sendMessage")
    screen = await tap_until(person, screen, "take:", has_button("say:often"))
    answers = (("2", "언제 드세요"), ("skip", "한 번에"), ("1", "얼마나 남았"), ("30", "08:00"))
    for value, expected in answers:
        await order(fault, "answerCallbackQuery", "editMessageText", "getUpdates")
        data = next(data for data in buttons_of(screen) if data.endswith(f":{value}"))
        screen = await tap_until(person, screen, data, says(expected))
    await order(fault, "sendMessage")
    listed = await write_until(person, "/mymeds", says("약 1가지"))
    assert "08:00" in text_of(listed)
    assert "30일치(60알) 남음" in text_of(listed)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_person_is_added_named_and_removed_once_whatever_fails(house, order, fault):
    person = await house.person()
    screen = await write_until(person, "/people", has_button("newperson"))
    await order(fault, "editMessageText", "answerCallbackQuery")
    await tap_until(person, screen, "newperson", says("이름"))
    await order(fault, "sendMessage", "getUpdates")
    await person.send_text("어머니")
    await person.wait_for_bot(lambda m: "어머니" in text_of(m) or SORRY in text_of(m), timeout=30)
    people = await house.service.stores.people.of(ChatId(person.chat_id))
    assert [one.name for one in people] == ["", "어머니"]
    screen = await write_until(person, "/people", lambda m: any("person@" in data for data in buttons_of(m)))
    await order(fault, "editMessageText")
    hers = [data for data in buttons_of(screen) if data.startswith("person@")][-1]
    screen = await tap_until(person, screen, hers, has_button("remove:ask"))
    screen = await tap_until(person, screen, "remove:ask", has_button("remove:yes"))
    await order(fault, "editMessageText", "answerCallbackQuery")
    await tap_until(person, screen, "remove:yes", lambda m: has_button("newperson")(m))
    assert len(await house.service.stores.people.of(ChatId(person.chat_id))) == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_photo_is_answered_or_asked_for_again_whatever_fails(house, order, fault):
    person = await house.person()
    await order(fault, "getFile", "editMessageText", "sendPhoto")
    answer = await until(person, lambda: person.send_photo(four_pills()), has_button("pill:"))
    await order(fault, "sendMessage", "answerCallbackQuery")
    await tap_until(person, answer, "pill:", has_button("none:"))


@pytest.mark.parametrize("fault", FAULTS)
async def test_who_deletes_everything_is_told_so_in_the_end(house, order, fault):
    person = await house.person()
    screen = await write_until(person, "/delete", has_button("forget:"))
    await order(fault, "editMessageText", "answerCallbackQuery")
    await tap_until(person, screen, "forget:yes", says("지웠어요"))
    assert await house.service.stores.accounts.find(ChatId(person.chat_id)) is None


async def test_another_program_that_polls_with_the_same_token_delays_updates_and_loses_none(house):
    """Telegram ends the older of two polls with 409; whoever polls last is given what comes."""
    person = await house.person()
    other = Bot(house.sandbox.token, base_url=house.sandbox.base_url)
    async with other:
        theirs = asyncio.create_task(other.get_updates(timeout=2))
        await asyncio.sleep(0)
        await person.send_text("/settings")
        await theirs
        await person.wait_for(says("설정"), timeout=30)
