"""What the database does when something else is in its way: a full disk, another program, somebody who reads."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import DiskError, StorageBusy, StorageError, StorageFailed, is_passing
from bot.core.people.accounts import ChatId, Language
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened
from bot.storage.people.account_data import StoredAccountData
from bot.storage.people.accounts import StoredAccounts
from tests.bot.full_disk import full_disk
from tests.bot.storage.conftest import KEY

NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
CHAT = ChatId(70007)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.db"


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def log_size(path: Path) -> int:
    return log_of(path).stat().st_size


async def add_account(database: Database, chat: int = CHAT) -> None:
    await StoredAccounts(database).open(ChatId(chat), Language.KOREAN, "Asia/Seoul", NOON)


async def accounts(database: Database) -> list[int]:
    return [row["chat_id"] for row in await database.rows("SELECT chat_id FROM accounts ORDER BY chat_id")]


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Read in another program, from before whatever comes."""
    with opened(path, KEY) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM accounts").fetchall()
        yield other


async def until_log_is_empty(path: Path, database: Database) -> None:
    async with asyncio.timeout(20):
        while log_size(path):
            await database.rows("SELECT 1")


@contextmanager
def held(path: Path) -> Iterator[None]:
    with opened(path, KEY) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def impatient(database: Database) -> None:
    async with database.change() as tx:
        await tx.rows("PRAGMA busy_timeout = 0")


@pytest.mark.usefixtures("capsys")
@pytest.mark.parametrize(("fault", "error"), [(full_disk, DiskError), (held, StorageBusy)])
async def test_a_fault_that_passes_is_told_as_such_and_afterwards_all_goes_on(database, path, fault, error):
    await add_account(database)
    await impatient(database)
    with fault(path):
        with pytest.raises(error) as told:
            await add_account(database, 1)
        assert is_passing(told.value)
        assert await accounts(database) == [CHAT], "what is there can be read meanwhile"
    await add_account(database, 2)
    assert await accounts(database) == [2, CHAT]


async def test_a_database_without_a_page_left_is_a_fault_that_passes(database):
    async with database.change() as tx:
        await tx.rows(f"PRAGMA max_page_count = {(await tx.rows('PRAGMA page_count'))[0][0]}")
    with pytest.raises(DiskError, match="full"):
        await database.probe()
    async with database.change() as tx:
        await tx.rows("PRAGMA max_page_count = 1000000")
    await database.probe()


@pytest.mark.parametrize("sql", ["SELECT * FROM nowhere", "INSERT INTO rechecks VALUES (NULL, NULL)"])
async def test_a_mistake_is_no_fault_that_passes(database, sql):
    async def run() -> None:
        async with database.change() as tx:
            await tx.run(sql)

    with pytest.raises(StorageFailed) as told:
        await run()
    assert not is_passing(told.value)


@pytest.mark.usefixtures("capsys")
async def test_a_probe_finds_a_full_disk(database, path):
    await database.probe()
    with full_disk(path), pytest.raises(DiskError):
        await database.probe()
    await database.probe()


@pytest.mark.usefixtures("capsys")
async def test_a_start_on_a_full_disk_is_refused_with_a_reason(path):
    with full_disk_before(path), pytest.raises(StorageError):
        await Database.open(path, KEY)
    await (await Database.open(path, KEY)).close()


@contextmanager
def full_disk_before(path: Path) -> Iterator[None]:
    log_of(path).touch()
    with full_disk(path):
        yield


async def test_a_deletion_waits_for_no_reader_and_its_log_is_emptied_as_soon_as_that_one_is_gone(
    database, path
):
    await add_account(database)
    with reading(path):
        async with asyncio.timeout(2):  # less than a statement waits for another program
            await StoredAccounts(database).delete(CHAT, NOON)
            await add_account(database, 8)
        assert log_size(path) > 0
    await until_log_is_empty(path, database)
    assert await accounts(database) == [8]


async def test_a_log_that_a_killed_run_left_is_emptied_at_the_next_start(database, path, tmp_path):
    await add_account(database)
    with reading(path):
        await StoredAccounts(database).delete(CHAT, NOON)
        left = tmp_path / "left"
        left.mkdir()
        for file in (path, log_of(path)):
            shutil.copy(file, left / file.name)
    assert log_size(left / path.name) > 0
    again = await Database.open(left / path.name, KEY)
    assert log_size(left / path.name) == 0
    assert await accounts(again) == []
    await again.close()


async def test_a_snapshot_stays_as_it_was_and_holds_up_nobody_who_writes(database):
    async with database.snapshot() as then:
        await add_account(database)
        assert await then.rows("SELECT * FROM accounts") == []
    assert await accounts(database) == [CHAT]


async def test_an_export_does_not_wait_for_somebody_who_writes(database):
    await add_account(database)
    async with asyncio.timeout(10), database.change() as tx:
        await tx.run("UPDATE accounts SET language = 'en'")
        exported = await StoredAccountData(database).of(CHAT)
    assert [row["language"] for row in exported["accounts"]] == ["ko"]
