"""A newer knowledge file is taken by the running bot, and people hear of what is new on their list, once."""

import asyncio
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from knowledge.build.builder import build_records
from knowledge.products import IngredientCode, Source
from knowledge.sources.records import Components, PairRecord, Region, SubstanceRecord
from knowledge.starter import build_starter, records
from tests.e2e.conftest import BotHarness, button, has_button, says, text_of
from tests.e2e.test_list_and_reminders import add

pytestmark = pytest.mark.asyncio(loop_scope="session")

DUR = Source("식품의약품안전처 DUR 병용금기", date(2026, 11, 1))
WARFARIN = IngredientCode("D000567")


def publish(path, *rules) -> None:
    """Put the starter set with more rules in place."""
    stamp = datetime.now(UTC)
    build_records([*records(), *rules], path, Region.KOREA, built_at=stamp)


def code_of(english: str) -> IngredientCode:
    """Return the code of a substance of the starter set."""
    named = (record for record in records() if isinstance(record, SubstanceRecord))
    return next(record.code for record in named if record.english == english)


async def bot_messages(person) -> list[str]:
    return [text_of(m) for m in (await person.messages(0)).messages if m["from"]["is_bot"]]


@pytest_asyncio.fixture(loop_scope="session")
async def starter_again(house: BotHarness):
    """Put the starter set back when the test is over."""
    yield
    await asyncio.to_thread(build_starter, house.settings.knowledge_path)
    await house.service.knowledge_refresh.look()


async def test_a_new_rule_is_told_to_whom_it_concerns_once_with_its_source(house: BotHarness, starter_again):
    concerned, other = await house.person(), await house.person()
    for name in ("와파린", "타이레놀"):
        await add(concerned, name)
    await add(other, "타이레놀")
    await house.service.knowledge_refresh.look()
    rule = PairRecord(Components(WARFARIN), Components(code_of("Acetaminophen")), "출혈 위험", DUR)
    await asyncio.to_thread(publish, house.settings.knowledge_path, rule)
    await house.service.knowledge_refresh.look()
    news = await concerned.wait_for(says("새 소식"), timeout=10)
    assert "함께 먹으면 안 되는 약" in text_of(news)
    assert "출혈 위험" in text_of(news)
    assert "식약처 DUR 병용금기, 2026-11-01" in text_of(news)
    assert "임의로 끊지 마세요" in text_of(news)
    await house.service.knowledge_refresh.look()
    await house.stop()
    await house.start()
    await house.service.knowledge_refresh.look()
    told = [
        [text for text in await bot_messages(person) if "새 소식" in text] for person in (concerned, other)
    ]
    assert [len(news) for news in told] == [1, 0]
    await concerned.tap(news["message_id"], button(news, "list:"))
    listed = await concerned.wait_for(has_button("med:"))
    assert "출혈 위험" in text_of(listed)


async def test_a_damaged_newer_file_shows_in_healthz_and_the_bot_goes_on(house: BotHarness, starter_again):
    path = house.settings.knowledge_path
    half = path.with_name("half")
    half.write_bytes(path.read_bytes()[:40_000])
    half.replace(path)
    await house.service.knowledge_refresh.look()
    assert not await house.service.knowledge_refresh.is_well()
    person = await house.person()
    await person.send_text("/add 타이레놀")
    await person.wait_for(has_button("take:"))
