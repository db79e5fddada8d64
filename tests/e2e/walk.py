"""People who tap and write at random, and a bot that is killed while they do: `python -m tests.e2e.walk --steps 20000`.

Whatever they do, every tap is answered, every message gets one, nothing fails in the logs, and everybody has
a list that works at the end.
"""

import asyncio
import os
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from bot.sandbox.client import Json, PersonClient, SandboxError
from bot.sandbox.server import Sandbox
from bot.sandbox.world import SandboxSettings
from bot.settings import ROOT
from bot.storage.database import Database
from tests.pictures import drawn_pills, jpeg

PATIENCE = 40.0  # seconds, a restart of the bot among them
REMEMBERED = 12  # messages with buttons whose buttons are still tapped
COMMANDS = (
    "/start", "/help", "/mymeds", "/add", "/add 타이레놀", "/check", "/check 타이레놀 게보린", "/info", "/info 아스피린",
    "/people", "/settings", "/privacy", "/cancel", "/nonsense", "/mymeds@other_bot", "/add " + "가" * 4000,
)  # fmt: skip
TEXTS = (
    "타이레놀", "ㅌㅇㄹㄴ", "아스피린", "와파린", "tylenol", "YH", "-1", "0", "1e9", "٣", "３", "½", "12", "8시", "오후 3시 반",
    "25:99", "1950", "1850", "어머니", "<b>굵게</b>", "*_[`", "\u202eabc", "가\u0000나", "💊", "안녕하세요", "고마워요",
    "이 약 먹어도 돼요?", "a" * 4096, "\n\n", "Seoul", "뉴욕", "null", "'; DROP TABLE people; --",
)  # fmt: skip


@dataclass
class Walker:
    """One person: what they see, and what they do next."""

    person: PersonClient
    bot: "Bot"
    luck: random.Random
    faults: list[str]
    done: Counter[str] = field(default_factory=Counter)
    _keyboards: dict[int, list[str]] = field(default_factory=dict)
    _seq: int = 0

    async def step(self) -> None:
        """Do one thing, and see that it is answered."""
        await self._look()
        chance = self.luck.random()
        if chance < 0.68 and self._keyboards:
            await self._tap()
        elif chance < 0.80:
            await self._say(self.luck.choice(COMMANDS))
        elif chance < 0.97 or not self._keyboards:
            await self._say(self.luck.choice(TEXTS))
        elif chance < 0.99:
            await self._photo()
        else:
            await self._sticker()

    async def finish(self) -> None:
        """The list has to be there at the end, with buttons that work."""
        await self._say("/cancel")
        await self._say("/mymeds")
        await self._look()
        if not self._keyboards:
            self.faults.append(f"chat {self.person.chat_id}: no button is left")
            return
        await self._tap(newest=True)

    async def _tap(self, *, newest: bool = False) -> None:
        ids = list(self._keyboards)
        chosen = ids[-1] if newest or self.luck.random() < 0.7 else self.luck.choice(ids)
        button = self.luck.choice(self._keyboards[chosen])
        twice = self.luck.random() < 0.1
        crashes = self.bot.crashes
        taps = [self.person.tap(chosen, button, wait=PATIENCE) for _ in range(1 + twice)]
        for answer in await asyncio.gather(*taps, return_exceptions=True):
            if isinstance(answer, SandboxError):
                continue  # the message was changed or deleted meanwhile
            if isinstance(answer, BaseException):
                raise answer
            if (
                not answer.answered and crashes == self.bot.crashes
            ):  # Telegram takes no answer of before a restart
                self.faults.append(f"a tap on {button.split(':')[0]!r} was not answered: {answer!r}")
        self.done["tap"] += 1 + twice

    async def _say(self, text: str) -> None:
        try:
            await self.person.send_text(text)
        except SandboxError:
            return  # Telegram itself does not take such a text
        await self._answered(text.split(" ")[0][:20])
        self.done["text"] += 1

    async def _photo(self) -> None:
        await self.person.send_photo(jpeg(drawn_pills()))
        await self._answered("a photo")
        self.done["photo"] += 1

    async def _sticker(self) -> None:
        await self.person.send_kind(self.luck.choice(("sticker", "voice", "location", "contact")))
        await self._answered("something unusual")
        self.done["unusual"] += 1

    async def _answered(self, what: str) -> None:
        """Wait until the bot has written, or changed, anything."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if await self._look(wait=2.0):
                return
        self.faults.append(f"{what!r} was not answered")

    async def _look(self, wait: float = 0.0) -> bool:
        """Take in what is new in the chat; return whether the bot did anything."""
        seen = await self.person.messages(self._seq, wait=wait)
        self._seq = seen.seq
        mine = [message for message in seen.messages if message["from"]["is_bot"]]
        for message in mine:
            self._keyboards.pop(message["message_id"], None)
            if buttons := _buttons(message):
                self._keyboards[message["message_id"]] = buttons
        for id in seen.deleted:
            self._keyboards.pop(id, None)
        while len(self._keyboards) > REMEMBERED:
            self._keyboards.pop(next(iter(self._keyboards)))
        return bool(mine)


def _buttons(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


class Bot:
    """The real bot, `python -m bot run`, in a process that may be killed at any moment."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.key = secrets.token_hex(32)
        self.log = folder / "bot.log"
        self.data = folder / "data"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")},
            "YAKSOK_TOKEN": sandbox.token,
            "YAKSOK_DATABASE_KEY": self.key,
            "YAKSOK_DATA_DIR": str(self.data),
            "YAKSOK_API_URL": sandbox.url,
            "YAKSOK_PORT": "0",
            "YAKSOK_SCAN_WORKERS": "1",
        }
        self._process: asyncio.subprocess.Process | None = None
        self.crashes = 0

    async def start(self) -> None:
        """Begin; what it logs is added to `log`."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    async def crash(self) -> None:
        """Kill it and start it again."""
        self.crashes += 1
        await self.kill()
        await self.start()

    async def kill(self) -> None:
        """End it as a power cut would, its workers with it."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, 9)
            await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def failures(self) -> list[str]:
        """Return the lines of the log that tell of an error."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return [line[:300] for line in lines if "[error" in line or line.startswith("Traceback")]


@asynccontextmanager
async def a_bot_and_people(folder: Path, people: int, seed: int) -> AsyncIterator[tuple[Bot, list[Walker]]]:
    """Yield a running bot and people who have agreed to what is kept."""
    async with Sandbox(
        SandboxSettings(query_seconds=PATIENCE)
    ) as sandbox:  # a busy machine is no fault of the bot
        bot, faults = Bot(sandbox, folder), list[str]()
        await bot.start()
        client = sandbox.client()
        try:
            walkers = [
                Walker(
                    await client.person("영희", "ko" if i % 3 else "en"), bot, random.Random(seed + i), faults
                )
                for i in range(people)
            ]
            yield bot, walkers
        finally:
            await bot.kill()
            await client.close()


async def walk(
    folder: Path, *, steps: int, people: int, kills: int, seed: int
) -> tuple[list[str], Counter[str]]:
    """Let people take so many steps in all while the bot is killed so often; return what went wrong, and what was done."""
    async with a_bot_and_people(folder, people, seed) as (bot, walkers):
        left = iter(range(steps))
        cuts = set(random.Random(seed).sample(range(steps), kills))

        async def go(walker: Walker) -> None:
            for number in left:
                if number in cuts:
                    await bot.crash()
                await walker.step()

        await asyncio.gather(*(go(walker) for walker in walkers))
        await asyncio.gather(*(walker.finish() for walker in walkers))
        await bot.stop()
        faults = [*walkers[0].faults, *bot.failures(), *await _in_the_database(bot)]
        return faults, sum((walker.done for walker in walkers), Counter[str]())


async def _in_the_database(bot: Bot) -> list[str]:
    database = await Database.open(bot.data / "users.db", bot.key)
    try:
        questions = {
            "updates were not handled": "SELECT count(*) AS n FROM updates WHERE handled_at IS NULL",
            "medicines are on a list twice": "SELECT count(*) AS n FROM (SELECT 1 FROM medications WHERE stopped_at IS NULL"
            " GROUP BY person_id, product_id HAVING count(*) > 1)",
        }
        found = {what: (await database.rows(sql))[0]["n"] for what, sql in questions.items()}
        return [f"{number} {what}" for what, number in found.items() if number]
    finally:
        await database.close()


def main(
    steps: Annotated[int, typer.Option(help="Taps and messages in all.")] = 20_000,
    people: Annotated[int, typer.Option(help="How many do them at the same time.")] = 40,
    kills: Annotated[int, typer.Option(help="How often the bot is killed meanwhile.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Walk, and print what went wrong; exit code 1 where anything did."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        faults, done = asyncio.run(walk(Path(folder), steps=steps, people=people, kills=kills, seed=seed))
        typer.echo(f"{dict(done)} in {time.monotonic() - began:.0f} s, {kills} kills")
        for fault, times in Counter(faults).most_common(40):
            typer.echo(f"{times} × {fault}")
        if faults:
            log = (Path(folder) / "bot.log").read_text(errors="replace")
            Path("walk.log").write_text(log)
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
