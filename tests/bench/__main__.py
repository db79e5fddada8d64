"""python -m tests.bench: measure the bot as people meet it, and its parts beside others, in one run."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import cv2
from rich.console import Console
from rich.table import Table

from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from tests.bench.ledger import measures as ledger
from tests.bench.scanning import compare
from tests.conftest import SHARED_DATA
from tests.e2e.conftest import BotHarness, settings_for_tests
from tests.pictures import drawn_pills, jpeg

PHOTOS = 40
console = Console()


def four_pills() -> bytes:
    """Return a photo of 1280 px with four pills: real ones, or drawn where the data folder is absent."""
    real = SHARED_DATA / "photos" / "webcam_tray"
    for labels in sorted((real / "labels" / "val").glob("*.txt")) if real.is_dir() else ():
        if len(labels.read_text().split("\n")) - 1 == 4:
            photo = cv2.imread(str(next((real / "images" / "val").glob(f"{labels.stem}.*"))))
            return jpeg(cv2.resize(photo, (1280, round(1280 * photo.shape[0] / photo.shape[1]))))
    return jpeg(drawn_pills())


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def photo_to_answer(person: PersonClient, photo: bytes) -> tuple[float, float]:
    """Send a photo; return the seconds until it is said to be read, and until its answer."""
    started = time.perf_counter()
    await person.send_photo(photo)
    await person.wait_for(lambda m: m["from"]["is_bot"])
    noticed = time.perf_counter() - started
    await person.wait_for(lambda m: m["from"]["is_bot"] and bool(m.get("photo")), timeout=30)
    return noticed, time.perf_counter() - started


async def chat(photo: bytes) -> Table:
    """Measure the bot through the sandbox: one person at a time, as a chat is."""
    table = Table("through the sandbox", "p50", "p95", title=f"{PHOTOS} photos of 4 pills, 1280 px")
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            house = BotHarness(sandbox, sandbox.client(), settings_for_tests(sandbox, Path(folder)))
            table.caption = f"start-up: {await seconds(house.start):.2f} s"
            people = [await house.person(ready=False) for _ in range(PHOTOS)]
            times = [await photo_to_answer(person, photo) for person in people]
            texts = [await text_to_answer(person) for person in people]
            await house.stop()
    for name, values in (
        ("photo to “reading…”", [noticed for noticed, _ in times]),
        ("photo to answer", [answered for _, answered in times]),
        ("/help to answer", texts),
    ):
        cuts = statistics.quantiles(values, n=20)
        table.add_row(name, f"{cuts[9]:.3f} s", f"{cuts[18]:.3f} s")
    return table


async def text_to_answer(person: PersonClient) -> float:
    """Return the seconds from a command to its answer."""
    started = time.perf_counter()
    await person.send_text("/help")
    await person.wait_for(lambda m: m["from"]["is_bot"])
    return time.perf_counter() - started


def beside(photo: bytes) -> Table:
    """Measure a scan beside ultralytics predicting with the same weights, where it is installed."""
    table = Table(
        "of the same photo",
        "pills",
        "p50",
        "p95",
        "processor",
        "most memory",
        title="scan alone, in one process",
    )
    for one in compare(photo):
        times = (f"{seconds * 1000:.0f} ms" for seconds in (one.median, one.p95, one.processor))
        table.add_row(one.subject, str(one.pills), *times, f"{one.peak_mb:.0f} MB")
    return table


def main() -> None:
    """Print every table."""
    photo = four_pills()
    console.print(asyncio.run(chat(photo)))
    console.print(beside(photo))
    console.print(asyncio.run(ledger.measure()))


if __name__ == "__main__":
    main()
