"""What tests of doses share."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.core.world import EIGHT, KEY, World
from tests.fakes import FakeClock, FakeNotifier


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "users.db"
    world = World(path, await Database.open(path, KEY), FakeClock(EIGHT - timedelta(hours=1)), FakeNotifier())
    yield world
    await world.database.close()
