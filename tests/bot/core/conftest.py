"""What tests of doses and of lists share."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.people.accounts import Language
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.storage.file.database import Database
from bot.storage.people.accounts import StoredAccounts
from knowledge.starter import build_starter
from tests.bot.core.core_fixture import CHAT, EIGHT, KEY, NOW, Shelf, World
from tests.fakes import FakeClock, FakeNotifier


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "users.db"
    world = World(path, await Database.open(path, KEY), FakeClock(EIGHT - timedelta(hours=1)), FakeNotifier())
    yield world
    await world.database.close()


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    build_starter(tmp_path / "knowledge.db")
    database, knowledge = (
        await Database.open(tmp_path / "users.db", KEY),
        LiveKnowledge(tmp_path / "knowledge.db"),
    )
    yield Shelf(
        database,
        knowledge,
        await StoredAccounts(database).open(CHAT, Language.KOREAN, "Asia/Seoul", NOW),
    )
    knowledge.close()
    await database.close()
