"""The doctor finds what is wrong, says what to do, and ends with an error only where the bot would not run."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.core.people.accounts import ChatId, Language
from bot.core.updates import IncomingUpdate, PendingUpdate
from bot.ops.backups.backup import Backups
from bot.ops.monitoring.doctor import Finding, Level, examine
from bot.ops.process.lock import alone
from bot.sandbox.server import Sandbox
from bot.settings import ROOT, Settings
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database
from bot.storage.file.encryption import opened
from bot.storage.people.accounts import StoredAccounts
from bot.telegram.transport.token import name_of
from inference.model_card import WEIGHTS
from knowledge.starter import build_starter

KEY = "ab" * 32
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def starter(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build_starter(path)
    return path


@pytest.fixture
def settings(tmp_path, starter) -> Settings:
    """Settings of a bot that ran a minute ago, with a backup."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    settings = Settings(
        _env_file=None, token=SecretStr("123456:x"), database_key=SecretStr(KEY), data_dir=folder, knowledge=starter
    )  # fmt: skip
    asyncio.run(_live(settings))
    Backups.of(settings).make(KEY, NOW - timedelta(minutes=1))
    return settings


async def _live(settings: Settings) -> None:
    database = await Database.open(settings.database_path, KEY)
    at = NOW - timedelta(minutes=1)
    await StoredAccounts(database).open(ChatId(7), Language.KOREAN, "Asia/Seoul", at)
    await Inbox(database).store([IncomingUpdate(PendingUpdate(1, 7), "{}")], at)
    await database.close()


def found(settings: Settings, check: str, now: datetime = NOW) -> list[Finding]:
    return [finding for finding in examine(settings, now) if finding.check == check]


def one(settings: Settings, check: str, now: datetime = NOW) -> Finding:
    (finding,) = found(settings, check, now)
    return finding


def test_all_is_well_but_for_the_starter_set(settings):
    findings = examine(settings, NOW)
    assert {f.check for f in findings if f.level is not Level.OK} == {"knowledge"}
    assert all(f.remedy for f in findings if f.level is not Level.OK)
    assert {"settings", "bot", "key", "database", "backups", "knowledge", "weights", "clock", "disk"} == {
        finding.check for finding in findings
    }


def test_a_missing_token_and_a_missing_key_are_problems(settings):
    without = settings.model_copy(update={"token": SecretStr(""), "database_key": SecretStr("")})
    assert one(without, "settings").level is Level.PROBLEM
    assert one(without, "key").level is Level.PROBLEM


def test_another_key_is_a_problem_and_said_in_words(settings):
    other = settings.model_copy(update={"database_key": SecretStr("cd" * 32)})
    finding = one(other, "database")
    assert finding.level is Level.PROBLEM
    assert "made with another key" in finding.told


def test_a_key_file_that_others_may_read_is_a_warning(settings, tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o644)
    readable = settings.model_copy(update={"database_key_file": file})
    assert one(readable, "key").level is Level.WARNING
    file.chmod(0o600)
    assert one(readable, "key").level is Level.OK


def test_a_running_bot_is_told_of(settings):
    assert "no bot runs" in one(settings, "bot").told
    with alone(settings.data_dir):
        assert "a bot runs" in one(settings, "bot").told


@pytest.mark.parametrize(("schema", "level"), [(1, Level.WARNING), (999, Level.PROBLEM)])
def test_an_older_schema_is_a_warning_and_a_newer_one_a_problem(settings, schema, level):
    with opened(settings.database_path, KEY) as db:
        db.execute(f"PRAGMA user_version = {schema}")
    assert one(settings, "database").level is level


def test_a_database_that_is_gone_while_there_are_backups_is_a_problem(settings):
    settings.database_path.unlink()
    finding = one(settings, "database")
    assert finding.level is Level.PROBLEM
    assert finding.remedy == f"python -m bot restore {Backups.of(settings).all()[0][1]}"


def test_a_damaged_database_is_a_problem(settings):
    whole = bytearray(settings.database_path.read_bytes())
    whole[len(whole) // 2] ^= 1
    settings.database_path.write_bytes(whole)
    assert one(settings, "database").level is Level.PROBLEM


def test_no_backup_an_old_one_and_one_of_another_key_are_warnings(settings):
    assert one(settings, "backups", NOW + timedelta(days=3)).level is Level.WARNING
    ((_, path),) = Backups.of(settings).all()
    path.write_bytes(b"of another key, or damaged" * 1000)
    assert one(settings, "backups").level is Level.WARNING
    path.unlink()
    assert one(settings, "backups").level is Level.WARNING


def test_a_knowledge_file_that_is_gone_or_damaged_is_a_problem(settings, tmp_path):
    assert (
        one(settings.model_copy(update={"knowledge": tmp_path / "none.db"}), "knowledge").level
        is Level.PROBLEM
    )
    (tmp_path / "half.db").write_bytes(settings.knowledge_path.read_bytes()[:5000])
    assert (
        one(settings.model_copy(update={"knowledge": tmp_path / "half.db"}), "knowledge").level
        is Level.PROBLEM
    )


def test_weights_that_are_not_those_of_their_card_are_a_problem(settings, tmp_path):
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    (weights / "pill-detector.onnx").write_bytes(b"other")
    told = found(settings.model_copy(update={"weights_dir": weights}), "weights", NOW)
    assert [finding.level for finding in told if "pill-detector" in finding.told] == [Level.PROBLEM]
    assert [finding.level for finding in told].count(Level.PROBLEM) == 1


def test_a_clock_that_is_before_what_was_stored_is_a_problem(settings):
    assert one(settings, "clock", NOW - timedelta(minutes=2)).level is not Level.PROBLEM
    assert one(settings, "clock", NOW - timedelta(days=1)).level is Level.PROBLEM


def test_a_folder_that_is_open_to_others_is_a_warning(settings):
    settings.data_dir.chmod(0o755)
    assert Level.WARNING in {finding.level for finding in found(settings, "disk")}


def test_a_folder_that_takes_no_files_is_a_problem(settings, tmp_path):
    (tmp_path / "a file").touch()
    assert one(settings.model_copy(update={"data_dir": Path("/proc")}), "bot").level is Level.OK
    findings = found(settings.model_copy(update={"backup_dir": Path("/proc")}), "disk")
    assert Level.PROBLEM in {finding.level for finding in findings}


def ran(*words: str, **own: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *words], cwd=ROOT, env={**clean, **own},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_command_ends_with_1_where_there_is_a_problem_and_speaks_json(tmp_path):
    own = {"YAKSOK_DATA_DIR": str(tmp_path / "data"), "YAKSOK_DATABASE_KEY": KEY}
    done = ran("--json", **own)
    problems = {each["check"] for each in json.loads(done.stdout) if each["level"] == "problem"}
    assert (done.returncode, problems, done.stderr) == (1, {"settings"}, "")
    done = ran(**own, YAKSOK_TOKEN="123456:x")
    assert done.returncode == 0
    assert "→" in done.stdout
    done = ran(YAKSOK_PORT="eighty")
    assert (done.returncode, "YAKSOK_PORT" in done.stdout) == (1, True)


async def test_telegram_is_asked_for_the_token():
    async with Sandbox() as sandbox:
        assert await name_of(sandbox.token, sandbox.url) == "yaksok_bot"
        assert await name_of("2:other", sandbox.url) is None
    with pytest.raises(OSError, match="not reached"):
        await name_of("2:other", "http://127.0.0.1:9")
