"""Copies of a database: of one moment, whole, encrypted, and refused where they are not."""

import asyncio
from pathlib import Path

import pytest

from bot.storage.file.database import Database
from bot.storage.file.encryption import KeyRefused, opened
from bot.storage.file.snapshots import CopyError, Damaged, copy, inspect
from tests.bot.storage.conftest import KEY
from tests.bot.storage.filling import SECRET, fill, tables

OTHER = "a passphrase that is long enough"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A database with a row in every table."""
    path = tmp_path / "users.db"
    asyncio.run(_make(path))
    with opened(path, KEY) as db:
        fill(db, 7)
    return path


async def _make(path: Path) -> None:
    await (await Database.open(path, KEY)).close()


def test_a_copy_holds_the_same_rows_and_schema(filled, tmp_path):
    made = copy(filled, KEY, tmp_path / "copy.db", KEY)
    assert made == inspect(filled, KEY)
    with opened(filled, KEY) as one, opened(tmp_path / "copy.db", KEY) as other:
        assert made.count("accounts") == 1
        for table in tables(one):
            rows = [[tuple(row) for row in db.execute(f'SELECT * FROM "{table}"')] for db in (one, other)]
            assert rows[0] == rows[1] != []


async def test_a_copy_made_while_changes_are_written_is_of_one_moment(tmp_path):
    database = await Database.open(tmp_path / "users.db", KEY)

    async def write(number: int) -> None:
        async with database.change() as tx:  # an account never without its person
            await tx.run(
                "INSERT INTO accounts (chat_id, language, time_zone, created_at) VALUES (?, 'ko', 'Asia/Seoul', 1)",
                number,
            )
            await tx.run("INSERT INTO people (chat_id) VALUES (?)", number)

    writing = asyncio.gather(*(write(number) for number in range(1, 301)))
    seen = []
    for number in range(4):
        made = await asyncio.to_thread(copy, tmp_path / "users.db", KEY, tmp_path / f"copy{number}.db", KEY)
        seen.append((made.count("accounts"), made.count("people")))
    await writing
    await database.close()
    assert all(accounts == people for accounts, people in seen)
    assert inspect(tmp_path / "users.db", KEY).count("accounts") == 300


def test_a_copy_under_another_key_opens_with_that_alone(filled, tmp_path):
    copy(filled, KEY, tmp_path / "copy.db", OTHER)
    assert inspect(tmp_path / "copy.db", OTHER) == inspect(filled, KEY)
    with pytest.raises(KeyRefused):
        inspect(tmp_path / "copy.db", KEY)


def test_a_copy_is_one_file_that_only_its_owner_reads_and_holds_no_plain_text(filled, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    copy(filled, KEY, folder / "copy.db", KEY)
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    for plain in (SECRET.encode(), b"accounts", b"SQLite format"):
        assert plain not in file.read_bytes()


def test_a_file_that_is_not_there_is_refused_and_not_made(tmp_path):
    with pytest.raises(CopyError, match="no such file"):
        copy(tmp_path / "none.db", KEY, tmp_path / "copy.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.db").touch()
    with pytest.raises(CopyError, match="is empty"):
        copy(tmp_path / "empty.db", KEY, tmp_path / "copy.db", KEY)


def test_a_damaged_page_is_found_wherever_it_is(filled):
    whole = filled.read_bytes()
    for page in range(1, len(whole) // 4096):
        damaged = bytearray(whole)
        damaged[page * 4096 + 100] ^= 1
        filled.write_bytes(damaged)
        with pytest.raises((Damaged, KeyRefused)):
            inspect(filled, KEY)
