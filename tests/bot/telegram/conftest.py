"""A running sandbox for every test that asks for one."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(SandboxSettings(webhook_retry_seconds=0.01)) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> SandboxClient:
    return sandbox.client()
