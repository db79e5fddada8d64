"""Whatever is broken, the doctor names it and says what to do, and never ends in a traceback."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.ops.monitoring.doctor import Level
from bot.settings import ROOT
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened

KEY = "ab" * 32


def damaged_page(folder: Path) -> None:
    path = folder / "users.db"
    whole = bytearray(path.read_bytes())
    whole[4096 * 5 + 100] ^= 1
    path.write_bytes(whole)


def cut_short(folder: Path) -> None:
    path = folder / "users.db"
    path.write_bytes(path.read_bytes()[: 4096 * 3 + 7])


def no_database_at_all(folder: Path) -> None:
    (folder / "users.db").write_bytes(b"not a database" * 1000)


def a_folder_in_its_place(folder: Path) -> None:
    (folder / "users.db").unlink()
    (folder / "users.db").mkdir()


def without_its_tables(folder: Path) -> None:
    with opened(folder / "users.db", KEY) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DROP TABLE updates")


def garbage_in_the_log(folder: Path) -> None:
    (folder / "users.db-wal").write_bytes(os.urandom(50_000))


def garbage_knowledge(folder: Path) -> None:
    (folder / "knowledge.db").write_bytes(b"garbage" * 1000)


def backups_that_are_a_file(folder: Path) -> None:
    (folder / "backups").write_bytes(b"")


def a_link_to_nowhere(folder: Path) -> None:
    (folder / "users.db").unlink()
    (folder / "users.db").symlink_to("/nowhere/users.db")


BROKEN: list[Callable[[Path], None]] = [
    damaged_page, cut_short, no_database_at_all, a_folder_in_its_place, without_its_tables, garbage_in_the_log,
    garbage_knowledge, backups_that_are_a_file, a_link_to_nowhere,
]  # fmt: skip


def doctor(folder: Path, **own: str) -> tuple[int, list[dict[str, str]], str]:
    """Run the command; return how it ended, what it found, and what it wrote to stderr."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")}
    own = {"YAKSOK_DATA_DIR": str(folder), "YAKSOK_DATABASE_KEY": KEY, "YAKSOK_TOKEN": "123456:x"} | own
    done = subprocess.run([sys.executable, "-m", "bot", "doctor", "--json"], cwd=ROOT, env=clean | own,
                          capture_output=True, text=True, timeout=110, check=False)  # fmt: skip
    return done.returncode, json.loads(done.stdout or "[]"), done.stderr


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    await (await Database.open(tmp_path / "data" / "users.db", KEY)).close()
    return tmp_path / "data"


@pytest.mark.slow
@pytest.mark.parametrize("break_it", BROKEN, ids=lambda each: each.__name__)
async def test_every_broken_state_has_a_name_and_a_remedy(folder: Path, break_it: Callable[[Path], None]):
    break_it(folder)
    code, findings, said = doctor(folder)
    assert "Traceback" not in said
    troubles = [each for each in findings if each["level"] != Level.OK]
    assert all(each["told"] and each["remedy"] for each in troubles)
    if break_it is not garbage_in_the_log:  # SQLite leaves out what is none of its own
        assert code == 1, findings


WRONG = [
    {"YAKSOK_DATA_DIR": "/proc/nothing"},
    {"YAKSOK_DATABASE_KEY_FILE": "/nowhere/key"},
    {"YAKSOK_TOKEN": "a\nb"},
    {"YAKSOK_WEIGHTS_DIR": "/nowhere"},
    {"YAKSOK_TOKEN_FILE": "/"},
]


@pytest.mark.slow
@pytest.mark.parametrize("own", WRONG, ids=lambda own: next(iter(own)))
def test_wrong_settings_have_a_name_and_a_remedy(tmp_path: Path, own: dict[str, str]):
    code, findings, said = doctor(tmp_path / "data", **own)
    assert (code, "Traceback" in said) == (1, False)
    assert any(each["level"] == Level.PROBLEM and each["remedy"] for each in findings)


@pytest.mark.slow
async def test_a_database_that_another_program_holds_is_told_of(folder: Path):
    with opened(folder / "users.db", KEY) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("REPLACE INTO write_probe VALUES (1, x'00')")
        with (folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _, findings, said = doctor(folder)
        other.execute("ROLLBACK")
    assert "Traceback" not in said
    assert findings


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_is_read_only_is_told_of(folder: Path):
    subprocess.run(["chmod", "500", folder], check=True)  # noqa: ASYNC221
    code, findings, said = doctor(folder)
    subprocess.run(["chmod", "700", folder], check=True)  # noqa: ASYNC221
    assert (code, "Traceback" in said) == (1, False)
    assert any("writable" in each["remedy"] for each in findings)
