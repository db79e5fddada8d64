"""python -m tests.bench.admission: many photos and messages at once; memory, and who has to wait for whom."""

import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
from rich.console import Console
from rich.table import Table
from telegram.error import RetryAfter

from bot.core.people.accounts import CONSENT_VERSION, ChatId, Language
from bot.sandbox.client import PersonClient, SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from bot.storage.people.accounts import StoredAccounts
from bot.telegram.transport.limits import Priority
from inference.types import Scan
from tests.e2e.conftest import house_that_sees, says, text_of
from tests.e2e.killable import KillableBot
from tests.pictures import drawn_pills, jpeg

SENDERS, EACH = 500, 10
ALBUMS, PARTS, FILE_BYTES = 8, 10, 18_000_000
REMINDERS, TEXTS = 1500, 20
MB = 1_000_000
PILLS = re.compile(r"알약 (\d+)개")
ANSWERED, REFUSED, READING = "알약 4개", re.compile(r"사진 (\d+)장을 받지 못했어요"), "읽고 있어요"
APOLOGY = "문제가 생겼어요"
console = Console(width=110)


@dataclass
class Memory:
    """Resident megabytes of the bot's process, without its workers."""

    before: float = 0.0
    most: float = 0.0
    after: float = 0.0

    @contextmanager
    def sampled(self, bot: KillableBot) -> Iterator[None]:
        """Sample the memory twenty times a second during the block."""

        async def sample() -> None:
            while True:
                self.most = max(self.most, bot.memory() / MB)
                await asyncio.sleep(0.05)

        self.before = self.before or bot.memory() / MB
        sampling = asyncio.ensure_future(sample())
        try:
            yield
        finally:
            sampling.cancel()
            self.after = bot.memory() / MB


async def write_accounts(bot: KillableBot, people: Sequence[PersonClient]) -> None:
    """Let the bot know people already, so that none is greeted."""
    bot.database.parent.mkdir(parents=True, exist_ok=True)
    database = await Database.open(bot.database, bot.key)
    accounts, now = StoredAccounts(database), datetime.now(UTC)
    for person in people:
        account = await accounts.open(ChatId(person.chat_id), Language.KOREAN, "Asia/Seoul", now)
        await accounts.save(replace(account, consent_version=CONSENT_VERSION))
    await database.close()


@asynccontextmanager
async def bot_of(
    sandbox: Sandbox, people: int, **settings: str
) -> AsyncIterator[tuple[KillableBot, list[PersonClient]]]:
    """Give a bot in a process of its own, that has read one album, and so many people whom it knows."""
    client = sandbox.client()
    with tempfile.TemporaryDirectory() as folder:
        bot = KillableBot(sandbox, Path(folder), **settings)
        known = [await client.person() for _ in range(people + 1)]
        await write_accounts(bot, known)
        await bot.start()
        try:
            for _ in range(PARTS):
                await known[-1].send_photo(small_photo(), media_group_id="first")
            await known[-1].wait_for(says("개가 보여요"), timeout=120)
            yield bot, known[:-1]
        finally:
            await bot.stop()


def small_photo() -> bytes:
    """Return a small JPEG of four pills."""
    return jpeg(cv2.resize(drawn_pills(), (480, 300)))


async def heap() -> Table:
    """Let 5,000 photos wait at Telegram when the bot starts; follow until each was answered, refused or apologised for."""
    memory = Memory()
    async with Sandbox() as sandbox, bot_of(sandbox, SENDERS, YAKSOK_SCAN_WORKERS="2") as (bot, people):
        memory.before = bot.memory() / MB
        await bot.stop()
        photo = small_photo()
        for _ in range(EACH):
            await asyncio.gather(*(person.send_photo(photo) for person in people))
        began = time.time()
        await bot.start()
        with memory.sampled(bot):
            heard = await heard_of_all(people)
    table = Table("what", "figure", title=f"{SENDERS * EACH:,} photos of {SENDERS} people at once")
    table.add_row("photos answered", f"{sum(one.answered for one in heard):,}")
    table.add_row(
        "photos refused, in so many messages",
        f"{sum(sum(one.refused) for one in heard):,}, {sum(len(one.refused) for one in heard):,}",
    )
    table.add_row("apologies for an error", str(sum(one.failed for one in heard)))
    table.add_row("people who heard nothing", str(sum(not one.moments for one in heard)))
    table.add_row("photos of which nothing was said", str(sum(max(0, EACH - one.told) for one in heard)))
    table.add_row("“reading…” that stayed", str(sum(one.reading for one in heard)))
    first, last = ([pick(one.moments) - began for one in heard if one.moments] for pick in (min, max))
    table.add_row(
        "first word, p50 / last; last word",
        f"{statistics.median(first):.0f} / {max(first):.0f}; {max(last):.0f} s",
    )
    add_memory(table, memory)
    return table


@dataclass
class Heard:
    """What one person heard of ten photos: counts, and the moments (seconds since 1970) of all messages."""

    answered: int
    refused: list[int]  # photos, a message each
    failed: int
    reading: int
    moments: list[float]

    @property
    def told(self) -> int:
        return self.answered + sum(self.refused) + self.failed


async def heard_of_all(people: Sequence[PersonClient]) -> list[Heard]:
    """Look every few seconds at what people heard, until all is said or half a minute brings nothing new."""
    heard: list[Heard] = []
    quiet = 0
    while quiet < 3 and not (heard and all(one.told >= EACH and not one.reading for one in heard)):
        await asyncio.sleep(10)
        now = [await heard_of(person) for person in people]
        quiet = quiet + 1 if now == heard else 0
        heard = now
    return heard


async def heard_of(person: PersonClient) -> Heard:
    seen = await person.messages(0)
    last = {m["message_id"]: m for m in seen.messages if m["from"]["is_bot"]}
    texts = [text_of(message) for id, message in last.items() if id not in seen.deleted]
    return Heard(
        answered=sum(ANSWERED in text for text in texts),
        refused=[int(found[1]) for text in texts if (found := REFUSED.search(text))],
        failed=sum(APOLOGY in text for text in texts),
        reading=sum(READING in text for text in texts),
        moments=[message["date"] for message in last.values()],
    )


async def albums() -> Table:
    """Send eight albums of ten large files, and wait for every answer."""
    memory = Memory()
    file = small_photo().ljust(FILE_BYTES, b"\0")
    patient = {"YAKSOK_SCAN_WORKERS": "2", "YAKSOK_ALBUM_SECONDS": "10"}  # the uploads take their time
    async with Sandbox() as sandbox, bot_of(sandbox, ALBUMS, **patient) as (bot, people):
        began = time.perf_counter()
        with memory.sampled(bot):
            for person in people:
                for part in range(PARTS):
                    await person.send_document(
                        file, f"{part}.jpg", mime_type="image/jpeg", media_group_id="a"
                    )
            answers = await asyncio.gather(*(person.wait_for(says("개가 보여요"), 300) for person in people))
            took = time.perf_counter() - began
    pills = sum(int(found[1]) for answer in answers if (found := PILLS.search(text_of(answer))))
    table = Table("what", "figure", title=f"{ALBUMS} albums of {PARTS} files of {FILE_BYTES // MB} MB")
    table.add_row("all answered after", f"{took:.1f} s")
    table.add_row("pills found, of those sent", f"{pills} of {4 * ALBUMS * PARTS}")
    add_memory(table, memory)
    return table


def add_memory(table: Table, memory: Memory) -> None:
    """Add the rows on memory."""
    table.add_row("memory before", f"{memory.before:.0f} MB")
    table.add_row("most / more than before", f"{memory.most:.0f} / {memory.most - memory.before:.0f} MB")
    table.add_row("after / more than before", f"{memory.after:.0f} / {memory.after - memory.before:.0f} MB")


class NoScans:
    """Looks at no photo."""

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        raise AssertionError("expected no photo")

    async def number(self, scan: Scan, first_number: int) -> Scan:
        raise AssertionError("expected no photo")


@dataclass(frozen=True)
class Waits:
    """Seconds of a text's answer: in quiet, beside a chat that has to wait for an hour, and beside reminders."""

    quiet: Sequence[float]
    beside: Sequence[float]
    among: Sequence[float]
    took: float  # seconds until all reminders were sent
    refusals: object  # with 429


async def measured_waits() -> Waits:
    """Measure them."""
    with tempfile.TemporaryDirectory() as folder:
        async with house_that_sees(NoScans(), Path(folder)) as house:
            bot = house.service.telegram.application.bot
            people = [await house.person() for _ in range(TEXTS)]
            quiet = [await text_to_answer(person) for person in people]
            refused = await house.person()
            await house.client.order_fault("sendMessage", "429", retry_after=3600)
            with suppress(RetryAfter):
                await bot.send_message(refused.chat_id, "refused")
            beside = [await text_to_answer(person) for person in people]
            reminded = await chats(house.client, REMINDERS)
            began = time.perf_counter()
            reminders = [
                asyncio.create_task(
                    bot.send_message(chat_id, "약 드실 시간", rate_limit_args=Priority.REMINDER)
                )
                for chat_id in reminded
            ]
            await asyncio.sleep(1)
            among = [await text_to_answer(person) for person in people]
            await asyncio.gather(*reminders)
            took = time.perf_counter() - began
            stats = await house.client.stats()
    return Waits(quiet, beside, among, took, stats["refusals"])


async def waits() -> Table:
    """Return a table of them."""
    found = await measured_waits()
    table = Table("a text’s answer", "p50", "longest", title=f"/help of {TEXTS} people, one after the other")
    for name, seconds in (
        ("in quiet", found.quiet),
        ("while one chat has to wait for an hour", found.beside),
        (f"while {REMINDERS:,} reminders wait", found.among),
    ):
        table.add_row(name, f"{statistics.median(seconds) * 1000:.0f} ms", f"{max(seconds) * 1000:.0f} ms")
    table.caption = f"all reminders sent after {found.took:.1f} s; refused with 429: {found.refusals}"
    return table


async def chats(client: SandboxClient, count: int) -> list[int]:
    """Return the chats of so many people, who have begun to talk with the bot and were greeted."""
    people = [await client.person(start=True) for _ in range(count)]
    await asyncio.gather(*(person.wait_for_bot(timeout=300) for person in people))
    return [person.chat_id for person in people]


async def text_to_answer(person: PersonClient) -> float:
    """Return the seconds from a command to its answer."""
    began = time.perf_counter()
    await person.send_text("/help")
    await person.wait_for_bot(timeout=120)
    return time.perf_counter() - began


async def main() -> None:
    """Print every table."""
    for measure in (waits, albums, heap):
        console.print(await measure())


if __name__ == "__main__":
    asyncio.run(main())
