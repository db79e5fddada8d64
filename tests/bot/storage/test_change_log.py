"""The log of changes: copied into the file while others write, and never in the middle of a change."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.storage.file.change_log import QUIET
from bot.storage.file.database import Database

KEY = "0123456789abcdef" * 4
MANY = 8_000_000  # bytes: twice what SQLite lets pile up before it copies
WAIT = 60  # seconds, for a machine that has much to do


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "users.db", KEY)
    yield opened
    await opened.close()


async def write(database: Database, count: int) -> None:
    async with database.change() as tx:
        await tx.run("REPLACE INTO write_probe (id, filling) VALUES (1, randomblob(?))", count)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT):
        while not is_so():  # noqa: ASYNC110  (a file rings no bell)
            await asyncio.sleep(0.05)


def has_changed(path: Path, since: int) -> bool:
    return path.stat().st_mtime_ns > since


def size(path: Path) -> int:
    return path.stat().st_size


async def test_a_change_of_many_pages_ends_without_copying_them(database: Database, tmp_path: Path) -> None:
    before = size(tmp_path / "users.db")
    await write(database, MANY)
    assert size(tmp_path / "users.db") == before
    await until(lambda: size(tmp_path / "users.db") >= MANY)


async def test_the_log_is_copied_while_changes_go_on(database: Database, tmp_path: Path) -> None:
    async def write_on() -> None:
        await write(database, MANY)
        while True:
            await write(database, 1000)
            await asyncio.sleep(QUIET / 4)

    writing = asyncio.create_task(write_on())
    await until(lambda: size(tmp_path / "users.db") >= MANY)
    writing.cancel()


async def test_the_log_is_used_from_its_beginning_again(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "users.db"
    for _ in range(3):
        before = path.stat().st_mtime_ns
        await write(database, MANY)
        await until(partial(has_changed, path, before))
        await asyncio.sleep(QUIET)  # the copy ends
    assert size(tmp_path / "users.db-wal") < 3 * MANY  # one change: what is replaced is overwritten too


async def test_a_folded_log_is_empty(database: Database, tmp_path: Path) -> None:
    await write(database, MANY)
    await database.fold_log()
    await until(lambda: not size(tmp_path / "users.db-wal"))
