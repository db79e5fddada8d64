"""python -m tests.bench.knowledge: measure the whole Korean knowledge file, and lists checked again by it."""

import asyncio
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.core.interactions.rechecks import Rechecks
from bot.core.medications.medications import MedicationService, Overview
from bot.core.people.accounts import Account
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.storage.doses.intakes import StoredIntakes
from bot.storage.file.database import Database
from bot.storage.medications.medications import StoredMedications
from bot.storage.medications.shown_findings import StoredShownFindings
from bot.storage.people.accounts import StoredAccounts
from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import Profile, check
from knowledge.products import ProductId
from tests.bench.verdicts import figures
from tests.conftest import SHARED_DATA
from tests.knowledge.test_search import BOTH

PEOPLE, MEDICINES = 10_000, 5
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def build(out: Path) -> str:
    """Build as a person does, in a process of its own; return its time and its greatest memory."""
    command = [
        sys.executable,
        "-m",
        "knowledge",
        "build",
        "--from",
        SHARED_DATA / "korea",
        "--out",
        out,
        "--json",
    ]
    took = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return f"{took:.1f} s ({used.ru_utime + used.ru_stime:.1f} s of one core), {used.ru_maxrss >> 10:,} MB"


def pills(path: Path) -> list[ProductId]:
    """Return the pills that a rule may name."""
    query = (
        "SELECT DISTINCT id FROM product JOIN ingredient_code ON product = number "
        "WHERE number IN (SELECT product FROM appearance) ORDER BY id"
    )
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return [ProductId(id) for (id,) in db.execute(query)]


def own_seconds(work: Callable[[], object], tries: int = 5) -> float:
    """Return how long something keeps a core at work: what else the machine does is not counted."""
    times = []
    for _ in range(tries):
        started = time.thread_time()
        work()
        times.append(time.thread_time() - started)
    return min(times)


def check_times(catalogue: Catalogue, ids: Sequence[ProductId]) -> list[float]:
    """Return the seconds of checking twenty loaded medicines against each other, for fifty lists."""
    chance = random.Random(1)
    lists = [list(catalogue.products(chance.sample(ids, 20)).values()) for _ in range(50)]
    return [own_seconds(partial(check, loaded, catalogue.rules, Profile(1950), TODAY)) for loaded in lists]


class Counting:
    """An `Alerts` that only counts."""

    sent = 0

    async def alert(self, account: Account, news: Overview) -> None:
        self.sent += 1


async def recheck(path: Path, folder: Path, ids: Sequence[ProductId], *, news: bool) -> tuple[str, str]:
    """Check the lists of all people again, with news for those whose lists have findings, and then with none."""
    database = await Database.open(folder / "users.db", "ab" * 32)
    if news:
        await fill(database, ids)
    live, alerts, told = (
        await asyncio.to_thread(LiveKnowledge, path),
        Counting(),
        StoredShownFindings(database),
    )
    medicines = MedicationService(StoredMedications(database), StoredIntakes(database), live, told)
    run = Rechecks(told, medicines, live, alerts, StoredAccounts(database))
    pauses = asyncio.create_task(longest_pause())
    started, used = time.perf_counter(), time.process_time()
    await run.run("with news" if news else "without", NOW)
    took, used = time.perf_counter() - started, time.process_time() - used
    pauses.cancel()
    (longest,) = await asyncio.gather(pauses)
    live.close()
    await database.close()
    return (
        f"{PEOPLE:,} lists of {MEDICINES} checked again, {alerts.sent:,} with news",
        f"{took:.1f} s ({used:.1f} s of one core), longest pause of the event loop {longest * 1000:.0f} ms",
    )


async def longest_pause() -> float:
    """Return the longest time for which the event loop did not come round, until cancelled."""
    longest, last = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            longest, last = max(longest, now - last - 0.005), now
    except asyncio.CancelledError:
        return longest


async def fill(database: Database, ids: Sequence[ProductId]) -> None:
    """Give every person a list."""
    chance = random.Random(2)
    people = range(1, PEOPLE + 1)
    lists = [(person, id, f"{person}:{id}") for person in people for id in chance.sample(ids, MEDICINES)]
    async with database.change() as tx:
        await tx.run_many(
            "INSERT INTO accounts (chat_id, language, time_zone, consent_version, created_at)"
            " VALUES (?, 'ko', 'Asia/Seoul', 1, 0)",
            [(person,) for person in people],
        )
        await tx.run_many("INSERT INTO people (id, chat_id) VALUES (?, ?)", [(p, p) for p in people])
        await tx.run_many(
            "INSERT INTO medications (person_id, product_id, name, origin, added_at) VALUES (?, ?, '', ?, 0)",
            lists,
        )


def main() -> None:
    """Print every figure."""
    table = Table("the whole Korean file", "measured")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kr.db"
        table.add_row("build: time, greatest memory", build(path))
        table.add_row("size", f"{path.stat().st_size / 2**20:.1f} MB")
        opening = statistics.median(seconds(lambda: Catalogue.open(path).close()) for _ in range(5))
        table.add_row("open, fingerprint checked", f"{opening * 1000:.0f} ms")
        with Catalogue.open(path) as catalogue:
            table.add_row("read warm, of one core", f"{own_seconds(catalogue.warm, tries=1):.2f} s")
            times = [own_seconds(partial(catalogue.search, typed)) for typed, _ in BOTH]
            table.add_row("search, p50 and p95, of one core", quantiles(times))
            ids = pills(path)
            table.add_row(
                "20 medicines against 20, p50 and p95, of one core", quantiles(check_times(catalogue, ids))
            )
            for what, value, reach in figures(catalogue):
                table.add_row(f"{what} {reach}".strip(), value)
        for news in (True, False):
            table.add_row(*asyncio.run(recheck(path, Path(folder), ids, news=news)))
    Console().print(table)


def quantiles(times: Sequence[float]) -> str:
    """Return the middle and the 95th of a hundred."""
    cuts = statistics.quantiles(times, n=20)
    return f"{cuts[9] * 1000:.2f} ms and {cuts[18] * 1000:.2f} ms"


if __name__ == "__main__":
    main()
