"""People who tap and write at random, and a bot that is killed while they do: `python -m tests.e2e.walk --steps 20000`.

Whatever they do, every tap is answered, every message gets an answer, nothing fails in the logs, and everybody has
a list that works at the end. Meanwhile the line to Telegram fails now and then, and the clock goes on by minutes and
hours, so that reminders come in time, late, or too late. A summary of it all is printed, also after Ctrl-C.
"""

import asyncio
import csv
import logging
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import time as TimeOfDay
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from bot.app.clock import utc_now
from bot.core.medications.medications import MOST_MEDICINES
from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings
from bot.settings import ROOT
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from bot.storage.people.people import StoredPeople
from knowledge.products import ProductId
from tests.e2e.killable import KillableBot
from tests.e2e.walker import PATIENCE, Journal, Walker
from tests.schedules import scheduled

log = logging.getLogger(__name__)
STARTER = ROOT / "knowledge" / "starter" / "products.csv"
TIMES = (TimeOfDay(8), TimeOfDay(12, 30), TimeOfDay(18, 30), TimeOfDay(22))
JUMPS = (*[timedelta(minutes=8)] * 6, *[timedelta(minutes=40)] * 3, timedelta(hours=5))
METHODS = ("sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery", "getUpdates", "getFile")
LINE_FAULTS = ("429", "500", "drop-before", "drop-after")
QUESTIONS = {  # what must be true of the database at the end
    "updates were not handled": "SELECT count(*) AS n FROM updates WHERE handled_at IS NULL",
    "medicines are on a list twice": "SELECT count(*) AS n FROM (SELECT 1 FROM medications WHERE stopped_at IS NULL"
    " GROUP BY person_id, product_id HAVING count(*) > 1)",
    "medicines have two plans": "SELECT count(*) AS n FROM (SELECT 1 FROM plans WHERE ended_at IS NULL"
    " GROUP BY medication_id HAVING count(*) > 1)",
    "lists are too long": "SELECT count(*) AS n FROM (SELECT 1 FROM medications WHERE stopped_at IS NULL"
    f" GROUP BY person_id HAVING count(*) > {MOST_MEDICINES})",
}


@dataclass(frozen=True, slots=True)
class Events:
    """How often something happens to the bot in so many steps."""

    kills: int
    jumps: int
    faults: int

    def at(self, steps: int, luck: random.Random) -> dict[int, list[str]]:
        """Return before which step what happens."""
        found: dict[int, list[str]] = {}
        for what, times in (("kill", self.kills), ("jump", self.jumps), ("fault", self.faults)):
            for number in luck.sample(range(steps), min(times, steps)):
                found.setdefault(number, []).append(what)
        return found


@dataclass(frozen=True, slots=True)
class Walk:
    """What came of a walk."""

    steps: int
    seed: int
    journal: Journal
    happened: Counter[str]
    exceptions: list[str]
    rows: dict[str, int]
    memory: tuple[int, int]  # bytes: the most, and at the end
    seconds: float

    @property
    def faults(self) -> list[str]:
        """All that went wrong."""
        journal = self.journal
        unanswered = [f"{what} was not answered" for what in journal.unanswered]
        return [*self.exceptions, *unanswered, *journal.wrong]

    def summary(self) -> str:
        """Say in a few lines what was done, and how it went."""
        journal, happened = self.journal, self.happened
        quarter = max(1, len(journal.waits) // 4)
        first, last = journal.waits[:quarter], journal.waits[-quarter:]
        most, end = (bytes / 2**20 for bytes in self.memory)
        return "\n".join((
            f"{self.steps:,} steps, seed {self.seed}, {happened['kill']} kills, {len(journal.reminded):,} reminders fired,"
            f" {len(self.exceptions)} exceptions, {len(journal.unanswered)} unanswered, {len(journal.wrong)} other faults",
            ", ".join(f"{number:,} × {what}" for what, number in journal.done.most_common()),
            f"{happened['fault']} requests failed on the line; the clock went on {happened['jump']} times;"
            + "".join(f" {number:,} {what};" for what, number in self.rows.items()),
            f"answers: median {median(first):.2f} s in the first quarter, {median(last):.2f} s in the last,"
            f" the longest {max(journal.waits):.0f} s; {os.getloadavg()[1]:.1f} processes wanted {os.cpu_count()}"
            " processors in the last 5 minutes;"
            f" the bot held at most {most:.0f} MB, {end:.0f} MB at the end; {self.seconds:.0f} s in all",
        ))  # fmt: skip


async def walk(folder: Path, *, steps: int, people: int, events: Events, seed: int) -> Walk:
    """Let people take so many steps in all while things happen to the bot; on Ctrl-C, as many as they have by then."""
    began, luck, happened = time.monotonic(), random.Random(seed), Counter[str]()
    async with a_bot_and_people(folder, people, seed) as (bot, client, walkers, journal):
        left, due, enough = iter(range(steps)), events.at(steps, luck), asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, enough.set)

        async def go(walker: Walker) -> None:
            while not enough.is_set() and (number := next(left, None)) is not None:
                happened["step"] += 1
                for what in due.get(number, ()):
                    happened[what] += 1
                    await happen(what, bot, client, luck)
                await walker.step()
                memory = bot.memory()
                if number and number % 1000 == 0:
                    spent = time.monotonic() - began
                    log.info("%d steps in %.0f s, %d MB", number, spent, memory / 2**20)

        await asyncio.gather(*(go(walker) for walker in walkers), _chat_in_a_group(client, walkers, journal))
        await client.ask("DELETE", "/sandbox/faults")
        await asyncio.gather(*(walker.finish() for walker in walkers))
        at_end = bot.memory()
        await bot.stop()
        rows = await _questioned(bot, journal)
    seconds = time.monotonic() - began
    memory = (bot.most_memory, at_end)
    return Walk(happened["step"], seed, journal, happened, bot.exceptions(), rows, memory, seconds)


async def happen(what: str, bot: KillableBot, client: SandboxClient, luck: random.Random) -> None:
    """Kill the bot, let its clock go on, or let a request fail on the line."""
    if what == "kill":
        await bot.crash()
    elif what == "jump":
        bot.move(luck.choice(JUMPS))
    else:
        await client.order_fault(luck.choice(METHODS), luck.choice(LINE_FAULTS), retry_after=1)


@asynccontextmanager
async def a_bot_and_people(
    folder: Path, people: int, seed: int
) -> AsyncIterator[tuple[KillableBot, SandboxClient, list[Walker], Journal]]:
    """Yield a running bot and people; of three, one is new to it, one has a few medicines, and one a list that is full."""
    async with Sandbox(SandboxSettings(query_seconds=PATIENCE)) as sandbox, sandbox.client() as client:
        bot, journal = KillableBot(sandbox, folder), Journal()
        persons = [await client.person("영희", "ko" if i % 4 else "en") for i in range(people)]
        await _settle(bot, [person for i, person in enumerate(persons) if i % 3])
        await bot.start()
        try:
            yield (
                bot,
                client,
                [Walker(one, bot, random.Random(seed + i), journal) for i, one in enumerate(persons)],
                journal,
            )
        finally:
            await bot.kill()


async def _settle(bot: KillableBot, persons: list[PersonClient]) -> None:
    """Give people lists with times of day, by turns short and full, and every other one a mother with a list."""
    with STARTER.open(encoding="utf-8", newline="") as file:
        products = [(row["id"], row["name"]) for row in csv.DictReader(file)][:MOST_MEDICINES]
    database = await Database.open(bot.database, bot.key)
    accounts, medications, others = (
        StoredAccounts(database),
        StoredMedications(database),
        StoredPeople(database),
    )
    now = utc_now()
    for number, person in enumerate(persons):
        language = Language.KOREAN if number % 3 else Language.ENGLISH
        account = await accounts.open(ChatId(person.chat_id), language, "Asia/Seoul", now)
        await accounts.save(replace(account, consent_version=CONSENT_VERSION, is_large=number % 5 == 0))
        takers = [account.person_id]
        if number % 2 and (mother := await others.add(account.chat_id, "어머니", "walk")):
            takers.append(mother)
        for taker in takers:
            for place, (item, name) in enumerate(products[: 4 if number % 2 else MOST_MEDICINES]):
                added = await medications.add(
                    taker, ProductId(item), name, f"walk:{taker}:{item}", now, most=MOST_MEDICINES
                )
                if added.id is not None and place % 4 == 0:
                    await medications.plan(taker, added.id, scheduled(TIMES[: 1 + place % 3]), now)
    await database.close()


async def _chat_in_a_group(client: SandboxClient, walkers: list[Walker], journal: Journal) -> None:
    """The bot tells a group that it serves people alone, and keeps out of what they say to each other."""
    group = await client.group("가족", [walker.person for walker in walkers[:3]])
    for text in ("/mymeds", "타이레놀 어디 있어요?", "/start", "/delete"):
        await group.send_text(text)
        if text.startswith("/"):
            try:
                await group.wait_for_bot(timeout=PATIENCE)
            except TimeoutError:
                journal.unanswered.append(f"{text} in a group")
        journal.done["group"] += 1


async def _questioned(bot: KillableBot, journal: Journal) -> dict[str, int]:
    """Hold the database against what must be true of it; return figures of what it holds."""
    database = await Database.open(bot.database, bot.key)
    try:
        for what, sql in QUESTIONS.items():
            if number := (await database.rows(sql))[0]["n"]:
                journal.wrong.append(f"{number} {what}")
        states = await database.rows(
            "SELECT state, count(*) AS n FROM doses WHERE state <> 'waiting' GROUP BY state"
        )
        return {f"doses {row['state']}": row["n"] for row in states}
    finally:
        await database.close()


def main(
    steps: Annotated[int, typer.Option(help="Taps and messages in all.")] = 20_000,
    people: Annotated[int, typer.Option(help="How many do them at the same time.")] = 40,
    kills: Annotated[int, typer.Option(help="How often the bot is killed meanwhile.")] = 60,
    jumps: Annotated[int, typer.Option(help="How often its clock goes on by minutes or hours.")] = 400,
    line_faults: Annotated[int, typer.Option(help="How many requests to Telegram fail.")] = 300,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Walk, and print what was done and what went wrong; exit code 1, and the log in walk.log, where anything did."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # of the sandbox, when the bot is killed
    with tempfile.TemporaryDirectory() as folder:
        events = Events(kills, jumps, line_faults)
        came = asyncio.run(walk(Path(folder), steps=steps, people=people, events=events, seed=seed))
        typer.echo(came.summary())
        for fault, times in Counter(came.faults).most_common(40):
            typer.echo(f"{times} × {fault}")
        if came.faults:
            Path("walk.log").write_text((Path(folder) / "bot.log").read_text(errors="replace"))
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
