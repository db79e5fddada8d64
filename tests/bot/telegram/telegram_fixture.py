"""A dispatcher at work: over a real database, the real Application, and the sandbox."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.core.updates import IncomingUpdate, PendingUpdate
from bot.sandbox.server import Sandbox
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database
from bot.telegram.transport.background import Background
from bot.telegram.transport.dispatch import Dispatcher

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = "0123456789abcdef" * 4

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
Handle = Callable[[Update], Awaitable[None]]


def noon() -> datetime:
    return NOON


@dataclass
class Meter:
    """Counts, and lets a test wait until so many updates are marked."""

    stored: int = 0
    handled: int = 0
    given_up: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    _marked: asyncio.Condition = field(default_factory=asyncio.Condition)

    def updates_stored(self, count: int) -> None:
        self.stored += count

    def update_handled(self) -> None:
        self.handled += 1
        self._tell()

    def update_took(self, seconds: float) -> None:
        assert seconds >= 0

    def failed(self, stage: str, kind: str) -> None:
        self.failures.append((stage, kind))

    def update_failed(self) -> None:
        self.given_up += 1
        self._tell()

    async def until_marked(self, count: int) -> None:
        async with asyncio.timeout(20), self._marked:
            await self._marked.wait_for(lambda: self.handled + self.given_up >= count)

    def _tell(self) -> None:
        async def tell() -> None:
            async with self._marked:
                self._marked.notify_all()

        self._telling = asyncio.create_task(tell())


@dataclass
class Rig:
    """The parts, running. `errors` is what reached the application's error handler, with the update's number."""

    database: Database
    inbox: Inbox
    application: AnyApplication
    background: Background
    dispatcher: Dispatcher
    meter: Meter
    errors: list[tuple[int | None, Exception]]

    async def bring(self, *arrivals: IncomingUpdate) -> None:
        """Store updates and tell the dispatcher, as polling does."""
        self.dispatcher.wake(await self.inbox.store(arrivals, NOON))

    async def waiting(self) -> list[int]:
        """Return the numbers of what is not handled."""
        return [turn.update_id for turn in await self.inbox.waiting()]


@asynccontextmanager
async def rig(
    folder: Path,
    sandbox: Sandbox,
    handle: Handle,
    *,
    running: bool = True,
    killed: bool = False,
    inbox_type: Callable[[Database], Inbox] = Inbox,
    **options: Any,
) -> AsyncIterator[Rig]:
    """Open everything, and run it unless `running` is False; with `killed` it ends as by a power cut."""
    background = Background()
    before = asyncio.all_tasks()
    errors: list[tuple[int | None, Exception]] = []

    async def callback(update: Update, _: Any) -> None:
        await handle(update)

    async def keep_error(update: object, context: Any) -> None:
        errors.append((update.update_id if isinstance(update, Update) else None, context.error))

    application = make_application(sandbox)
    application.add_handler(TypeHandler(Update, callback))
    database = await Database.open(folder / "users.db", KEY)
    inbox, meter = inbox_type(database), Meter()
    dispatcher = Dispatcher(application, inbox, noon, background=background, meter=meter, **options)
    application.add_error_handler(keep_error)
    try:
        async with application:
            task = asyncio.create_task(dispatcher.run()) if running else None
            yield Rig(database, inbox, application, background, dispatcher, meter, errors)
            if killed:
                await _kill(asyncio.all_tasks() - before)
                return
            await dispatcher.aclose()
            if task:
                await task
    finally:
        await database.close()


async def _kill(tasks: set[asyncio.Task[Any]]) -> None:
    """End what the bot does, wherever it is; the sandbox goes on."""
    ours = [task for task in tasks if "/bot/telegram/" in task.get_coro().cr_code.co_filename]  # type: ignore[union-attr]
    for task in ours:
        task.cancel()
    await asyncio.gather(*ours, return_exceptions=True)


def make_application(sandbox: Sandbox) -> AnyApplication:
    """Return an application without handlers that speaks to the sandbox."""
    builder = ApplicationBuilder().token(sandbox.token).updater(None)
    return builder.base_url(sandbox.base_url).base_file_url(sandbox.base_file_url).build()


def text(update_id: int, chat_id: int = 1, words: str = "hello", **fields: Any) -> IncomingUpdate:
    """Return a message in a person's chat, as Telegram sends it."""
    person = {"id": chat_id, "is_bot": False, "first_name": "영희"}
    chat = {"id": chat_id, "type": "private", "first_name": "영희"}
    message = {
        "message_id": update_id,
        "date": 1772366400,
        "chat": chat,
        "from": person,
        "text": words,
    } | fields
    return IncomingUpdate(
        PendingUpdate(update_id, chat_id), json.dumps({"update_id": update_id, "message": message})
    )
