"""python -m tests.bench.ledger: a million doses in the ledger, and 1,500 people due in the same minute."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as local_time
from functools import partial
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from bot.app.service import opened
from bot.core.doses.model import HORIZON, Action
from bot.core.schedules.plans import Plan
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage import dose_rows
from bot.storage.database import Database, Transaction
from bot.storage.ledger import AT_ONCE, StoredLedger
from bot.storage.medications import StoredMedications
from tests.e2e.conftest import settings_for_tests

PEOPLE, LONG, SHORT = 1500, 900, 5  # three blocks of four have days of history: 900, the others 5
DUE = datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Seoul
DAY = timedelta(days=1)
EIGHT = '["08:00"]'


def days_of(person: int) -> int:
    """Return the days of history of a person; whole transactions of a claim are about people alike."""
    return SHORT if person // AT_ONCE % 4 == 3 else LONG


class TimedDatabase(Database):
    """A database that notes for how long each change held the writer."""

    held: list[float]

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Transaction]:
        async with super().change() as tx:
            started = time.perf_counter()
            yield tx
        self.held.append(time.perf_counter() - started)


async def fill(database: Database, chats: Sequence[int]) -> int:
    """Write people with one medicine each and its history, day by day as it comes; return the number of doses."""
    begin = int((DUE - LONG * DAY).timestamp())
    async with database.change() as tx:
        await tx.run_many(
            "INSERT INTO accounts (chat_id, language, time_zone, consent_version, created_at, greeted_at)"
            " VALUES (?, 'ko', 'Asia/Seoul', 2, ?, ?)",
            [(chat, begin, begin) for chat in chats],
        )
        await tx.run_many(
            "INSERT INTO people (id, chat_id) VALUES (?, ?)", [(id, chat) for id, chat in enumerate(chats, 1)]
        )
        ids = range(1, len(chats) + 1)
        await tx.run_many(
            "INSERT INTO medications (id, person_id, product_id, name, origin, added_at, stock)"
            " VALUES (?, ?, '202106092', '타이레놀정500밀리그람', ?, ?, 30)",
            [(id, id, f"bench:{id}", begin) for id in ids],
        )
        await tx.run_many(
            "INSERT INTO plans (id, medication_id, times, starts_at, expanded_until) VALUES (?, ?, ?, ?, ?)",
            [(id, id, EIGHT, begin, int((DUE - timedelta(hours=1)).timestamp())) for id in ids],
        )
    return await _fill_history(database, len(chats))


async def _fill_history(database: Database, people: int) -> int:
    count = 0
    for back in range(LONG, 0, -1):
        at = DUE - back * DAY
        here = [id for id in range(1, people + 1) if days_of(id - 1) >= back]
        async with database.change() as tx:
            await _fill_day(tx, here, count, at)
        count += len(here)
    return count


async def _fill_day(tx: Transaction, people: Iterable[int], before: int, at: datetime) -> None:
    """Write a day on which nine of ten took their dose a minute after they were asked."""
    due, day = int(at.timestamp()), (at + timedelta(hours=9)).date().isoformat()
    rows = [
        (id, person, "missed" if id % 10 == 0 else "taken") for id, person in enumerate(people, before + 1)
    ]
    await tx.run_many(
        "INSERT INTO reminders (id, person_id, kind, created_at, state, attempts, sent_at, message_id)"
        " VALUES (?, ?, 'due', ?, 'sent', 1, ?, ?)",
        [(id, person, due, due, id) for id, person, _ in rows],
    )
    await tx.run_many(
        "INSERT INTO doses (id, medication_id, plan_id, day, slot, due_at, amount, state, reminder_id, answered_at, deducted)"
        " VALUES (?, ?, ?, ?, 0, ?, 1, ?, ?, ?, ?)",
        [
            (
                id,
                person,
                person,
                day,
                due,
                state,
                id,
                due + 60 if state == "taken" else None,
                state == "taken",
            )
            for id, person, state in rows
        ],
    )
    events = [(id, "asked", due, "waiting", due) for id, _, _ in rows]
    events += [(id, state, due + 60, "asked", None) for id, _, state in rows]
    await tx.run_many(dose_rows.NEW_EVENT, events)


async def of_ledger(database: TimedDatabase, chats: Sequence[int]) -> list[tuple[str, str]]:
    """Measure the work of the writer, and return the figures in words."""
    ledger, figures = StoredLedger(database), []
    database.held = []
    await ledger.extend(DUE + HORIZON)
    figures.append(("doses written ahead: longest transaction", ms(max(database.held))))
    figures.append(("next due", ms(await median(lambda: ledger.next_at(DUE)))))
    database.held = []
    started = time.perf_counter()
    await ledger.claim(DUE)
    figures.append((f"claim of {len(chats)} people: all", ms(time.perf_counter() - started)))
    figures.append(("claim: longest transaction", ms(max(database.held))))
    one = {days: [] for days in (LONG, SHORT)}
    for chunk, held in enumerate(database.held):
        one[days_of(chunk * AT_ONCE)].append(held / AT_ONCE)
    for days, costs in one.items():
        figures.append((f"claim a person, after {days} days", ms(statistics.median(costs))))
    figures += await of_taps(database, ledger, chats)
    return figures


async def of_taps(
    database: TimedDatabase, ledger: StoredLedger, chats: Sequence[int]
) -> list[tuple[str, str]]:
    """Measure what people do: answer, undo, count, plan anew, pause."""
    medications, at = StoredMedications(database), DUE + timedelta(seconds=30)
    to_send = await ledger.to_send(DUE)
    database.held = []
    for one in to_send[:100]:
        await ledger.answer(one.id, chats[one.person - 1], Action.TAKEN, at)
    taps = list(database.held)
    for one in to_send[:100]:
        await ledger.undo(one.id, chats[one.person - 1], at)
    for person in range(1, 51):
        await medications.count(person, person, 30)
        await medications.plan(person, person, Plan((local_time(9),)), at)
        await medications.pause(person, person, at)
    return [
        ("an answer: median", ms(statistics.median(taps))),
        ("answer, undo, count, new plan, pause: longest transaction", ms(max(database.held))),
    ]


async def median(work, times: int = 31) -> float:
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


async def measure() -> Table:
    """Build the database, measure it alone, and let the real bot send all that is due."""
    table = Table("ledger", "", title=f"{PEOPLE} people due in the same minute")
    add = partial(_add, table)
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            client = sandbox.client()
            settings = settings_for_tests(sandbox, Path(folder))
            chats = await started_people(sandbox, client, PEOPLE)
            started = time.perf_counter()
            database = await TimedDatabase.open(settings.database_path, settings.key())
            database.held = []
            doses = await fill(database, chats)
            add("doses in the ledger", f"{doses:,}")
            add("made in", f"{time.perf_counter() - started:.0f} s")
            async with (
                database.change() as tx
            ):  # what is measured of the bot is measured on an untouched copy
                await tx.run("PRAGMA optimize")
            copy = settings.database_path.with_name("copy.db")
            await database.fold_log()
            copy.write_bytes(settings.database_path.read_bytes())
            add("file", f"{copy.stat().st_size / 1e6:.0f} MB")
            for figure in await of_ledger(database, chats):
                add(*figure)
            await database.close()
            for path in settings.database_path.parent.glob("users.db*"):
                path.unlink()
            copy.rename(settings.database_path)
            started = time.perf_counter()
            async with opened(settings, Clock(DUE + timedelta(seconds=1))) as service, service.running():
                add("start", f"{time.perf_counter() - started:.2f} s")
                while (await client.stats())["messages_sent"] < PEOPLE:  # noqa: ASYNC110  (it rings no bell)
                    await asyncio.sleep(0.2)
                add("all sent after the start", f"{time.perf_counter() - started:.1f} s")
                refused = service.metrics.registry.get_sample_value("yaksok_too_many_requests_total")
                add("refused with 429", f"{refused:.0f}")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table.caption = f"load of the machine at the end (1, 5, 15 minutes; {os.cpu_count()} cores): {load}"
    return table


if __name__ == "__main__":
    Console().print(asyncio.run(measure()))
