"""A database of any earlier day comes forward to the schema of a fresh one, with every row it had."""

from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.encryption import opened
from bot.storage.migrations import MigrationError, numbered
from tests.bot.storage.conftest import KEY
from tests.bot.storage.filling import fill, tables

NUMBERS = list(numbered())
Schema = list[tuple[object, ...]]
Rows = dict[str, list[dict[str, object]]]


def of_earlier_day(path: Path, number: int) -> Rows:
    """Make a database as it was when a migration was the newest, with a row in every table; return its rows."""
    with opened(path, KEY) as db:
        for each in NUMBERS[: NUMBERS.index(number) + 1]:
            db.executescript(numbered()[each].read_text("utf-8"))
        db.execute(f"PRAGMA user_version = {number}")
        fill(db, 7)
        fill(db, 8)
    return rows_of(path)


def rows_of(path: Path) -> Rows:
    with opened(path, KEY) as db:
        return {table: [dict(row) for row in db.execute(f'SELECT * FROM "{table}"')] for table in tables(db)}


def schema_of(path: Path) -> Schema:
    with opened(path, KEY) as db:
        schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        version = [tuple(row) for row in db.execute("PRAGMA user_version")]
        return [tuple(row) for row in db.execute(schema)] + version


def test_the_numbers_have_no_gap():
    assert [number - place for place, number in enumerate(NUMBERS)] == [1] * len(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_database_of_each_earlier_number_becomes_that_of_a_fresh_one(tmp_path, number):
    before = of_earlier_day(tmp_path / "old.db", number)
    for name in ("old.db", "fresh.db"):
        await (await Database.open(tmp_path / name, KEY)).close()
    assert schema_of(tmp_path / "old.db") == schema_of(tmp_path / "fresh.db")
    after = rows_of(tmp_path / "old.db")
    assert before.keys() <= after.keys()
    for table, rows in before.items():
        assert len(rows) == 2
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert kept == rows, table


async def test_what_comes_forward_is_sound_and_refers_to_nothing_that_is_gone(tmp_path):
    of_earlier_day(tmp_path / "old.db", NUMBERS[0])
    await (await Database.open(tmp_path / "old.db", KEY)).close()
    with opened(tmp_path / "old.db", KEY) as db:
        assert [tuple(row) for row in db.execute("PRAGMA integrity_check")] == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


REBUILD = """
CREATE TABLE plans_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT, medication_id INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    times TEXT NOT NULL
) STRICT;
INSERT INTO plans_new SELECT id, medication_id, times FROM plans;
DROP TABLE plans;
ALTER TABLE plans_new RENAME TO plans;
"""


def folder_with(tmp_path: Path, script: str) -> Path:
    """Make a folder of the first four migrations and one more."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for number in NUMBERS[:4]:
        (folder / numbered()[number].name).write_text(numbered()[number].read_text("utf-8"), "utf-8")
    (folder / "0005_more.sql").write_text(script, "utf-8")
    return folder


async def test_a_table_that_is_rebuilt_keeps_the_rows_that_refer_to_it(tmp_path):
    before = of_earlier_day(tmp_path / "old.db", 4)
    database = await Database.open(tmp_path / "old.db", KEY, folder_with(tmp_path, REBUILD))
    try:
        assert [row["foreign_keys"] for row in await database.rows("PRAGMA foreign_keys")] == [1]
    finally:
        await database.close()
    after = rows_of(tmp_path / "old.db")
    assert (len(after["plans"]), len(after["doses"])) == (2, 2)
    assert after["doses"] == before["doses"]


async def test_a_migration_that_breaks_a_reference_is_taken_back_whole(tmp_path):
    before = of_earlier_day(tmp_path / "old.db", 4)
    with pytest.raises(MigrationError, match="migration 5 leaves 2 rows"):
        await Database.open(tmp_path / "old.db", KEY, folder_with(tmp_path, "DELETE FROM plans;"))
    assert rows_of(tmp_path / "old.db") == before


async def test_a_database_is_not_opened_without_migrations(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(MigrationError, match="not complete"):
        await Database.open(tmp_path / "users.db", KEY, tmp_path / "empty")
