"""The whole house: the sandbox, the real bot behind it, and people who write to it."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from pydantic import SecretStr

from bot.app.clock import utc_now
from bot.app.engines import opened_knowledge
from bot.app.service import Service, opened
from bot.app.storage import opened_stores
from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.core.ports import Scans
from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import Settings


@dataclass
class BotHarness:
    """A sandbox, and a bot that can be stopped and started again over the same data."""

    sandbox: Sandbox
    client: SandboxClient
    settings: Settings
    service: Service | None = None
    _stack: list[object] = field(default_factory=list)

    async def person(self, language: str = "ko", *, ready: bool = True) -> PersonClient:
        """Return a new person; with `ready` they have agreed to what is kept (written down, for the taps take a second)."""
        person = await self.client.person("영희", language)
        if ready:
            assert self.service is not None
            accounts = self.service.stores.accounts
            account = await accounts.open(
                ChatId(person.chat_id), Language(language), "Asia/Seoul", datetime.now(UTC)
            )
            await accounts.save(replace(account, consent_version=CONSENT_VERSION))
        return person

    async def start(self) -> None:
        """Start the bot."""
        stack = [opened(self.settings)]
        self.service = await stack[0].__aenter__()
        stack.append(self.service.running())
        await stack[1].__aenter__()
        self._stack = stack

    async def stop(self) -> None:
        """Stop the bot, as on a restart of the machine."""
        while self._stack:
            await self._stack.pop().__aexit__(None, None, None)


def settings_for_tests(sandbox: Sandbox, folder: Path) -> Settings:
    """Return settings of a bot that talks to the sandbox."""
    return Settings(
        _env_file=None,
        token=SecretStr(sandbox.token),
        database_key=SecretStr(secrets.token_hex(32)),
        data_dir=folder,
        api_url=sandbox.url,
        port=0,
        scan_workers=1,
        album_seconds=0.5,
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory) -> AsyncIterator[BotHarness]:
    async with Sandbox() as sandbox:
        house = BotHarness(
            sandbox, sandbox.client(), settings_for_tests(sandbox, tmp_path_factory.mktemp("house"))
        )
        await house.start()
        yield house
        await house.stop()


@asynccontextmanager
async def house_that_sees(scans: Scans, folder: Path, **changes: object) -> AsyncIterator[BotHarness]:
    """Give a running house whose photos are looked at by `scans` instead of worker processes."""
    async with Sandbox() as sandbox:
        settings = settings_for_tests(sandbox, folder).model_copy(update=changes)
        async with opened_stores(settings) as stores, opened_knowledge(settings) as knowledge:
            service = Service(settings, stores, knowledge, scans, utc_now)
            async with service.running():
                yield BotHarness(sandbox, sandbox.client(), settings, service)


def text_of(message) -> str:
    """Return what a message says, or what stands under its picture."""
    return message.get("text") or message.get("caption") or ""


def buttons_of(message) -> list[str]:
    """Return the labels and the data of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [value for row in rows for button in row for value in (button["text"], button["callback_data"])]


def button(message, starts: str) -> str:
    """Return the data of the first button whose data starts so."""
    return next(data for data in buttons_of(message) if data.startswith(starts))


def has_button(starts: str):
    """Return a condition: a message of the bot with a button whose label or data starts so."""
    return lambda message: any(value.startswith(starts) for value in buttons_of(message))


def says(words: str):
    """Return a condition: a message of the bot with these words."""
    return lambda message: message["from"]["is_bot"] and words in text_of(message)
