"""Lets people write, kills the bot at random, lets it finish, and compares."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import typer

from bot.app.clock import utc_now
from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.core.people.habits import Habits
from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from tests.bench.due_doses import plan_minutes
from tests.bench.kills.ledger import (
    STOCK,
    Kept,
    Ledger,
    Seen,
    dose_faults,
    picture_faults,
    plan_faults,
    twice,
)
from tests.bench.kills.people import PATIENCE, Walker
from tests.e2e.bot_processes import Template
from tests.e2e.killable import KillableBot

READY = "Yaksok runs"  # what it writes once it has started
IN_START = 0.2  # share of the kills that come before it has
LONGEST_START, LONGEST_LIFE = 1.5, 3.0  # seconds before and after that, after which it is killed
DUE_WINDOW = 1.2  # seconds after a full minute in which it is killed, where it lives so long
WAYS = (
    Walker.plan_medicines,
    Walker.send_photos,
    Walker.send_albums,
    Walker.take_doses,
    Walker.write_texts,
    Walker.take_doses,
)  # of the people, by turns


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    ledger: Ledger
    seen: Seen
    kept: Kept
    given_up: int
    seconds: float
    starts: Sequence[float]  # seconds of those that were waited for
    faults: Sequence[str]

    @property
    def kills(self) -> int:
        """How often the bot was killed."""
        return len(self.ledger.kills)

    @property
    def texts_again(self) -> int:
        """How many answers to texts came once more."""
        return self.seen.texts.total() - self.ledger.texts.total()

    @property
    def pictures_again(self) -> int:
        """How many answers to photos and albums came once more."""
        return sum(
            self.seen.pictures[chat] - self.kept.answered.get(chat, 0)
            for chat in self.ledger.photos + self.ledger.albums
        )

    @property
    def again(self) -> int:
        """How many messages came once more."""
        return twice(self.ledger, self.seen)[0] + self.texts_again + self.pictures_again

    def summary(self) -> str:
        """Say in a few lines what was done, and what came of it."""
        ledger, seen, kept = self.ledger, self.seen, self.kept
        reminders, _ = twice(ledger, seen)
        starts = sorted(self.starts) or [0.0]
        parts = sum(kept.answered.get(chat, 0) - count for chat, count in ledger.albums.items())
        return "\n".join((
            f"{self.kills} kills -9 in {self.seconds:.0f} s; start p50 {starts[len(starts) // 2]:.1f} s,"
            f" longest {starts[-1]:.1f} s",
            f"{len(ledger.plans)} plans of three typed answers",
            f"{len(kept.doses)} doses due in {len(seen.reminders)} reminders, {reminders} of these once more;"
            f" {len(ledger.taps)} answered by taps",
            f"{ledger.texts.total()} texts, {self.texts_again} answered once more",
            f"{ledger.photos.total()} photos, {ledger.albums.total()} albums, {parts} of these answered in parts;"
            f" {self.pictures_again} answered once more",
            f"{self.again} of {seen.messages} messages once more ({self.again / max(1, seen.messages):.2%})",
            f"{self.given_up} updates given up, {kept.waiting} never handled, {seen.apologies} apologies",
            f"{len(self.faults)} faults",
            *self.faults,
        ))  # fmt: skip


async def run(
    folder: Path, *, kills: int, people: int, seconds: float, seed: int, watch: bool = False
) -> Outcome:
    """Let people go on until the bot was killed so often, or for so long; then let it finish, and compare."""
    began, ledger, enough = time.monotonic(), Ledger(), asyncio.Event()
    async with (
        Sandbox() as sandbox,
        sandbox.client() as client,
        Template(folder / "template.log") as template,
    ):
        bot = KillableBot(sandbox, folder, template)
        bot.log.touch()
        persons = await settled(bot, client, people, ledger, timedelta(seconds=seconds))
        await bot.start()
        try:
            walkers = [Walker(one, ledger, random.Random(seed + i), enough) for i, one in enumerate(persons)]
            works = [
                asyncio.create_task(one.go(WAYS[number % len(WAYS)])) for number, one in enumerate(walkers)
            ]
            starts = await _killed(bot, ledger, random.Random(seed), kills, began + seconds, watch=watch)
            until = utc_now()
            enough.set()
            await asyncio.gather(*works)
            await _quiet(client)
        finally:
            await bot.stop()
        seen = Seen()
        for person in persons:
            await seen.read(person)
    return await _compared(bot, ledger, seen, until, time.monotonic() - began, starts)


async def settled(
    bot: KillableBot, client: SandboxClient, people: int, ledger: Ledger, lasting: timedelta
) -> list[PersonClient]:
    """Return people who have agreed to what is kept; some have doses due every minute."""
    ways = [WAYS[number % len(WAYS)] for number in range(people)]
    persons = [await client.person("영희", "ko", start=way is Walker.take_doses) for way in ways]
    database = await Database.open(bot.database, bot.key)
    accounts, now = StoredAccounts(database), utc_now()
    for way, person in zip(ways, persons, strict=True):
        account = await accounts.open(ChatId(person.chat_id), Language.KOREAN, "Asia/Seoul", now)
        account = replace(account, consent_version=CONSENT_VERSION, habits=Habits(repeats=0))
        await accounts.save(account)
        await accounts.greeted(account.chat_id, now)
        if way is Walker.take_doses:
            ledger.takers.add(person.chat_id)
            await plan_minutes(StoredMedications(database), account, now, lasting, STOCK)
    await database.close()
    return persons


async def _killed(
    bot: KillableBot, ledger: Ledger, luck: random.Random, kills: int, end: float, *, watch: bool
) -> list[float]:
    """Kill the bot so often, or until a moment; return the seconds of the starts that were waited for."""
    starts: list[float] = []
    began, logged = time.monotonic(), 0
    while len(ledger.kills) < kills and time.monotonic() < end:
        if luck.random() < IN_START:
            await asyncio.sleep(luck.uniform(0.0, LONGEST_START))
        else:
            await bot.logs(READY, PATIENCE, after=logged)
            starts.append(time.monotonic() - began)
            await asyncio.sleep(_life(luck))
        ledger.kills.append(time.time())
        await bot.kill()
        began, logged = time.monotonic(), bot.log.stat().st_size
        bot.crashes += 1
        await bot.start()
        if watch and len(ledger.kills) % 50 == 0:
            typer.echo(ledger.progress(), err=True)
    return starts


def _life(luck: random.Random) -> float:
    """Return for how many seconds the bot may live: where a minute begins meanwhile, into its first second."""
    to_minute = 60 - time.time() % 60
    return (
        to_minute + luck.uniform(0, DUE_WINDOW) if to_minute < LONGEST_LIFE else luck.uniform(0, LONGEST_LIFE)
    )


async def _quiet(client: SandboxClient) -> None:
    """Wait until nothing more is sent for some seconds."""
    sent, quiet = -1, 0
    while quiet < 3:
        await asyncio.sleep(2)
        now = (await client.stats())["messages_sent"]
        quiet = quiet + 1 if now == sent else 0
        sent = now


async def _compared(
    bot: KillableBot, ledger: Ledger, seen: Seen, until: datetime, seconds: float, starts: Sequence[float]
) -> Outcome:
    database = await Database.open(bot.database, bot.key)
    try:
        kept = await Kept.read(database, json.dumps(sorted(ledger.takers)), until.timestamp())
    finally:
        await database.close()
    given_up = bot.log.read_text(encoding="utf-8", errors="replace").count("update given up")
    counts = {
        "updates given up": given_up,
        "updates never handled": kept.waiting,
        "apologies": seen.apologies,
    }
    faults = [
        *plan_faults(ledger, kept),
        *picture_faults(ledger, kept),
        *dose_faults(ledger, seen, kept),
        *twice(ledger, seen)[1],
        *ledger.unanswered,
        *(f"{count} {what}" for what, count in counts.items() if count),
    ]
    return Outcome(ledger, seen, kept, given_up, seconds, starts, faults)
