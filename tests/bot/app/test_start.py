"""What is refused at start, with the name of the setting that is wrong."""

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.cli import with_new_key
from bot.app.service import opened
from bot.core.errors import SettingError
from bot.ops.monitoring.logs import REDACTED
from bot.sandbox.server import Sandbox
from bot.settings import Settings, read_settings
from inference.model_card import WEIGHTS
from tests.captured import captured_log
from tests.e2e.conftest import settings_for_tests

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
async def settings(tmp_path) -> Settings:
    async with Sandbox() as sandbox:
        yield settings_for_tests(sandbox, tmp_path / "data")


async def refusal(settings: Settings) -> str:
    """Return the name of the setting for which a bot does not start."""
    with pytest.raises(SettingError) as refused:
        async with opened(settings) as service, service.running():
            pass
    return refused.value.setting


async def test_a_bot_with_all_it_needs_starts_and_stops(settings):
    async with opened(settings) as service, service.running():
        assert service.telegram.application.bot.username == "yaksok_bot"


async def test_a_missing_token_is_refused(settings):
    assert await refusal(settings.model_copy(update={"token": type(settings.token)("")})) == "YAKSOK_TOKEN"


async def test_a_token_that_telegram_does_not_know_is_refused(settings):
    assert (
        await refusal(settings.model_copy(update={"token": type(settings.token)("2:other")}))
        == "YAKSOK_TOKEN"
    )


async def test_a_key_that_does_not_open_the_database_is_refused(settings):
    async with opened(settings):
        pass
    other = settings.model_copy(update={"database_key": type(settings.database_key)("another passphrase")})
    assert await refusal(other) == "YAKSOK_DATABASE_KEY"


async def test_a_short_key_is_refused(settings):
    short = settings.model_copy(update={"database_key": type(settings.database_key)("short")})
    assert await refusal(short) == "YAKSOK_DATABASE_KEY"


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
async def test_a_damaged_knowledge_file_is_refused(settings, damage):
    async with opened(settings):
        pass
    path = settings.knowledge_path
    if damage is None:
        whole = bytearray(path.read_bytes())
        whole[len(whole) // 2] ^= 0xFF
        damage = bytes(whole)
    path.write_bytes(damage)
    assert await refusal(settings) == "YAKSOK_KNOWLEDGE"


async def test_a_knowledge_file_that_was_named_and_is_not_there_is_refused(settings, tmp_path):
    named = settings.model_copy(update={"knowledge": tmp_path / "none.db"})
    assert await refusal(named) == "YAKSOK_KNOWLEDGE"


async def test_weights_that_are_not_those_of_their_card_are_refused(settings, tmp_path):
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    card = weights / "pill-detector.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"sha256": "0" * 64}))
    assert await refusal(settings.model_copy(update={"weights_dir": weights})) == "YAKSOK_WEIGHTS_DIR"


async def test_weights_that_are_not_there_are_refused(settings, tmp_path):
    assert await refusal(settings.model_copy(update={"weights_dir": tmp_path})) == "YAKSOK_WEIGHTS_DIR"


async def test_a_port_that_is_taken_is_refused(settings):
    taken = int(settings.api_url.rsplit(":", 1)[1])
    assert await refusal(settings.model_copy(update={"port": taken})) == "YAKSOK_PORT"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("YAKSOK_TIME_ZONE", "Mars/Olympus"),
        ("YAKSOK_PORT", "eighty"),
        ("YAKSOK_SCAN_TIMEOUT", "-1"),
        ("YAKSOK_ALBUM_SECONDS", "0"),
    ],
)
def test_a_value_that_can_not_be_used_is_refused_by_name(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as refused:
        read_settings()
    assert refused.value.setting == variable


def test_a_key_file_in_the_data_folder_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("YAKSOK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("YAKSOK_DATABASE_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingError) as refused:
        read_settings()
    assert refused.value.setting == "YAKSOK_DATABASE_KEY_FILE"


def test_secrets_do_not_show_in_what_settings_print():
    settings = Settings(_env_file=None, token="123:secret", database_key="secret secret secret")
    assert "secret" not in repr(settings).replace("webhook_secret", "").replace("SecretStr", "")


def test_no_secret_reaches_the_log_the_key_of_a_key_file_among_them(tmp_path):
    file = tmp_path / "key"
    file.write_text("the passphrase of a file\n")
    own = {
        "token": "a short token",
        "database_key": "the passphrase of the environment",
        "webhook_secret": "webhook-secret",
        "service_key": "service/key==",
    }
    settings = Settings(_env_file=None, database_key_file=file, data_dir=tmp_path / "data", **own)
    with captured_log(json=True, secrets=settings.hidden()) as log:
        logging.getLogger("bot").error("opened with %s; %s", settings.key(), ", ".join(own.values()))
    assert log.getvalue().count(REDACTED) == 5
    for secret in (settings.key(), *own.values()):
        assert secret not in log.getvalue()


def test_a_key_file_that_can_not_be_read_is_named_before_anything_starts(tmp_path):
    settings = Settings(_env_file=None, database_key_file=tmp_path / "none", data_dir=tmp_path / "data")
    with pytest.raises(SettingError) as refused:
        settings.hidden()
    assert refused.value.setting == "YAKSOK_DATABASE_KEY_FILE"


def test_the_command_says_in_a_line_what_is_missing_and_ends_with_an_error():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env=clean,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "YAKSOK_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bot_without_a_key_makes_one_beside_its_data_says_where_and_uses_it_again(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("YAKSOK_DATA_DIR", str(tmp_path / "data"))
    for name in ("YAKSOK_DATABASE_KEY", "YAKSOK_DATABASE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YAKSOK_TOKEN", "123:secret")
    first = with_new_key(read_settings())
    file = tmp_path / "data.key"
    assert str(file) in capsys.readouterr().err.replace("\n", "")
    assert file.stat().st_mode & 0o077 == 0
    assert len(first.key()) == 64
    assert read_settings().key() == first.key()


def test_no_key_is_made_for_data_that_are_there_already(monkeypatch, tmp_path):
    monkeypatch.setenv("YAKSOK_DATA_DIR", str(tmp_path))
    for name in ("YAKSOK_DATABASE_KEY", "YAKSOK_DATABASE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YAKSOK_TOKEN", "123:secret")
    (tmp_path / "users.db").write_bytes(b"encrypted")
    settings = with_new_key(read_settings())
    assert not settings.own_key_file.exists()
    with pytest.raises(SettingError, match="YAKSOK_DATABASE_KEY"):
        settings.key()


def test_no_key_is_made_for_a_bot_that_has_no_token(monkeypatch, tmp_path):
    monkeypatch.setenv("YAKSOK_DATA_DIR", str(tmp_path / "data"))
    for name in ("YAKSOK_DATABASE_KEY", "YAKSOK_DATABASE_KEY_FILE", "YAKSOK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingError, match="YAKSOK_TOKEN"):
        with_new_key(read_settings())
    assert not (tmp_path / "data.key").exists()


def test_what_each_process_reads_again_as_it_starts_imports_nothing():
    modules = "import sys; before = set(sys.modules); import bot.__main__; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run(
        [sys.executable, "-c", modules], capture_output=True, text=True, check=True
    ).stdout
    assert loaded.split() == ["bot", "bot.__main__"]
