"""The whole bot over a database that stops answering at a chosen step: as far as its handlers go, it was killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.app.service import Service
from bot.app.storage import Stores
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database, Transaction
from bot.storage.file.lease import Lease
from inference.types import Scan
from tests.bot.telegram.telegram_fixture import KEY
from tests.e2e.conftest import settings_for_tests

MORNING = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)  # 10:30 in Seoul


def morning() -> datetime:
    return MORNING


class MortalDatabase(Database):
    """Answers for so many steps: a change has one before it begins and one after it is committed."""

    left: int | None = None  # for ever
    steps = 0

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Transaction]:
        await self._step()
        async with super().change() as tx:
            yield tx
        await self._step()

    @property
    def is_dead(self) -> bool:
        return self.left == 0

    async def _step(self) -> None:
        self.steps += 1
        if self.left is not None:
            self.left = max(0, self.left - 1)
            if self.is_dead:
                await asyncio.Event().wait()


class NoScans:
    """Nobody sends a photo here."""

    async def scan(self, data: bytes, *, first_number: int = 1) -> Scan:
        raise NotImplementedError


@asynccontextmanager
async def life(
    folder: Path, sandbox: Sandbox, knowledge: LiveKnowledge
) -> AsyncIterator[tuple[MortalDatabase, Stores]]:
    """Run a bot until the end of the block; that is no orderly end."""
    database = await MortalDatabase.open(folder / "users.db", KEY)
    assert isinstance(database, MortalDatabase)
    lease = await Lease.claim(database, "mortal")
    database.fence = None  # a change fails when a test wants it to, and a look at the fence would count
    stores = Stores(database, lease, 30)
    service = Service(settings_for_tests(sandbox, folder), stores, knowledge, NoScans(), morning)
    side = service.telegram
    try:
        async with side.application:
            tasks = [asyncio.create_task(side.dispatcher.run()), asyncio.create_task(side.polling.run())]
            yield database, stores
            await _kill([*tasks, *side.dispatcher.tasks])
            await side.background.cancel()
    finally:
        await database.close()


async def _kill(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def until_handled_or_dead(database: MortalDatabase, count: int) -> None:
    """Wait until so many updates are handled."""
    async with asyncio.timeout(60):
        while not database.is_dead:
            row = await database.row("SELECT count(*) AS n FROM updates WHERE handled_at IS NOT NULL")
            if row and row["n"] >= count:
                return
