"""A database of any earlier day comes forward to the schema of a fresh one, with every row it had."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.core.doses.model import Action, DoseId, MedicationId, ReminderId
from bot.core.people.accounts import ChatId, PersonId
from bot.core.schedules.schedule_json import from_json
from bot.storage.doses.intakes import StoredIntakes
from bot.storage.doses.ledger import StoredLedger
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened
from bot.storage.file.migrations import MigrationError, numbered
from tests.bot.storage.conftest import KEY
from tests.bot.storage.filling import fill, tables
from tests.schedules import scheduled

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


def is_kept(table: str, row: dict[str, object], after: Rows) -> bool:
    """Return whether a row is there with all of its values; a dose that a tap added was a row of another table once."""
    if table == "intakes":
        rest = {name: value for name, value in row.items() if name != "taken_at"}
        moments = {"due_at": row["taken_at"], "answered_at": row["taken_at"]}
        table, row = "doses", {**rest, **moments, "state": "taken", "slot": None}
    if table == "plans" and "times" in row:  # how it is taken is in one column since
        row = {name: row[name] for name in ("id", "medication_id", "starts_at", "ended_at", "expanded_until")}
    return any(row.items() <= one.items() for one in after.get(table, ()))


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
    assert before.keys() - {"intakes"} <= after.keys()
    for table, rows in before.items():
        assert len(rows) == 2
        assert all(is_kept(table, row, after) for row in rows), table
    counts = {table: len(rows) for table, rows in after.items() if table in before or table == "doses"}
    assert counts == {table: 2 for table in before if table != "intakes"} | {
        "doses": 2 * len({"doses", "intakes"} & before.keys())
    }


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


BEFORE_EVENTS = """
INSERT INTO accounts (chat_id, language, time_zone, created_at) VALUES (7, 'ko', 'Asia/Seoul', 0);
INSERT INTO people (id, chat_id) VALUES (1, 7);
INSERT INTO medications (id, person_id, product_id, name, origin, added_at, stock) VALUES (1, 1, 'A', '가', 'a', 0, 9);
INSERT INTO medications (id, person_id, product_id, name, origin, added_at) VALUES (2, 1, 'B', '나', 'b', 0);
INSERT INTO plans (id, medication_id, times, starts_at, expanded_until, amount)
    VALUES (1, 1, '["08:00"]', 0, 1795400000, 0.5);
INSERT INTO reminders (id, person_id, kind, created_at, sent_at, message_id) VALUES
    (1, 1, 'due', 1795300000, 1795300001, 50), (2, 1, 'due', 1795388400, NULL, NULL),
    (3, 1, 'due', 1795200000, 1795200009, NULL);
INSERT INTO doses (plan_id, day, slot, due_at, state, next_at, reminder_id, answered_at, deducted) VALUES
    (1, '2026-11-20', 0, 1795215600, 'missed', NULL, 3, NULL, 0),
    (1, '2026-11-21', 0, 1795300000, 'taken', NULL, 1, 1795300060, 0.5),
    (1, '2026-11-22', 0, 1795388400, 'asked', 1795402800, 2, NULL, 0),
    (1, '2026-11-23', 0, 1795474800, 'waiting', 1795474800, NULL, NULL, 0);
INSERT INTO intakes (id, medication_id, origin, taken_at, day, amount, deducted) VALUES
    (4, 2, 'update:1', 1795300000, '2026-11-21', 2, 0), (9, 2, 'update:2', 1795300100, '2026-11-21', 2, 0);
DELETE FROM intakes WHERE id = 9;
"""
JUST_AFTER = datetime.fromtimestamp(1795300100, UTC)


@pytest.fixture
async def before_events(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of before doses had ids, with a dose in each state, brought forward."""
    with opened(tmp_path / "old.db", KEY) as db:
        for each in range(1, 11):
            db.executescript(numbered()[each].read_text("utf-8"))
        db.execute("PRAGMA user_version = 10")
        db.executescript(BEFORE_EVENTS)
    database = await Database.open(tmp_path / "old.db", KEY)
    yield database
    await database.close()


async def test_a_dose_that_a_tap_added_keeps_its_id_and_no_id_that_was_ever_given_means_another(
    before_events,
):
    rows = await before_events.rows(
        "SELECT id, origin, amount, state, medication_id FROM doses ORDER BY due_at, id"
    )
    assert tuple(rows[1]) == (4, "update:1", 2, "taken", 2)
    assert min(row["id"] for row in rows if row["origin"] is None) > 9, "9 was given, and taken back"


async def test_answers_of_before_can_be_read_as_events_and_the_last_ones_undone(before_events):
    events = await before_events.rows("SELECT kind, happened_at FROM dose_events ORDER BY happened_at, id")
    assert [tuple(row) for row in events] == [
        ("asked", 1795200000),
        ("asked", 1795300000),
        ("taken", 1795300000),
        ("taken", 1795300060),
        ("asked", 1795388400),
    ]
    assert await StoredLedger(before_events).undo(ReminderId(1), ChatId(7), JUST_AFTER)
    assert await StoredIntakes(before_events).undo(PersonId(1), DoseId(4), JUST_AFTER)
    (stock,) = await before_events.rows("SELECT stock FROM medications WHERE id = 1")
    assert stock["stock"] == 9.5
    assert await StoredIntakes(before_events).taken([MedicationId(2)], JUST_AFTER) == {}


async def test_a_reminder_that_was_not_sent_before_is_sent_and_others_are_not(before_events):
    ledger, later = StoredLedger(before_events), datetime.fromtimestamp(1795389000, UTC)
    await ledger.claim(later)
    assert [one.id for one in await ledger.to_send(later)] == [2]
    rows = await before_events.rows("SELECT state FROM reminders ORDER BY id")
    assert [row["state"] for row in rows] == ["sent", "unsent", "void"]
    assert await ledger.answer(ReminderId(2), ChatId(7), Action.TAKEN, later), "its button works"


PLANS = """
INSERT INTO accounts (chat_id, language, time_zone, created_at) VALUES (7, 'ko', 'Asia/Seoul', 0);
INSERT INTO people (id, chat_id) VALUES (1, 7);
INSERT INTO medications (id, person_id, product_id, name, origin, added_at) VALUES (1, 1, 'A', '가', 'a', 0);
INSERT INTO plans (id, medication_id, times, every_days, first_day, last_day, amount, starts_at, ended_at, expanded_until)
VALUES
    (1, 1, '[]', 1, NULL, NULL, 2, 0, 9, 5),
    (2, 1, '["08:00","20:30"]', 1, NULL, NULL, 0.5, 0, 9, 5),
    (3, 1, '["08:00"]', 1, NULL, '2026-12-24', 1, 0, 9, 5),
    (4, 1, '["12:00"]', 7, '2026-11-23', NULL, 1.5, 0, 9, 5),
    (5, 1, '["12:00"]', 2, '2026-11-23', '2026-11-20', 1, 0, 9, 5),
    (6, 1, '["12:00"]', 1, '2026-11-23', '2026-12-20', 1, 3, NULL, 7),
    (90, 1, '["08:00"]', 1, NULL, NULL, 1, 0, 9, 5);
DELETE FROM plans WHERE id = 90;
"""
DAY = date(2026, 11, 23)


async def test_a_plan_of_before_schedules_becomes_the_schedule_that_asks_for_the_same_doses(tmp_path):
    with opened(tmp_path / "old.db", KEY) as db:
        for each in range(1, 13):
            db.executescript(numbered()[each].read_text("utf-8"))
        db.execute("PRAGMA user_version = 12")
        db.executescript(PLANS)
    database = await Database.open(tmp_path / "old.db", KEY)
    try:
        rows = await database.rows("SELECT * FROM plans ORDER BY id")
        sequence = await database.row("SELECT seq FROM sqlite_sequence WHERE name = 'plans'")
    finally:
        await database.close()
    noon = (time(12),)
    assert [from_json(row["schedule"]) for row in rows] == [
        scheduled(amount=2),
        scheduled((time(8), time(20, 30)), amount=0.5),
        scheduled((time(8),), last_day=date(2026, 12, 24)),
        scheduled(noon, 7, DAY, amount=1.5),
        scheduled(noon, 2, DAY, date(2026, 11, 20)),
        scheduled(noon, 1, DAY, date(2026, 12, 20)),
    ]
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert sequence
    assert sequence["seq"] == 90, "an id is never given twice"
    last = rows[-1]
    assert (last["begins_at"], last["starts_at"], last["ended_at"], last["expanded_until"]) == (3, 3, None, 7)
