"""A real, encrypted, migrated database for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.file.database import Database

KEY = "ab" * 32


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "users.db", KEY)
    yield database
    await database.close()
