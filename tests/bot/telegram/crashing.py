"""A bot that is killed: `python -m tests.bot.telegram.crashing FOLDER BASE_URL TOKEN`. Says each of its steps in a line."""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, TypeHandler

from bot.core.updates import PendingUpdate
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database
from bot.storage.file.migrations import MIGRATIONS
from bot.telegram.transport.background import Background
from bot.telegram.transport.dispatch import Dispatcher
from bot.telegram.transport.inbox import Polling
from tests.bot.telegram.telegram_fixture import KEY, Meter, noon

EFFECTS = """
CREATE TABLE effects (
    place     INTEGER PRIMARY KEY,
    update_id INTEGER NOT NULL UNIQUE,
    chat_id   INTEGER NOT NULL,
    words     TEXT NOT NULL
) STRICT;
CREATE TABLE beginnings (update_id INTEGER NOT NULL) STRICT;
"""


async def open_database(folder: Path) -> Database:
    """Open a database with updates and the effects of handling them."""
    migrations = folder / "migrations"
    if not migrations.exists():
        shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        (migrations / "9999_effects.sql").write_text(EFFECTS)
    return await Database.open(folder / "users.db", KEY, migrations)


async def run(folder: Path, base_url: str, token: str) -> None:
    """Poll and handle until killed."""
    database = await open_database(folder)
    application = ApplicationBuilder().token(token).updater(None).base_url(base_url).build()
    background = Background()

    async def effect(update: Update, *, step: str) -> None:
        """Do what is done once for an update, in one transaction."""
        message = update.effective_message
        assert message is not None
        async with database.change() as tx:
            await tx.run("INSERT INTO beginnings VALUES (?)", update.update_id)
            await tx.run(
                "INSERT INTO effects (update_id, chat_id, words) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                update.update_id, message.chat_id, message.text,
            )  # fmt: skip
        say(step)

    async def handle(update: Update, _: Any) -> None:
        say("begun")
        message = update.effective_message
        assert message is not None
        if message.text == "photo":
            background.spawn(effect(update, step="scanned"), update_id=update.update_id)
        else:
            await effect(update, step="changed")

    def stored(turns: Sequence[PendingUpdate]) -> None:
        say("stored")
        dispatcher.wake(turns)

    application.add_handler(TypeHandler(Update, handle))
    inbox = Inbox(database)
    dispatcher = Dispatcher(application, inbox, noon, background=background, meter=SayingMeter())
    async with application, asyncio.TaskGroup() as group:
        group.create_task(dispatcher.run())
        group.create_task(Polling(application.bot, inbox, on_stored=stored, clock=noon).run())


class SayingMeter(Meter):
    """Says that an update is marked."""

    def update_handled(self) -> None:
        super().update_handled()
        say("marked")


def say(step: str) -> None:
    """Tell the test where the bot is."""
    sys.stdout.write(step + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
