"""The process keeps its secrets: no core file, none for its workers, none from a malformed setting."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from bot.core.errors import SettingError
from bot.sandbox.server import Sandbox
from bot.settings import Settings, read_settings
from tests.e2e.killable import KillableBot

ABORTS = (
    "import os; from bot.ops.process.isolation import keep_memory_private; keep_memory_private(); os.abort()"
)


def test_an_abort_leaves_no_core_file(tmp_path: Path):
    soft, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    try:
        done = subprocess.run([sys.executable, "-c", ABORTS], cwd=tmp_path, check=False, timeout=60,
                              env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])})  # fmt: skip
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, most))
    assert done.returncode == -6
    assert list(tmp_path.iterdir()) == []


async def test_workers_have_neither_token_nor_key(tmp_path: Path):
    async with Sandbox() as sandbox:
        bot = KillableBot(sandbox, tmp_path)
        await bot.start()
        try:
            await bot.logs("Yaksok runs")
            every = psutil.Process(bot.pid).children(recursive=True)
            children = [child for child in every if child.status() != psutil.STATUS_ZOMBIE]
            assert children
            for child in children:
                environment = child.environ()
                assert "YAKSOK_API_URL" in environment  # it is the bot's environment
                assert not {sandbox.token, bot.key} & set(environment.values())
        finally:
            await bot.stop()


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.mark.parametrize("name", ["token", "webhook_secret", "service_key", "database_key"])
def test_each_secret_may_come_from_a_file(tmp_path: Path, name: str):
    file = tmp_path / name
    secret = "1234567:a-secret-of-some-length"
    file.write_text(f"{secret}\n")
    file.chmod(0o600)
    read = settings(data_dir=tmp_path / "data", **{f"{name}_file": file})
    ask = {"token": read.bot_token, "service_key": read.service, "database_key": read.key}
    if name == "webhook_secret":
        file.write_text("secret_of-the-webhook\n")
        assert read.secret() == "secret_of-the-webhook"
    else:
        assert ask[name]() == secret
        assert secret in read.hidden()
    file.unlink()
    with pytest.raises(SettingError) as refused:
        read.hidden()
    assert refused.value.setting == f"YAKSOK_{name.upper()}_FILE"


@pytest.mark.parametrize("token", ["123:ab\ncd", "no token", "123", ":abc", "123:한글"])
def test_a_malformed_token_is_refused_at_start(token: str):
    with pytest.raises(SettingError, match="YAKSOK_TOKEN"):
        settings(token=SecretStr(token)).bot_token()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("YAKSOK_API_URL", "nonsense"),
        ("YAKSOK_API_URL", "http://"),
        ("YAKSOK_API_URL", "https://a b"),
        ("YAKSOK_WEBHOOK_URL", "bot.example.org/telegram"),
        ("YAKSOK_WEBHOOK_URL", "https://bot.example.org/\ntelegram"),
        ("YAKSOK_HOST", "two hosts"),
        ("YAKSOK_HOST", ""),
    ],
)
def test_a_malformed_address_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, variable: str, value: str):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as refused:
        read_settings()
    assert refused.value.setting == variable


@pytest.mark.parametrize(
    "value",
    ["http://localhost:8081", "https://api.example.org/bots/", "http://127.0.0.1:1", "http://[::1]:80"],
)
def test_addresses_that_can_be_used_are_taken(value: str):
    assert settings(api_url=value).api_url == value
