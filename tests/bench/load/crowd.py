"""Virtual people who write, tap, send photos, albums and pages, and take doses that fall due every minute."""

import asyncio
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
from rich.table import Table

from bot.app.clock import utc_now
from bot.core.people.accounts import ChatId
from bot.sandbox.client import PersonClient
from bot.sandbox.delivery.limits import RateLimits
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.people.accounts import StoredAccounts
from tests.bench.admission import MB, READING, small_photo, write_accounts
from tests.bench.due_doses import plan_minutes
from tests.e2e.conftest import button, has_button, says, text_of
from tests.e2e.killable import KillableBot
from tests.pictures import jpeg

BURST = 3  # messages that the bot sends to a chat at once
DUE = 4.0  # seconds after a full minute in which reminders go out and are answered
LOOK = 0.05  # seconds between two looks at whether the bench itself is late
PATIENCE = 120.0  # seconds that a person waits
LASTING = timedelta(hours=2)  # for which doses are planned
REFUSED = re.compile(r"사진 \d+장을 받지 못했어요")
SHARES = {"text": 0.57, "tap": 0.2, "photo": 0.15, "page": 0.05, "album": 0.03}  # of what people do
TALK, PICTURES = {"text": 0.7, "tap": 0.3}, {"photo": 0.9, "page": 0.05, "album": 0.05}
KINDS = (*SHARES, "reminder", "dose")  # a reminder's lateness, and the wait after a tap under it


@dataclass
class Step:
    """What came of one rate."""

    name: str
    seconds: dict[str, list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by kind, to the answer
    told: list[float] = field(default_factory=list)  # seconds from a photo to the first word about it
    seen: list[float] = field(
        default_factory=list
    )  # to the first sign: the bot's emoji on it, or the first word
    own: list[float] = field(
        default_factory=list
    )  # of each text's wait: until its chat had some allowance left
    is_due: list[bool] = field(default_factory=list)  # of each text: it was written while doses fell due
    counts: Counter[str] = field(default_factory=Counter)
    recovery: float = 0.0  # seconds after the last was sent until all were answered
    memory: list[float] = field(default_factory=list)  # megabytes, each second
    late: list[float] = field(
        default_factory=list
    )  # seconds by which the bench itself, with the sandbox, was late

    async def measured(self, kind: str, act: Callable[[], Awaitable[str]]) -> None:
        """Let somebody do something, and note the wait for its answer."""
        began = time.perf_counter()
        self.counts[f"{kind}s"] += 1
        try:
            outcome = await act()
        except TimeoutError:
            self.counts[f"{kind}s never answered"] += 1
            return
        if outcome == "refused":
            self.counts["photos refused and told"] += 1
        else:
            self.seconds[kind].append(time.perf_counter() - began)

    @property
    def beside_doses(self) -> list[float]:
        """Seconds to the answers of texts that were written while doses fell due."""
        return [wait for wait, is_due in zip(self.seconds["text"], self.is_due, strict=True) if is_due]

    @property
    def beside_photos(self) -> list[float]:
        """Seconds to the answers of all other texts, without the chat's own wait: no bot may send sooner than that."""
        texts = zip(self.seconds["text"], self.own, self.is_due, strict=True)
        return [wait - own for wait, own, is_due in texts if not is_due]

    @property
    def lost(self) -> int:
        """How many were never answered."""
        return sum(count for what, count in self.counts.items() if "never" in what)


class Crowd:
    """People who each do one thing at a time."""

    def __init__(self, people: list[PersonClient], luck: random.Random, limits: RateLimits) -> None:
        """`limits` are the sandbox's: they know how far each chat's allowance is used up."""
        self._free = list(people)
        self._limits = limits
        self._luck = luck
        self._file, self._page_file = small_photo(), page_photo()

    async def act(self, step: Step, shares: Mapping[str, float] = SHARES) -> None:
        """Let somebody who is free do something; where nobody is, it is counted."""
        if not self._free:
            step.counts["nobody free"] += 1
            return
        person = self._free.pop(self._luck.randrange(len(self._free)))
        kind = self._luck.choices(list(shares), list(shares.values()))[0]
        try:
            await step.measured(kind, lambda: getattr(self, f"_{kind}")(person, step))
        finally:
            self._free.append(person)

    async def _text(self, person: PersonClient, step: Step) -> str:
        began = time.time()
        await person.send_text("/help")
        await person.wait_for_bot(lambda message: "/mymeds" in text_of(message), PATIENCE)
        step.own.append(self._own_wait(person, began, time.time()))
        step.is_due.append(began % 60 < DUE)
        return "answered"

    def _own_wait(self, person: PersonClient, began: float, answered: float) -> float:
        """Return for how many seconds of a wait the bot sent nothing because its chat had used up its own allowance.

        A chat takes BURST messages at once and one a second after that, as the bot keeps to it. The answer, which came
        just now, has moved the moment at which the allowance is whole again by a second. Where it was whole before, the
        chat held up nothing.
        """
        whole_again = self._limits.whole_again_at(person.chat_id)
        if whole_again - 1.0 <= answered:
            return 0.0
        return min(max(whole_again - BURST, began), answered) - began

    async def _tap(self, person: PersonClient, _: Step) -> str:
        await person.send_text("/settings")
        screen = await person.wait_for_bot(lambda message: "reply_markup" in message, PATIENCE)
        data = screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await person.tap(screen["message_id"], data, wait=PATIENCE)
        return "answered"

    async def _send(self, person: PersonClient, step: Step, file: bytes, photos: int = 1) -> str:
        began, sent_at = time.perf_counter(), time.time()
        group = f"{self._luck.getrandbits(60)}" if photos > 1 else ""
        sent = [await person.send_photo(file, media_group_id=group) for _ in range(photos)]
        first = await person.wait_for_bot(timeout=PATIENCE)
        if not group:  # an album is whole a second after its last part
            step.told.append(time.perf_counter() - began)
            mark = person.reactions.get(sent[0]["message_id"])
            step.seen.append(min(step.told[-1], mark["at"] - sent_at) if mark else step.told[-1])
        if REFUSED.search(text_of(first)):
            return "refused"
        if READING in text_of(first):
            await person.wait_for_bot(lambda message: READING not in text_of(message), PATIENCE)
        return "answered"

    async def _photo(self, person: PersonClient, step: Step) -> str:
        return await self._send(person, step, self._file)

    async def _page(self, person: PersonClient, step: Step) -> str:
        return await self._send(person, step, self._page_file)

    async def _album(self, person: PersonClient, step: Step) -> str:
        return await self._send(person, step, self._file, 3)


@dataclass
class Town:
    """A bot in a process of its own, and the people whom it knows."""

    bot: KillableBot
    people: list[PersonClient]
    takers: list[PersonClient]  # whose doses fall due every minute

    async def take_doses(self, step: Step) -> None:
        """Let all takers answer their reminders, until this is cancelled."""
        await asyncio.gather(*(_taking(person, step) for person in self.takers))


@asynccontextmanager
async def town(sandbox: Sandbox, people: int, takers: int = 0, **settings: str) -> AsyncIterator[Town]:
    """Give a running bot that has read a photo, and so many people."""
    client = sandbox.client()
    with tempfile.TemporaryDirectory() as folder:
        bot = KillableBot(sandbox, Path(folder), **settings)
        known = [await client.person() for _ in range(people + 1)]
        taking = [await client.person(start=True) for _ in range(takers)]
        await write_accounts(bot, [*known, *taking])
        await _plan_doses(bot, taking)
        await bot.start()
        try:
            await known[-1].send_photo(small_photo())
            await known[-1].wait_for(says("개가 보여요"), timeout=120)
            yield Town(bot, known[:-1], taking)
        finally:
            await bot.stop()


async def _plan_doses(bot: KillableBot, takers: list[PersonClient]) -> None:
    database = await Database.open(bot.database, bot.key)
    for person in takers:
        account = await StoredAccounts(database).find(ChatId(person.chat_id))
        assert account is not None
        await plan_minutes(StoredMedications(database), account, utc_now(), LASTING, 500.0)
    await database.close()


async def _taking(person: PersonClient, step: Step) -> None:
    looked_at = time.time()
    while True:
        asked = await person.wait_for_bot(has_button("dose:"), timeout=3600.0)
        if asked["date"] > looked_at:  # else it came while nobody looked yet, as during the warming up
            step.seconds["reminder"].append(time.time() % 60)  # doses fall due at full minutes
        began = time.perf_counter()
        step.counts["reminders"] += 1
        await person.tap(asked["message_id"], button(asked, "dose:"), wait=PATIENCE)
        step.seconds["dose"].append(time.perf_counter() - began)


async def run_step(
    bot: KillableBot,
    crowd: Crowd,
    step: Step,
    rate: float,
    seconds: float,
    luck: random.Random,
    shares: Mapping[str, float] = SHARES,
) -> Step:
    """Let people act at a rate (Poisson), then wait until all are answered."""
    acting: list[asyncio.Task[None]] = []

    async def sample() -> None:
        while True:
            step.memory.append(bot.memory() / MB)
            await asyncio.sleep(1)

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(LOOK)
            step.late.append(time.perf_counter() - began - LOOK)

    watching = [asyncio.create_task(sample()), asyncio.create_task(watch())]
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        acting.append(asyncio.create_task(crowd.act(step, shares)))
        await asyncio.sleep(luck.expovariate(rate))
    began = time.perf_counter()
    await asyncio.gather(*acting)
    step.recovery = max(step.recovery, time.perf_counter() - began)
    for each in watching:
        each.cancel()
    return step


def table_of(steps: list[Step], title: str = "people at once") -> Table:
    """Return a row for each figure and a column for each step."""
    table = Table("what", *(step.name for step in steps), title=title)
    for kind in KINDS:
        table.add_row(f"{kind}: p50, p95, p99, longest", *(spread(step.seconds[kind]) for step in steps))
    table.add_row("text while doses fall due", *(spread(step.beside_doses) for step in steps))
    table.add_row("text else, without the chat’s own wait", *(spread(step.beside_photos) for step in steps))
    table.add_row("photo → first sign", *(spread(step.seen) for step in steps))
    table.add_row("photo → first word", *(spread(step.told) for step in steps))
    for what in sorted({name for step in steps for name in step.counts}):
        table.add_row(what, *(f"{step.counts[what]}" for step in steps))
    table.add_row("all answered after", *(f"{step.recovery:.1f} s" for step in steps))
    table.add_row("the bench itself late by", *(spread(step.late) for step in steps))
    table.add_row("memory: first, most, last", *(
        f"{step.memory[0]:.0f}, {max(step.memory):.0f}, {step.memory[-1]:.0f} MB" for step in steps))  # fmt: skip
    return table


def spread(seconds: list[float]) -> str:
    """Return the median, the 95th and 99th percentile and the longest, in words."""
    if len(seconds) < 2:
        return ", ".join(f"{each:.2f} s" for each in seconds) or "–"
    return f"{at(seconds, 50):.2f}, {at(seconds, 95):.2f}, {at(seconds, 99):.2f}, {max(seconds):.2f} s"


def at(seconds: list[float], percent: int) -> float:
    """Return a percentile of some values; 0 where there are none."""
    if len(seconds) < 2:
        return max(seconds, default=0.0)
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def page_photo() -> bytes:
    """Return a photo of a page of print."""
    page = np.full((800, 600, 3), 245, np.uint8)
    for number, top in enumerate(range(60, 760, 40)):
        words = f"{number + 1} TYLENOL {number}50 mg 1 tablet 3 times 5 days"
        cv2.putText(page, words, (30, top), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (20, 20, 20), 1, cv2.LINE_AA)
    return jpeg(page)
