"""Fills a ledger with a million doses, and measures the writer and the bot with it."""

import asyncio
import io
import os
import random
import shutil
import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as local_time
from functools import partial
from pathlib import Path

import aiohttp
from PIL import Image
from rich.console import Console
from rich.table import Table

from bot.app.service import opened
from bot.core.doses.model import BUTTONS_WORK_FOR, HORIZON, Action, MedicationId
from bot.core.people.accounts import ChatId, PersonId
from bot.core.schedules.schedule import daily
from bot.core.schedules.schedule_json import to_json
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage.doses.ledger import AT_ONCE, StoredLedger
from bot.storage.file.database import Database, Transaction
from bot.storage.file.encryption import opened as encrypted
from bot.storage.medications.medications import StoredMedications
from tests.e2e.conftest import settings_for_tests

PEOPLE, LONG, SHORT = 1500, 900, 5  # three blocks of four have days of history: 900, the others 5
DUE = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul
DAY = timedelta(days=1)


def days_of(person: int) -> int:
    """Return the days of history of a person; whole transactions of a claim are about people alike."""
    return SHORT if person // AT_ONCE % 4 == 3 else LONG


class TimedDatabase(Database):
    """A database that notes for how long each change held the writer, and how much of the processor it took."""

    held: list[float]
    worked: list[float]  # what it would take on a machine that does nothing else

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Transaction]:
        async with super().change() as tx:
            started, worked = time.perf_counter(), time.process_time()
            yield tx
        self.held.append(time.perf_counter() - started)
        self.worked.append(time.process_time() - worked)

    def reset(self) -> None:
        self.held, self.worked = [], []

    def longest(self) -> str:
        """Return the longest change in words, by the clock and by the processor."""
        return f"{ms(max(self.held))} ({ms(max(self.worked))} of processor)"


FILL = """
PRAGMA cache_size = -400000;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE days AS WITH RECURSIVE n(back) AS (SELECT {long} UNION ALL SELECT back - 1 FROM n WHERE back > 1)
    SELECT back, {due} - back * 86400 AS at, date({due} - back * 86400, 'unixepoch', '+9 hours') AS day FROM n;
CREATE TEMP TABLE history AS SELECT row_number() OVER (ORDER BY at, chats.id) AS id, chats.id AS person, at, day,
    iif(chats.id % 10 = 0, 'missed', 'taken') AS state FROM days JOIN chats ON chats.days >= days.back ORDER BY at, chats.id;
INSERT INTO accounts (chat_id, language, time_zone, consent_version, created_at, greeted_at)
    SELECT chat, 'ko', 'Asia/Seoul', 2, {begin}, {begin} FROM chats;
INSERT INTO people (id, chat_id) SELECT id, chat FROM chats;
INSERT INTO medications (id, person_id, product_id, name, origin, added_at, stock)
    SELECT id, id, '202106092', '타이레놀정500밀리그람', 'bench:' || id, {begin}, 30 FROM chats;
INSERT INTO plans (id, medication_id, schedule, begins_at, starts_at, expanded_until)
    SELECT id, id, '{schedule}', {begin}, {begin}, {due} - 3600 FROM chats;
INSERT INTO reminders (id, person_id, kind, created_at, state, attempts, sent_at, message_id)
    SELECT id, person, 'due', at, 'sent', 1, at, id FROM history WHERE at > {forgotten} ORDER BY id;
INSERT INTO doses (id, medication_id, plan_id, day, slot, due_at, amount, state, reminder_id, answered_at, deducted)
    SELECT id, person, person, day, 0, at, 1, state, iif(at > {forgotten}, id, NULL),
        iif(state = 'taken', at + 60, NULL), state = 'taken'
    FROM history ORDER BY id;
INSERT INTO dose_events (dose_id, kind, happened_at, was, was_next_at)
    SELECT id, 'asked', at, 'waiting', at FROM history UNION ALL
    SELECT id, state, at + 60, 'asked', at + 14400 FROM history ORDER BY 3, 1;
"""
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"


def own_pill(number: int) -> bytes:
    """Return a picture of a person's own pill, a JPEG of 160 pixels like no other's."""
    out = io.BytesIO()
    spots = Image.frombytes("RGB", (12, 12), random.Random(number).randbytes(12 * 12 * 3))
    spots.resize((160, 160), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


def give_own_pills(path: Path, key: str, count: int) -> None:
    """Keep a picture of the own pill of each of the people, all of whom agreed to it."""
    with encrypted(path, key) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE accounts SET own_pills = 'agreed'")
        connection.executemany(
            "INSERT INTO own_pills (medication_id, picture, consent_version, kept_at) VALUES (?, ?, 2, 0)",
            ((id, own_pill(id)) for id in range(1, count + 1)),
        )
        connection.execute("COMMIT")


def fill(path: Path, key: str, chats: Sequence[int]) -> int:
    """Write people with one medicine each and its history, in the order in which it comes; return the number of doses.

    Nine of ten took each dose a minute after they were asked. The indexes are made at the end: that is ten times as fast.
    """
    begin = int((DUE - LONG * DAY).timestamp())
    forgotten = int((DUE - BUTTONS_WORK_FOR).timestamp())
    schedule = to_json(daily(local_time(8)))
    script = FILL.format(
        long=LONG, due=int(DUE.timestamp()), begin=begin, forgotten=forgotten, schedule=schedule
    )
    with encrypted(path, key) as connection:
        indexes = connection.execute(INDEXES).fetchall()
        connection.execute("CREATE TEMP TABLE chats (id INTEGER PRIMARY KEY, chat INTEGER, days INTEGER)")
        rows = [(id, chat, days_of(id - 1)) for id, chat in enumerate(chats, 1)]
        connection.executemany("INSERT INTO chats VALUES (?, ?, ?)", rows)
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.executescript(script)
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
        return int(connection.execute("SELECT count(*) FROM doses").fetchone()[0])


async def of_ledger(database: TimedDatabase, chats: Sequence[int]) -> AsyncIterator[tuple[str, str]]:
    """Measure the work of the writer, and yield the figures in words."""
    ledger = StoredLedger(database)
    database.reset()
    await ledger.extend(DUE + HORIZON)
    yield "doses written ahead: longest transaction", database.longest()
    yield "next due", ms(await median(lambda: ledger.next_at(DUE)))
    database.reset()
    started = time.perf_counter()
    await ledger.claim(DUE)
    yield f"claim of {len(chats)} people: all", ms(time.perf_counter() - started)
    yield "claim: longest transaction", database.longest()
    costs: dict[int, list[float]] = {LONG: [], SHORT: []}
    for chunk, worked in enumerate(database.worked):
        costs[days_of(chunk * AT_ONCE)].append(worked / AT_ONCE)
    for days, each in costs.items():
        yield f"claim a person, after {days} days", f"{ms(statistics.median(each))} of processor"
    await take_and_undo(ledger, chats, database)
    yield "answer, undo: longest transaction", database.longest()
    await plan_and_pause(StoredMedications(database), database)
    yield "count, new plan, pause: longest transaction", database.longest()


async def take_and_undo(ledger: StoredLedger, chats: Sequence[int], database: TimedDatabase) -> None:
    """Answer a hundred reminders, and undo that."""
    to_send, at = await ledger.to_send(DUE), DUE + timedelta(seconds=30)
    database.reset()
    for one in to_send[:100]:
        await ledger.answer(one.id, ChatId(chats[one.person - 1]), Action.TAKEN, at)
        await ledger.undo(one.id, ChatId(chats[one.person - 1]), at)


async def plan_and_pause(medications: StoredMedications, database: TimedDatabase) -> None:
    """Count, plan anew and pause the medicines of fifty people."""
    at = DUE + timedelta(minutes=1)
    database.reset()
    for number in range(1, 51):
        person, id = PersonId(number), MedicationId(number)
        await medications.count(person, id, 30)
        await medications.plan(person, id, daily(local_time(9)), at)
        await medications.pause(person, id, at)


async def median(work: Callable[[], Awaitable[object]], times: int = 31) -> float:
    """Return the median seconds of something done several times."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def ms(seconds: float) -> str:
    """Return seconds as milliseconds in words."""
    return f"{seconds * 1000:.2f} ms"


async def started_people(sandbox: Sandbox, client: SandboxClient, count: int) -> list[int]:
    """Make people who wrote to the bot, and let it not hear of that: return their chats."""
    people = [await client.person("영희", start=True) for _ in range(count)]
    async with aiohttp.ClientSession() as session:
        offset = 0
        while True:
            url = f"{sandbox.url}/bot{sandbox.token}/getUpdates"
            async with session.post(url, data={"offset": offset, "limit": 100}) as answer:
                updates = (await answer.json())["result"]
            if not updates:
                return [person.chat_id for person in people]
            offset = updates[-1]["update_id"] + 1


def _add(table: Table, name: str, figure: str) -> None:
    """Add a figure to the table, and print it at once: all of it takes minutes."""
    table.add_row(name, figure)
    Console().print(f"{name}: {figure}")


class Clock:
    """A clock that goes on from an instant, from its first reading on."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, time.monotonic()

    def __call__(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._started)


async def measure(*, has_own_pills: bool) -> Table:
    """Build the database, measure it alone, and let the real bot send all that is due."""
    table = Table("ledger", "", title=f"{PEOPLE} people due in the same minute")
    add = partial(_add, table)
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            client = sandbox.client()
            settings = settings_for_tests(sandbox, Path(folder))
            chats = await started_people(sandbox, client, PEOPLE)
            started = time.perf_counter()
            await (await Database.open(settings.database_path, settings.key())).close()
            doses = await asyncio.to_thread(fill, settings.database_path, settings.key(), chats)
            if has_own_pills:
                give_own_pills(settings.database_path, settings.key(), len(chats))
            add("pictures in reminders", "own pills" if has_own_pills else "drawings")
            add("doses in the ledger", f"{doses:,}")
            add("made in", f"{time.perf_counter() - started:.0f} s")
            copy = settings.database_path.with_name(
                "copy.db"
            )  # for the bot: the other is changed by the measures
            shutil.copyfile(settings.database_path, copy)
            add("file", f"{copy.stat().st_size / 1e6:.0f} MB")
            started = time.perf_counter()
            database = await TimedDatabase.open(settings.database_path, settings.key())
            add("database opened", ms(time.perf_counter() - started))
            async for figure in of_ledger(database, chats):
                add(*figure)
            await database.close()
            for path in settings.database_path.parent.glob("users.db*"):
                path.unlink()
            copy.rename(settings.database_path)
            started = time.perf_counter()
            async with opened(settings, Clock(DUE + timedelta(seconds=1))) as service, service.running():
                add("start, with the worker for photos", f"{time.perf_counter() - started:.2f} s")
                while (await client.stats())["messages_sent"] < PEOPLE:  # noqa: ASYNC110  (it rings no bell)
                    await asyncio.sleep(0.2)
                add("all sent after the start", f"{time.perf_counter() - started:.1f} s")
                refused = service.metrics.registry.get_sample_value("yaksok_too_many_requests_total")
                add("refused with 429", f"{refused:.0f}")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table.caption = f"load of the machine at the end (1, 5, 15 minutes; {os.cpu_count()} cores): {load}"
    return table


def print_measures() -> None:
    """Measure all of it, and print the table."""
    parser = ArgumentParser("python -m tests.bench.ledger", description=__doc__)
    parser.add_argument(
        "--own-pills", action="store_true", help="each person's reminder shows their own pill"
    )
    Console().print(asyncio.run(measure(has_own_pills=parser.parse_args().own_pills)))
