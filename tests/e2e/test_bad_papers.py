"""Photos of papers that are hard to read, or of other things: one kind sentence, and nothing wrong on the list."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.server import Sandbox
from tests.bad_papers import HARD, WITHOUT
from tests.e2e.conftest import BotHarness, has_button, settings_for_tests, text_of
from tests.printed_pages import SIX

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

HANGUL = re.compile("[가-힣]")
ROW = re.compile(r"^\d\. (...)", re.MULTILINE)  # a medicine of a page, by its first letters
READ = {"torn": 3, "wet": 4, "upside down": 6, "half": 6, "two pages": 6, "screen": 0}  # medicines at least


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory) -> AsyncIterator[BotHarness]:
    """A bot with two workers: papers of many kinds fill the memory of one."""
    async with Sandbox() as sandbox:
        settings = settings_for_tests(sandbox, tmp_path_factory.mktemp("papers"))
        house = BotHarness(sandbox, sandbox.client(), settings.model_copy(update={"scan_workers": 2}))
        await house.start()
        yield house
        await house.stop()


@pytest.mark.parametrize(("place", "paper"), list(enumerate(WITHOUT)))
async def test_a_photo_without_a_medicine_gets_one_kind_sentence(house, place, paper):
    language = ("ko", "en")[place % 2]
    person = await house.person(language)
    await person.send_photo(WITHOUT[paper]())
    answer = await person.wait_for(has_button("add"), timeout=60)
    assert len(text_of(answer)) <= 160
    assert bool(HANGUL.search(text_of(answer))) == (language == "ko")
    assert await listed(house, person) == []
    shown = [one for one in (await person.messages()).messages if one["from"]["is_bot"]]
    assert [one["message_id"] for one in shown if text_of(one)][-1] == answer["message_id"]
    assert not any(has_button("doc")(one) for one in shown)


@pytest.mark.parametrize("paper", HARD)
async def test_of_a_paper_that_is_hard_to_read_nothing_wrong_is_added(house, paper):
    person = await house.person()
    await person.send_photo(HARD[paper](SIX))
    answer = await person.wait_for(lambda one: has_button("doc")(one) or has_button("add")(one), timeout=60)
    assert ("✂️" in text_of(answer)) == (paper == "half")
    assert await listed(house, person) == []
    read = ROW.findall(text_of(answer))
    assert set(read) <= {one.name[:3] for one in SIX}
    assert len(read) >= READ[paper]


async def listed(house, person) -> list[str]:
    """Return the names on a person's list."""
    account = await house.service.stores.accounts.find(person.chat_id)
    mine = await house.service.stores.medications.active(account.person_id)
    return [one.name.split("(")[0] for one in mine]
