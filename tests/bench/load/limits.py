"""What one machine can hold: a start over a million doses, answers beside reminders, and a worker's memory."""

import io
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
from PIL import Image

from bot.sandbox.server import Sandbox
from bot.storage.file.database import Database
from inference.photo import PhotoError
from inference.pool import ScanPool
from inference.pool_errors import ScanError
from inference.pool_processes import PoolSettings
from tests.bench.admission import MB, console, measured_waits
from tests.bench.ledger.measures import PEOPLE, fill
from tests.bench.load.crowd import at, page_photo
from tests.bench.load.neighbours import Verdict
from tests.e2e.killable import KillableBot

START, BESIDE_REMINDERS, WORKER = 3.0, 0.5, 700  # seconds, seconds, megabytes
LARGE: tuple[
    tuple[str, int, dict[str, object]], ...
] = (  # format, pixels of a side, options: all are accepted
    ("WEBP", 4470, {"lossless": True}),
    ("PNG", 7000, {}),
    ("JPEG", 8000, {}),
    ("JPEG", 5700, {"progressive": True, "subsampling": 0}),
)

COARSE = 20  # pixels of the side of a grain


async def start() -> list[Verdict]:
    """Measure the start of a whole bot over a million doses, until it says that it runs."""
    async with Sandbox() as sandbox:
        with tempfile.TemporaryDirectory() as folder:
            bot = KillableBot(sandbox, Path(folder))
            await (await Database.open(bot.database, bot.key)).close()
            doses = fill(bot.database, bot.key, range(1, PEOPLE + 1))
            began = time.perf_counter()
            await bot.start()
            await bot.logs("Yaksok runs", within=120)
            took = time.perf_counter() - began
            await bot.kill()
    return [(f"starts with {doses:,} doses in {took:.1f} s, to be {START:g} s at most", took <= START)]


async def beside_reminders() -> list[Verdict]:
    """Measure texts while 1,500 reminders go out."""
    waits = await measured_waits()
    text = at(list(waits.among), 99)
    words = f"texts p99 {text:.2f} s while 1,500 reminders go out, to be {BESIDE_REMINDERS:g} s at most"
    return [
        (words, text <= BESIDE_REMINDERS),
        (f"all of them sent after {waits.took:.0f} s, to be 60 s at most", waits.took <= 60),
    ]


async def worker_memory() -> list[Verdict]:
    """Measure the most memory of a worker that is given the largest pictures, and a page."""
    pictures = {f"{kind} of {side} pixels": _picture(kind, side, options) for kind, side, options in LARGE}
    most = 0
    async with ScanPool(PoolSettings(timeout=60.0)) as pool:
        for name, picture in (pictures | {"a page": page_photo()}).items():
            with suppress(PhotoError, ScanError):
                await pool.scan(picture)
            most = max(_peak(child.pid) for child in psutil.Process().children(recursive=True))
            console.print(f"a worker has taken {most} MB at most after {name}")
    return [(f"a worker takes {most} MB at most, to be {WORKER} MB", most <= WORKER)]


def _picture(kind: str, side: int, options: dict[str, object]) -> bytes:
    out = io.BytesIO()
    grain = COARSE if kind == "PNG" else 1  # fine noise as PNG is a larger file than anybody may send
    noise = Image.effect_noise((side // grain, side // grain), 60).convert("RGB")
    noise.resize((side, side)).save(out, kind, **options)
    return out.getvalue()


def _peak(pid: int) -> int:
    """Return the most megabytes that a process held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")) // MB
