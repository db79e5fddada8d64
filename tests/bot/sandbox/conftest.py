"""A running sandbox, people in it, and a python-telegram-bot Bot whose every word is checked."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest
from PIL import Image
from telegram import Bot

from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings

from .api_spec import ApiSpec, Journal, JournalledRequest

DESCRIPTION = "telegram-bot-api-10.1.json"


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class MakeBot(Protocol):
    async def __call__(self, sandbox: Sandbox) -> Bot: ...


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take retry_after as a timedelta, as python-telegram-bot asks for; it warns of the older way."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    settings = SandboxSettings(clock=clock, webhook_retry_seconds=0.01)
    async with Sandbox(settings) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> SandboxClient:
    return sandbox.client()


@pytest.fixture(scope="session")
def spec(shared_data: Path) -> ApiSpec:
    path = shared_data.parent / "reference" / DESCRIPTION
    if not path.is_file():
        pytest.skip(f"needs the description of the Bot API, {path}")
    return ApiSpec(path)


@pytest.fixture(scope="session")
def spec_if_there(request: pytest.FixtureRequest) -> ApiSpec | None:
    try:
        return request.getfixturevalue("spec")
    except pytest.skip.Exception:
        return None


@pytest.fixture
def journal(spec_if_there: ApiSpec | None) -> Iterator[Journal]:
    """What passes between bots and the sandbox; in the end held against the description, if that is there."""
    journal = Journal()
    yield journal
    if spec_if_there is not None:
        assert journal.complaints(spec_if_there) == []


@pytest.fixture
async def make_bot(journal: Journal) -> AsyncIterator[MakeBot]:
    async with AsyncExitStack() as stack:

        async def make(sandbox: Sandbox) -> Bot:
            bot = Bot(
                sandbox.token,
                base_url=sandbox.base_url,
                base_file_url=sandbox.base_file_url,
                request=JournalledRequest(journal),
                get_updates_request=JournalledRequest(journal),
            )
            return await stack.enter_async_context(bot)

        yield make


@pytest.fixture
async def bot(sandbox: Sandbox, make_bot: MakeBot) -> Bot:
    return await make_bot(sandbox)


@pytest.fixture
async def person(client: SandboxClient) -> PersonClient:
    """Someone who has started the bot."""
    return await client.person(start=True)


def picture(size: tuple[int, int] = (640, 480), kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """Return the bytes of a picture whose left half is lighter than its right."""
    image = Image.new("L", size, 40)
    image.paste(200, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, kind)
    return out.getvalue()
