"""After /delete the file tells nothing of the person, however closely it is read, while others go on."""

import asyncio
from collections import Counter

import pytest

from bot.sandbox.server import Sandbox
from tests.bot.storage.pages import decrypted
from tests.e2e.conftest import BotHarness, button, has_button, settings_for_tests

NAME = "김-순자-할머니"


def traces(house: BotHarness, chat: int) -> Counter[str]:
    """Count what is left of the name and of the chat: as a number of four bytes or more, and as digits."""
    pages = decrypted(house.settings.database_path, house.settings.key())
    wanted = {"name": NAME.encode(), "escaped": NAME.encode("unicode_escape"), "digits": str(chat).encode()}
    return +Counter({what: pages.count(bytes_) for what, bytes_ in wanted.items()})


async def chatter(person, enough: asyncio.Event) -> None:
    while not enough.is_set():
        await person.send_text("/mymeds " + "가" * 200)
        await person.wait_for_bot(timeout=30)


@pytest.mark.slow
async def test_a_deleted_person_is_in_no_page_and_in_no_log(tmp_path):
    async with Sandbox() as sandbox:
        house = BotHarness(sandbox, sandbox.client(), settings_for_tests(sandbox, tmp_path))
        await house.start()
        others = [await house.person() for _ in range(3)]
        person = await house.client.person(NAME, "ko")
        enough = asyncio.Event()
        talk = [asyncio.create_task(chatter(other, enough)) for other in others]
        for words in ("/add 타이레놀", "/mymeds", "/help", "안녕하세요", "/delete"):
            await person.send_text(words)
            await person.wait_for_bot(timeout=30)
        sure = await person.wait_for(has_button("forget:yes"), timeout=30)
        assert traces(house, person.chat_id)
        await person.tap(sure["message_id"], button(sure, "forget:yes"))
        await person.wait_for_bot(timeout=30)
        await asyncio.sleep(2)
        enough.set()
        await asyncio.gather(*talk)
        assert house.service is not None
        while house.service.telegram.dispatcher.length:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        found = traces(house, person.chat_id)
        await house.stop()
    assert found == Counter()
