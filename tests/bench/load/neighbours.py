"""python -m tests.bench.load.neighbours: those who disturb others, the standby that takes over, and what the fence costs."""

import asyncio
import contextlib
import resource
import secrets
import signal
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import cv2
import numpy as np
import typer

from bot.ops.monitoring.host import this_process
from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from bot.storage.file.lease import Lease
from tests.bench.admission import small_photo, text_to_answer
from tests.bench.load.crowd import town
from tests.bench.load.overload import report
from tests.e2e.conftest import has_button
from tests.e2e.killable import KillableBot
from tests.pictures import drawn_pills, jpeg

OPEN, TEXTS = 2000, 40
SLOW, OTHERS = 20, 8
WRITES = 300
Verdict = tuple[str, bool]


async def half_open() -> list[Verdict]:
    """Measure texts and /healthz before and while so many connections are open that never end their headers."""
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2
    )
    port = _free_port()
    async with Sandbox() as sandbox, town(sandbox, 2 * TEXTS, YAKSOK_PORT=str(port)) as here:
        before = await _texts(here.people[:TEXTS])
        async with _connections(port, OPEN) as opened, aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                is_well = answer.status == 200
            beside = await _texts(here.people[TEXTS:])
    words = f"texts p50 {before * 1000:.0f} ms alone, {beside * 1000:.0f} ms beside {opened} half-open connections"
    return [(words, beside <= max(1.5 * before, before + 0.02)), ("/healthz answers beside them", is_well)]


async def _texts(people: Sequence[PersonClient]) -> float:
    """Return the median seconds of one text of each: a chat gets no more than one answer a second."""
    return statistics.median([await text_to_answer(person) for person in people])


@asynccontextmanager
async def _connections(port: int, count: int) -> AsyncIterator[int]:
    """Open connections that send half of a request; those that the bot closes are opened again until the end."""
    writers: list[asyncio.StreamWriter] = []
    opened = 0
    for _ in range(count):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
            writers.append(writer)
            opened += 1
    yield opened
    for writer in writers:
        writer.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def slow_pictures() -> list[Verdict]:
    """Measure others' photos before and while one person's pictures each take as long as they may."""
    slow = jpeg(np.tile(cv2.resize(drawn_pills(), (320, 200)), (14, 11, 1)))  # 600 pills
    async with (
        Sandbox() as sandbox,
        town(sandbox, 1 + OTHERS, YAKSOK_SCAN_WORKERS="0", YAKSOK_PHOTO_SECONDS_PER_HOUR="180") as here,
    ):
        one, *others = here.people
        before = [await _photo(person) for person in others[:3]]
        for _ in range(SLOW):
            await one.send_photo(slow)
        beside = []
        for person in others:
            await asyncio.sleep(2)
            beside.append(await _photo(person))
    delay = max(beside) - statistics.median(before)
    words = f"another's photo {statistics.median(before):.2f} s alone, at most {max(beside):.2f} s beside {SLOW} slow ones"
    return [(f"{words}: {delay:.2f} s later, to be 3 s at most", delay <= 3)]


async def _photo(person: PersonClient) -> float:
    began = time.perf_counter()
    await person.send_photo(small_photo())
    await person.wait_for_bot(has_button("pill:"), timeout=120)
    return time.perf_counter() - began


async def takeover(end: signal.Signals) -> list[Verdict]:
    """Measure how long after the end of a bot its standby answers."""
    async with Sandbox() as sandbox, sandbox.client() as client:
        with tempfile.TemporaryDirectory() as folder:
            first = KillableBot(sandbox, Path(folder))
            second = first.beside(Path(folder) / "second.log")
            person = await client.person()
            try:
                await first.start()
                await person.send_text("/help")
                for _ in ("the greeting", "the answer"):
                    await person.wait_for_bot(timeout=60)
                await second.start("--standby")
                await second.logs("waiting for the bot")
                first.signal(end)
                began = time.perf_counter()
                await person.send_text("/help")
                await person.wait_for_bot(timeout=90)
                took = time.perf_counter() - began
            finally:
                first.signal(signal.SIGCONT)
                await first.kill()
                await second.stop()
    return [(f"after {end.name} the standby answers within {took:.1f} s, to be 30 s at most", took <= 30)]


async def fence() -> list[Verdict]:
    """Measure a write of one row without the look at the lease, and with it."""
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "users.db", secrets.token_hex(32))
        await Lease.claim(database, this_process())
        held, seconds = database.fence, {True: [], False: []}
        for number in range(WRITES):
            is_fenced = number % 2 == 0
            database.fence = held if is_fenced else None
            began = time.perf_counter()
            async with database.change() as tx:
                await tx.run("UPDATE lease SET beats = beats + 1 WHERE id = 1")
            seconds[is_fenced].append(time.perf_counter() - began)
        await database.close()
    with_it, without = statistics.median(seconds[True]), statistics.median(seconds[False])
    words = f"a write takes {without * 1000:.2f} ms, with the fence {with_it * 1000:.2f} ms"
    return [
        (f"{words}: {(with_it - without) * 1000:.2f} ms more, to be 1 ms at most", with_it - without <= 1e-3)
    ]


async def all_of_them() -> list[Verdict]:
    """Measure one after the other."""
    return [
        *await fence(),
        *await half_open(),
        *await slow_pictures(),
        *await takeover(signal.SIGKILL),
        *await takeover(signal.SIGSTOP),
    ]


def main() -> None:
    """Print what was found; exit code 1 where something was not reached."""
    report(asyncio.run(all_of_them()))


if __name__ == "__main__":
    typer.run(main)
