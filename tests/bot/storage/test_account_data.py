"""What belongs to an account: exported whole, deleted whole, whatever tables there are."""

import asyncio
import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.people.accounts import ChatId
from bot.core.reports.account_export import archive
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened
from bot.storage.people.account_data import StoredAccountData
from bot.storage.people.accounts import StoredAccounts
from tests.bot.storage.conftest import KEY
from tests.bot.storage.filling import SECRET, fill, tables

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINE, YOURS = 70007, 80008
NOBODYS = {
    "updates",
    "rechecks",
    "deletions",
    "write_probe",
    "lease",
}  # emptied when handled; about knowledge; hashes; empty; about processes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database in which two accounts have a row in every table."""

    async def make() -> None:
        await (await Database.open(tmp_path / "users.db", KEY)).close()

    asyncio.run(make())
    with opened(tmp_path / "users.db", KEY) as db:
        fill(db, MINE)
        fill(db, YOURS)
    return tmp_path / "users.db"


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with opened(path, KEY) as db:
        return {table: [tuple(row) for row in db.execute(f'SELECT * FROM "{table}"')] for table in tables(db)}


async def exported(path: Path, chat: int) -> zipfile.ZipFile:
    database = await Database.open(path, KEY)
    rows = await StoredAccountData(database).of(ChatId(chat))
    await database.close()
    return zipfile.ZipFile(io.BytesIO(archive(rows, ZoneInfo("Asia/Seoul"), NOON)))


async def test_an_export_has_a_row_of_every_table_that_is_about_people(path):
    files = await exported(path, MINE)
    document = json.loads(files.read("yaksok.json"))
    expected = rows_of(path).keys() - NOBODYS
    assert len(expected) >= 10
    assert document.keys() == expected | {"exported_at"}
    assert all(len(document[table]) == 1 for table in expected)
    assert {f"{table}.csv" for table in expected} <= set(files.namelist())


async def test_an_export_has_nothing_of_anybody_else(path):
    files = await exported(path, MINE)
    everything = b"".join(files.read(name) for name in files.namelist()).decode("utf-8", "replace")
    assert f"{SECRET} {MINE}" in everything
    assert str(YOURS) not in everything


async def test_after_a_deletion_no_table_has_anything_of_the_account(path):
    database = await Database.open(path, KEY)
    async with database.change() as tx:
        await tx.run("UPDATE updates SET handled_at = 1, chat_id = NULL, body = '' WHERE chat_id = ?", MINE)
    await StoredAccounts(database).delete(ChatId(MINE), NOON)
    log = path.with_name(path.name + "-wal").stat().st_size
    await database.close()
    left = rows_of(path)
    assert log == 0
    for table in left.keys() - NOBODYS:
        assert len(left[table]) == 1, table
        assert str(MINE) not in str(left[table])
    assert f"{SECRET} {MINE}" not in str(left.pop("updates"))


async def test_what_is_deleted_is_overwritten_in_the_file(path):
    database = await Database.open(path, KEY)
    async with database.change() as tx:
        assert [tuple(row) for row in await tx.rows("PRAGMA secure_delete")] == [(1,)]
    await database.close()


@pytest.mark.parametrize("name", ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_name_is_a_formula_in_excel(name):
    made = archive({"people": [{"id": 1, "name": name, "birth_year": -1}]}, UTC, NOON)
    table = zipfile.ZipFile(io.BytesIO(made)).read("people.csv")
    assert table.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert row == {"id": "1", "name": f"'{name}", "birth_year": "-1"}


def test_instants_are_told_in_the_persons_time_and_json_is_told_as_json():
    rows = {"plans": [{"times": '["08:00"]', "starts_at": int(NOON.timestamp()), "ended_at": None}]}
    files = zipfile.ZipFile(io.BytesIO(archive(rows, ZoneInfo("Asia/Seoul"), NOON)))
    (plan,) = json.loads(files.read("yaksok.json"))["plans"]
    assert plan == {"times": ["08:00"], "starts_at": "2026-11-22T12:00:00+09:00", "ended_at": None}


def test_instants_are_told_by_the_clock_of_the_person_they_are_about():
    noon = int(NOON.timestamp())
    rows = {
        "accounts": [{"chat_id": 7, "created_at": noon}],
        "people": [{"id": 1, "time_zone": None}, {"id": 2, "time_zone": "America/New_York"}],
        "medications": [
            {"id": 3, "person_id": 2, "added_at": noon},
            {"id": 4, "person_id": 1, "added_at": noon},
        ],
        "plans": [{"id": 5, "medication_id": 3, "starts_at": noon}],
        "doses": [{"plan_id": 5, "due_at": noon}],
    }
    files = zipfile.ZipFile(io.BytesIO(archive(rows, ZoneInfo("Asia/Seoul"), NOON)))
    told = json.loads(files.read("yaksok.json"))
    here, there = "2026-11-22T12:00:00+09:00", "2026-11-21T22:00:00-05:00"
    assert told["accounts"][0]["created_at"] == here
    assert [row["added_at"] for row in told["medications"]] == [there, here]
    assert told["plans"][0]["starts_at"] == told["doses"][0]["due_at"] == there


def test_what_was_taken_is_told_as_a_person_reads_it():
    noon, later = int(NOON.timestamp()), int(NOON.timestamp()) + 60
    dose = {"medication_id": 3, "plan_id": None, "amount": 2.0, "due_at": noon}
    rows = {
        "people": [{"id": 1, "time_zone": None}],
        "medications": [{"id": 3, "person_id": 1, "name": "타이레놀정"}],
        "doses": [
            {"id": 1, **dose, "state": "taken", "answered_at": later},
            {"id": 2, **dose, "state": "missed", "answered_at": None},
        ],
        "dose_events": [{"id": 1, "dose_id": 1, "kind": "taken", "happened_at": later}],
    }
    files = zipfile.ZipFile(io.BytesIO(archive(rows, ZoneInfo("Asia/Seoul"), NOON)))
    taken = csv.DictReader(io.StringIO(files.read("taken.csv").decode("utf-8-sig"), newline=""))
    assert list(taken) == [
        {"taken_at": "2026-11-22T12:01:00+09:00", "medicine": "타이레놀정", "tablets": "2.0"}
    ]


def test_pictures_are_files_of_their_own():
    files = zipfile.ZipFile(io.BytesIO(archive({"donations": [{"id": 5, "photo": b"jpeg"}]}, UTC, NOON)))
    assert files.read("donations/5.jpg") == b"jpeg"
    assert json.loads(files.read("yaksok.json"))["donations"] == [{"id": 5, "photo": "donations/5.jpg"}]


def test_a_text_that_only_looks_like_json_stays_a_text():
    files = zipfile.ZipFile(io.BytesIO(archive({"people": [{"name": "[엄마"}]}, UTC, NOON)))
    assert json.loads(files.read("yaksok.json"))["people"] == [{"name": "[엄마"}]
