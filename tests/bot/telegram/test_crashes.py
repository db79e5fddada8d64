"""A bot that is killed at any moment loses no update, and applies none twice."""

import asyncio
import random
import sys
from collections import defaultdict
from pathlib import Path

from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from bot.storage.file.migrations import MIGRATIONS
from tests.bot.telegram.crashing import open_database

KILLS = 6


class Life:
    """One run of the bot in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def begin(cls, folder: Path, sandbox: Sandbox) -> "Life":
        command = [
            sys.executable,
            "-m",
            "tests.bot.telegram.crashing",
            str(folder),
            sandbox.base_url,
            sandbox.token,
        ]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, cwd=MIGRATIONS.parent
        )
        return cls(process)

    async def step(self) -> str:
        """Return the bot's next step."""
        assert self._process.stdout is not None
        async with asyncio.timeout(20):
            line = await self._process.stdout.readline()
        assert line, "the bot ended by itself"
        return line.decode().strip()

    async def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        await self._process.communicate()


async def send_some(people: list[PersonClient], luck: random.Random, count: int) -> int:
    for number in range(count):
        await luck.choice(people).send_text(luck.choice(["photo", f"text {number}"]))
    return count


async def finished(database: Database) -> bool:
    """Return whether the last message took effect and nothing waits."""
    last = await database.row("SELECT 1 FROM effects WHERE words = 'the last'")
    waiting = await database.row("SELECT 1 FROM updates WHERE handled_at IS NULL")
    return last is not None and waiting is None


async def test_updates_survive_a_kill_at_any_moment(
    tmp_path: Path, sandbox: Sandbox, client: SandboxClient
) -> None:
    luck = random.Random(20260301)
    people = [await client.person() for _ in range(3)]
    sent = 0
    for _ in range(KILLS):
        sent += await send_some(people, luck, 6)
        life = await Life.begin(tmp_path, sandbox)
        for _ in range(luck.randint(1, 18)):  # its six messages take nineteen steps
            await life.step()
        sent += await send_some(people, luck, 2)
        await life.kill()
    await people[0].send_text("the last")
    life = await Life.begin(tmp_path, sandbox)
    database = await open_database(tmp_path)
    while not await finished(database):
        await life.step()
    await life.kill()
    effects = await database.rows("SELECT update_id, chat_id, words FROM effects ORDER BY place")
    beginnings = await database.row("SELECT count(*) AS number FROM beginnings")
    bodies = await database.rows("SELECT body FROM updates WHERE body != ''")
    await database.close()

    assert len(effects) == sent + 1
    assert beginnings is not None
    assert beginnings["number"] >= sent + 1
    assert bodies == []
    in_chat = defaultdict(list)
    for row in effects:
        if row["words"] != "photo":  # their work may end after what came later
            in_chat[row["chat_id"]].append(row["update_id"])
    assert all(numbers == sorted(numbers) for numbers in in_chat.values())
