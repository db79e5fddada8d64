"""The users' database: whole transactions, one at a time, encrypted, migrated forward."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import GoneError, SettingError, StorageFailed
from bot.core.people.accounts import PersonId
from bot.storage.file.database import Database
from bot.storage.file.migrations import MIGRATIONS
from bot.storage.medications.medications import StoredMedications
from tests.schedules import scheduled

KEY = "0123456789abcdef" * 4  # taken as it is; a passphrase costs a third of a second at every opening
PASSPHRASE = "correct horse battery staple"
TALLY = "CREATE TABLE tally (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_tally.sql").write_text(TALLY)
    return folder


@pytest.fixture
async def database(tmp_path: Path, migrations: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "users.db", KEY, migrations)
    yield opened
    await opened.close()


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.rows("SELECT name FROM tally ORDER BY name")]


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith("users.db"))


async def tables(database: Database) -> set[str]:
    return {row["name"] for row in await database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}


async def test_a_change_is_seen_by_readers_only_when_it_is_whole(database: Database) -> None:
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('a', 1)")
        assert await names(database) == []
    assert await names(database) == ["a"]


async def test_a_change_that_fails_leaves_nothing(database: Database) -> None:
    async def add_twice() -> None:
        async with database.change() as tx:
            await tx.run("INSERT INTO tally VALUES ('a', 1)")
            await tx.run("INSERT INTO tally VALUES ('a', 2)")

    with pytest.raises(StorageFailed, match="UNIQUE"):
        await add_twice()
    assert await names(database) == []


async def test_a_change_that_is_cancelled_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    inside = asyncio.Event()

    async def never_ending() -> None:
        async with database.change() as tx:
            await tx.run("INSERT INTO tally VALUES ('half', 1)")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ending())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('whole', 1)")
    assert await names(database) == ["whole"]


@pytest.mark.parametrize("steps", range(12))
async def test_a_change_cancelled_at_any_step_does_not_lock_out_the_next(
    database: Database, steps: int
) -> None:
    async def add(name: str) -> None:
        async with database.change() as tx:
            await tx.run("INSERT INTO tally VALUES (?, 1)", name)

    task = asyncio.create_task(add("cancelled"))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await add("next")
    assert "next" in await names(database)


async def test_a_change_that_fails_at_its_very_end_does_not_lock_out_the_next(
    tmp_path: Path, migrations: Path
) -> None:
    (migrations / "0002_deferred.sql").write_text(
        "CREATE TABLE part (of TEXT REFERENCES tally (name) DEFERRABLE INITIALLY DEFERRED) STRICT;"
    )
    database = await Database.open(tmp_path / "users.db", KEY, migrations)

    async def add_part(name: str) -> None:
        async with database.change() as tx:
            await tx.run("INSERT INTO part VALUES (?)", name)

    with pytest.raises(GoneError):
        await add_part("of nothing")
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('next', 1)")
    await add_part("next")
    assert [row["of"] for row in await database.rows("SELECT of FROM part")] == ["next"]
    await database.close()


async def test_notes_and_urgent_changes_go_ahead_of_those_that_wait(database: Database) -> None:
    order: list[str] = []
    inside, enough = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with database.change():
            inside.set()
            await enough.wait()

    async def change(name: str) -> None:
        async with database.change() as tx:
            await tx.run("INSERT INTO tally VALUES (?, 1)", name)
        order.append(name)

    async def note() -> None:
        await database.note("INSERT INTO tally VALUES ('note', 1)")
        order.append("note")

    async def urgent() -> None:
        async with database.change(ahead=True) as tx:
            await tx.run("INSERT INTO tally VALUES ('urgent', 1)")
        order.append("urgent")

    works = [asyncio.create_task(first())]
    await inside.wait()
    works += [asyncio.create_task(change(name)) for name in "abc"]
    works += [asyncio.create_task(note()), asyncio.create_task(urgent())]
    await asyncio.sleep(0)  # each of them begins to wait
    enough.set()
    await asyncio.gather(*works)
    assert order == ["note", "urgent", "a", "b", "c"]
    assert await names(database) == ["a", "b", "c", "note", "urgent"]


async def test_a_note_that_fails_leaves_nothing_and_the_next_change_works(database: Database) -> None:
    await database.note("INSERT INTO tally VALUES ('a', 1)")
    with pytest.raises(StorageFailed, match="UNIQUE"):
        await database.note("INSERT INTO tally VALUES ('b', 1), ('a', 1)")
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('c', 1)")
    assert await names(database) == ["a", "c"]


async def test_changes_at_the_same_time_neither_mix_nor_get_lost(database: Database) -> None:
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('sum', 0)")

    async def add_one(number: int) -> None:
        async with database.change() as tx:
            row = await tx.row("SELECT value FROM tally WHERE name = 'sum'")
            assert row is not None
            await asyncio.sleep(0)
            await tx.run("UPDATE tally SET value = ? WHERE name = 'sum'", row["value"] + 1)
            if number % 3 == 0:
                raise ArithmeticError

    results = await asyncio.gather(*(add_one(number) for number in range(60)), return_exceptions=True)
    assert sum(isinstance(result, ArithmeticError) for result in results) == 20
    row = await database.row("SELECT value FROM tally")
    assert row is not None
    assert row["value"] == 40


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageFailed, match="readonly"):
        await database.rows("INSERT INTO tally VALUES ('a', 1)")


async def test_foreign_keys_are_on_and_nothing_is_lost_at_a_power_cut(database: Database) -> None:
    async with database.change() as tx:
        assert [tuple(row) for row in await tx.rows("PRAGMA foreign_keys")] == [(1,)]
        assert [tuple(row) for row in await tx.rows("PRAGMA synchronous")] == [(2,)]  # FULL


@pytest.mark.parametrize(
    ("key", "wrong"), [(KEY, KEY[::-1]), (KEY, PASSPHRASE), (PASSPHRASE, PASSPHRASE + " ")]
)
async def test_a_wrong_key_is_refused_with_the_name_of_its_setting(
    tmp_path: Path, migrations: Path, key: str, wrong: str
) -> None:
    path = tmp_path / "users.db"
    await (await Database.open(path, key, migrations)).close()
    with pytest.raises(SettingError, match="YAKSOK_DATABASE_KEY") as refusal:
        await Database.open(path, wrong, migrations)
    assert refusal.value.setting == "YAKSOK_DATABASE_KEY"
    again = await Database.open(path, key, migrations)
    assert await names(again) == []
    await again.close()


def test_a_wrong_key_writes_nothing_to_stderr(tmp_path: Path) -> None:
    script = """
import asyncio, sys
from pathlib import Path
from bot.core.errors import GoneError, SettingError
from bot.storage.file.database import Database

async def main(path):
    await (await Database.open(path, "the right key of a test")).close()
    try:
        await Database.open(path, "some other key of a test")
    except SettingError:
        print("refused")

asyncio.run(main(Path(sys.argv[1])))
"""
    command = [sys.executable, "-c", script, str(tmp_path / "users.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=MIGRATIONS.parent)
    assert (done.stdout, done.stderr) == ("refused\n", "")


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "users.db"
    path.write_bytes(b"not a database, but long enough to look like a page of one" * 100)
    with pytest.raises(SettingError, match="YAKSOK_DATABASE_KEY"):
        await Database.open(path, KEY)


async def test_the_files_hold_no_plain_text(tmp_path: Path, migrations: Path) -> None:
    database = await Database.open(tmp_path / "users.db", KEY, migrations)
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES (?, 1)", "와파린정 5mg, warfarin")
    stored = bytes_in(tmp_path)  # with the log that is not yet in the main file
    await database.close()
    stored += bytes_in(tmp_path)
    assert len(stored) > 4096
    for plain in ("와파린정".encode(), b"warfarin", b"tally", b"SQLite format", KEY.encode()):
        assert plain not in stored


async def test_a_key_with_quotes_is_a_key(tmp_path: Path, migrations: Path) -> None:
    for _ in range(2):
        database = await Database.open(tmp_path / "users.db", 'it\'s a "key" -- of 16', migrations)
        assert await names(database) == []
        await database.close()


async def test_migrations_are_applied_forward_and_once(tmp_path: Path, migrations: Path) -> None:
    path = tmp_path / "users.db"
    database = await Database.open(path, KEY, migrations)
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('kept', 1)")
    await database.close()
    (migrations / "0002_more.sql").write_text(
        "ALTER TABLE tally ADD COLUMN note TEXT NOT NULL DEFAULT 'none';"
    )
    for _ in range(2):
        database = await Database.open(path, KEY, migrations)
        assert [tuple(row) for row in await database.rows("SELECT * FROM tally")] == [("kept", 1, "none")]
        await database.close()


async def test_a_migration_that_fails_half_way_leaves_nothing_of_itself(
    tmp_path: Path, migrations: Path
) -> None:
    path = tmp_path / "users.db"
    (migrations / "0002_broken.sql").write_text(
        "CREATE TABLE first (a INTEGER) STRICT; CREATE TABLE first (a);"
    )
    with pytest.raises(StorageFailed, match="first"):
        await Database.open(path, KEY, migrations)
    (migrations / "0002_broken.sql").unlink()
    database = await Database.open(path, KEY, migrations)
    assert await tables(database) == {"tally"}
    assert [tuple(row) for row in await database.rows("PRAGMA user_version")] == [(1,)]
    await database.close()


async def test_a_migration_may_hold_triggers_and_comments(tmp_path: Path, migrations: Path) -> None:
    (migrations / "0002_trigger.sql").write_text(
        "-- counts; itself\nCREATE TABLE log (name TEXT) STRICT;\n"
        "CREATE TRIGGER noted AFTER INSERT ON tally BEGIN\n"
        "  INSERT INTO log VALUES (new.name || ';');\n  INSERT INTO log VALUES ('again');\nEND;\n-- the end\n"
    )
    database = await Database.open(tmp_path / "users.db", KEY, migrations)
    async with database.change() as tx:
        await tx.run("INSERT INTO tally VALUES ('a', 1)")
    assert [row["name"] for row in await database.rows("SELECT name FROM log")] == ["a;", "again"]
    await database.close()


async def test_a_migration_that_ends_in_the_middle_of_a_statement_is_refused(
    tmp_path: Path, migrations: Path
) -> None:
    (migrations / "0002_cut.sql").write_text("CREATE TRIGGER cut AFTER INSERT ON tally BEGIN SELECT 1;")
    with pytest.raises(ValueError, match="whole statement"):
        await Database.open(tmp_path / "users.db", KEY, migrations)


async def test_the_real_migrations_make_a_sound_database_twice(tmp_path: Path) -> None:
    for _ in range(2):
        database = await Database.open(tmp_path / "users.db", KEY)
        assert "updates" in await tables(database)
        assert [tuple(row) for row in await database.rows("PRAGMA integrity_check")] == [("ok",)]
        await database.close()


async def test_medicines_of_an_earlier_schema_are_taken_as_one_tablet_every_day(tmp_path: Path) -> None:
    folder, path = tmp_path / "earlier", tmp_path / "users.db"
    shutil.copytree(MIGRATIONS, folder, ignore=lambda _, names: [name for name in names if name >= "0004"])
    earlier = await Database.open(path, KEY, folder)
    async with earlier.change() as tx:
        for statement in (
            "INSERT INTO accounts VALUES (7, 'ko', 'Asia/Seoul', 1, 0, NULL)",
            "INSERT INTO people (id, chat_id) VALUES (1, 7)",
            "INSERT INTO medications VALUES (1, 1, 'A', '가', 'update:1', 0, NULL)",
            "INSERT INTO plans VALUES (1, 1, '[\"08:00\"]', 0, NULL, 0)",
            "INSERT INTO doses VALUES (1, '1970-01-01', 0, 0, 'taken', NULL, NULL, 0)",
        ):
            await tx.run(statement)
    await earlier.close()
    database = await Database.open(path, KEY)
    (medication,) = await StoredMedications(database).active(PersonId(1))
    assert (medication.plan, medication.stock, medication.paused_at) == (scheduled((time(8),)), None, None)
    assert [tuple(row) for row in await database.rows("SELECT state, deducted FROM doses")] == [
        ("taken", 0.0)
    ]
    assert await database.rows("PRAGMA foreign_key_check") == []
    await database.close()


@settings(max_examples=15)
@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_after_any_row_of_commits_and_rollbacks_only_the_commits_are_there(outcomes: list[bool]) -> None:
    async def scene(folder: Path) -> list[str]:
        (folder / "0001_tally.sql").write_text(TALLY)
        database = await Database.open(folder / "users.db", KEY, folder)

        async def change(number: int, succeeds: bool) -> None:
            async with database.change() as tx:
                await tx.run("INSERT INTO tally VALUES (?, ?)", f"{number:02}", number)
                if not succeeds:
                    raise ArithmeticError

        await asyncio.gather(*(change(*each) for each in enumerate(outcomes)), return_exceptions=True)
        found = await names(database)
        await database.close()
        return found

    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(scene(Path(folder)))
    assert found == [f"{number:02}" for number, succeeds in enumerate(outcomes) if succeeds]
