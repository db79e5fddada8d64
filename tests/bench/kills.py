"""Kill the real bot again and again while people answer its questions: `python -m tests.bench.kills --kills 200`.

What people wrote is noted outside the bot, and compared at the end with what it has kept: no answer taken twice or for
another question, no photo and no album without an answer, no update given up for having been killed.
"""

import asyncio
import csv
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from bot.app.clock import utc_now
from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.sandbox.client import Json, PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.settings import ROOT
from bot.storage.file.database import Database
from bot.storage.people.accounts import StoredAccounts
from tests.e2e.conftest import button, buttons_of, has_button, text_of
from tests.e2e.killable import KillableBot
from tests.pictures import four_pills

STARTER = ROOT / "knowledge" / "starter" / "products.csv"
PATIENCE = 240.0  # seconds for an answer, once the bot is killed no more
READY = "Yaksok runs"  # what it writes once it has started
IN_START = 0.2  # share of the kills that come before it has
LONGEST_LIFE = 8.0  # seconds after its start
AMOUNTS = (0.25, 0.75, 1.25, 1.75, 2.25)  # tablets a dose: no answer to any question before
MOST_MEDICINES = 50  # of a person, who then rests
PLANS = """
    SELECT chat_id, product_id, json_array_length(schedule, '$.rules[0].times'),
           schedule ->> '$.rules[0].times[0].amount', stock FROM medications AS m
    JOIN people ON people.id = person_id JOIN plans ON medication_id = m.id AND ended_at IS NULL
"""
ANSWERED = """
    SELECT chat_id, count(message_id) FROM questions JOIN people ON people.id = person_id GROUP BY chat_id
"""
WAITING = "SELECT count(*) FROM updates WHERE handled_at IS NULL"
SORRY = "문제가 생겼어요"

Plan = tuple[int, float, float]  # doses a day, tablets a dose, tablets left


@dataclass
class Ledger:
    """What people did, and what they saw go wrong."""

    plans: dict[tuple[int, str], Plan] = field(default_factory=dict)  # by chat and product
    photos: dict[int, int] = field(default_factory=dict)  # sent, by chat
    albums: dict[int, int] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    apologies: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    kills: int
    ledger: Ledger
    wrong_plans: list[str]
    unanswered: list[str]
    in_parts: int  # albums that were cut in two by a kill between their parts, and answered in parts
    given_up: int
    waiting: int
    seconds: float

    @property
    def faults(self) -> list[str]:
        """All that must not be."""
        counts = {"updates given up": self.given_up, "updates never handled": self.waiting}
        told = [f"{count} {what}" for what, count in counts.items() if count]
        apologies = [f"{self.ledger.apologies} apologies"] if self.ledger.apologies else []
        return [*self.wrong_plans, *self.unanswered, *told, *apologies]

    def summary(self) -> str:
        """Say in a few lines what was done, and what came of it."""
        ledger = self.ledger
        return "\n".join((
            f"{self.kills} kills -9 in {self.seconds:.0f} s",
            f"{len(ledger.plans)} plans of three typed answers: {len(self.wrong_plans)} wrong",
            f"{sum(ledger.photos.values())} photos, {sum(ledger.albums.values())} albums:"
            f" {len(self.unanswered)} not answered, {self.in_parts} albums answered in parts",
            f"{self.given_up} updates given up, {self.waiting} never handled, {ledger.apologies} apologies",
            *self.faults,
        ))  # fmt: skip


async def run(folder: Path, *, kills: int, people: int, seconds: float, seed: int) -> Outcome:
    """Let people go on until the bot was killed so often, or for so long; then let it finish, and compare."""
    began, luck, ledger, enough = time.monotonic(), random.Random(seed), Ledger(), asyncio.Event()
    starts = 0
    async with Sandbox() as sandbox, sandbox.client() as client:
        bot = KillableBot(sandbox, folder)
        persons = await _settled(bot, client, people)
        await bot.start()
        try:
            walkers = [Walker(one, ledger, random.Random(seed + i), enough) for i, one in enumerate(persons)]
            works = [
                asyncio.create_task(one.go((one.plan_medicines, one.send_photos, one.send_albums)[i % 3]))
                for i, one in enumerate(walkers)
            ]
            while bot.crashes < kills and time.monotonic() - began < seconds:
                await _some_life(bot, luck, starts)
                starts = _starts(bot)
                await bot.crash()
            enough.set()
            await asyncio.gather(*works)
            ledger.apologies = sum([await _apologies(person) for person in persons])
        finally:
            await bot.stop()
    return await _compared(bot, ledger, bot.crashes, time.monotonic() - began)


async def _settled(bot: KillableBot, client: SandboxClient, people: int) -> list[PersonClient]:
    """Return people who have agreed to what is kept."""
    persons = [await client.person("영희", "ko") for _ in range(people)]
    database = await Database.open(bot.database, bot.key)
    accounts = StoredAccounts(database)
    for person in persons:
        account = await accounts.open(ChatId(person.chat_id), Language.KOREAN, "Asia/Seoul", utc_now())
        await accounts.save(replace(account, consent_version=CONSENT_VERSION))
        await accounts.greeted(account.chat_id, utc_now())
    await database.close()
    return persons


async def _some_life(bot: KillableBot, luck: random.Random, starts: int) -> None:
    """Wait until the bot is to be killed: mostly some seconds after it has started, now and then before."""
    if luck.random() >= IN_START:
        async with asyncio.timeout(PATIENCE):
            while _starts(bot) <= starts:  # noqa: ASYNC110  a process says nothing when it is ready but in its log
                await asyncio.sleep(0.1)
    await asyncio.sleep(luck.uniform(0.0, LONGEST_LIFE))


def _starts(bot: KillableBot) -> int:
    return bot.log.read_text(encoding="utf-8", errors="replace").count(READY)


@dataclass
class Walker:
    """One person, who stops at the first thing that is not answered."""

    person: PersonClient
    ledger: Ledger
    luck: random.Random
    enough: asyncio.Event

    async def plan_medicines(self) -> None:
        """Add one medicine after the other and type how it is taken; it is noted once all was answered."""
        with STARTER.open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        self.luck.shuffle(names)
        added: set[str] = set()
        while names and len(added) < MOST_MEDICINES and not self.enough.is_set():
            found = await self._say(f"/add {names.pop()}", "take:")
            data = button(found, "take:")
            product = data.split(":")[2]
            if product not in added:
                added.add(product)
                await self.person.tap(found["message_id"], data)
                await self._acknowledge()
                self.ledger.plans[self.person.chat_id, product] = await self._plan()

    async def _acknowledge(self) -> None:
        """Wait for the first question about a plan; a red warning before it is acknowledged."""
        asked = await self._wait("say:often", "ack:")
        if has_button("ack:")(asked):
            await self.person.tap(asked["message_id"], button(asked, "ack:"))
            await self._wait("say:often")

    async def _plan(self) -> Plan:
        often, amount = self.luck.randint(1, 3), self.luck.choice(AMOUNTS)
        tablets = float(self.luck.randint(30, 300))
        when = await self._say(str(often), "say:when")
        await self.person.tap(
            when["message_id"], next(data for data in buttons_of(when) if data.endswith(":skip"))
        )
        await self._wait("say:amount")
        await self._say(str(amount), "say:days")
        await self._say(f"{tablets:.0f}정", "times:")
        return often, amount, tablets

    async def send_photos(self) -> None:
        """Send one photo after the other."""
        await self._send(self.ledger.photos, 1)

    async def send_albums(self) -> None:
        """Send one album after the other."""
        await self._send(self.ledger.albums, 3)

    async def _send(self, sent: dict[int, int], photos: int) -> None:
        while not self.enough.is_set():
            group = f"{self.luck.getrandbits(60)}" if photos > 1 else ""
            for _ in range(photos):
                await self.person.send_photo(four_pills(), media_group_id=group)
            sent[self.person.chat_id] = sent.get(self.person.chat_id, 0) + 1
            await self._wait("pill:")

    async def _say(self, text: str, then: str) -> Json:
        await self.person.send_text(text)
        return await self._wait(then)

    async def _wait(self, *then: str) -> Json:
        """Wait for an answer as long as the bot is killed again and again, and some time more."""
        while True:
            was_enough = self.enough.is_set()
            try:
                return await self.person.wait_for_bot(
                    lambda message: any(has_button(each)(message) for each in then), PATIENCE
                )
            except TimeoutError:
                if was_enough:
                    raise

    async def go(self, way: Callable[[], Awaitable[None]]) -> None:
        """Go on until it is enough."""
        try:
            await way()
        except TimeoutError:
            self.ledger.unanswered.append(f"somebody waited {PATIENCE:.0f} s for an answer: {way.__name__}")


async def _apologies(person: PersonClient) -> int:
    return sum(SORRY in text_of(message) for message in (await person.messages()).messages)


async def _compared(bot: KillableBot, ledger: Ledger, kills: int, seconds: float) -> Outcome:
    database = await Database.open(bot.database, bot.key)
    try:
        kept = {(row[0], row[1]): (row[2], row[3], row[4]) for row in await database.rows(PLANS)}
        answered = dict(tuple(row) for row in await database.rows(ANSWERED))
        (waiting,) = (await database.rows(WAITING))[0]
    finally:
        await database.close()
    wrong = [
        f"{product}: answered {plan}, kept {kept.get((chat, product))}"
        for (chat, product), plan in ledger.plans.items()
        if kept.get((chat, product)) != plan
    ]
    missing = [
        f"{count - answered.get(chat, 0)} of {count} {what} of one person have no answer"
        for what, sent in (("photos", ledger.photos), ("albums", ledger.albums))
        for chat, count in sent.items()
        if answered.get(chat, 0) < count
    ]
    parts = sum(max(0, answered.get(chat, 0) - count) for chat, count in ledger.albums.items())
    given_up = bot.log.read_text(encoding="utf-8", errors="replace").count("update given up")
    return Outcome(kills, ledger, wrong, [*ledger.unanswered, *missing], parts, given_up, waiting, seconds)


def main(
    kills: Annotated[int, typer.Option(help="How often the bot is killed.")] = 200,
    people: Annotated[int, typer.Option(help="How many write to it: by turns plans, photos, albums.")] = 9,
    minutes: Annotated[float, typer.Option(help="After so long it is killed no more.")] = 60.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Kill the bot, and print what came of it; exit code 1, and the log in kills.log, where anything did go wrong."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(Path(folder), kills=kills, people=people, seconds=minutes * 60, seed=seed))
        typer.echo(outcome.summary())
        if outcome.faults:
            Path("kills.log").write_text((Path(folder) / "bot.log").read_text(errors="replace"))
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
