"""A whole python-telegram-bot Application lives in the sandbox as it would with Telegram."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings

from .api_spec import Journal
from .conftest import picture
from .echo_bot import echo_bot


@pytest.fixture
async def living_bot(journal: Journal) -> AsyncIterator[SandboxClient]:
    async with Sandbox(SandboxSettings(chat_burst=3)) as sandbox, echo_bot(sandbox, journal):
        yield sandbox.client()


async def test_a_person_talks_with_a_polling_bot(living_bot: SandboxClient) -> None:
    person = await living_bot.person(start=True)
    greeting = await person.wait_for_bot()
    assert greeting["text"] == "안녕하세요"
    answer = await person.tap(greeting["message_id"], "네", wait=10)
    assert answer.text == "고마워요"
    assert (await person.wait_for_bot())["text"] == "눌렀어요"
    await person.send_photo(picture())
    assert (await person.wait_for_bot())["caption"] == "돌려드려요"


async def test_a_bot_that_obeys_429_loses_nothing(living_bot: SandboxClient) -> None:
    person = await living_bot.person()
    await person.send_text("/flood")
    assert [(await person.wait_for_bot())["text"] for _ in range(4)] == ["0", "1", "2", "3"]
    stats = await living_bot.stats()
    assert stats["too_many_requests"] >= 1
    assert stats["messages_sent"] == 4


async def test_polling_goes_on_after_every_kind_of_fault(living_bot: SandboxClient) -> None:
    for fault in ("500", "drop-before", "drop-after"):
        await living_bot.order_fault("getUpdates", fault)
    person = await living_bot.person(start=True)
    assert (await person.wait_for_bot(timeout=30))["text"] == "안녕하세요"


async def test_many_people_are_answered_at_once(living_bot: SandboxClient) -> None:
    people = [await living_bot.person(f"사람 {number}", start=True) for number in range(20)]
    for person in people:
        assert (await person.wait_for_bot())["text"] == "안녕하세요"
