"""python -m tests.bench.load: many people at once, up to and past the limits; who waited how long, and what was refused.

The bot runs in a process of its own. Virtual people write, tap, and send photos and albums at rates that grow step by step.
Between the steps it is seen how long the backlog takes. The ledger of what was sent and heard is kept outside the bot.
"""

import asyncio
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from tests.bench.admission import MB, bot_of, small_photo
from tests.e2e.conftest import has_button, text_of
from tests.e2e.killable import KillableBot

PATIENCE = 120.0  # seconds that a person waits
REFUSED = re.compile(r"사진 \d+장을 받지 못했어요")
SHARES = {"text": 0.6, "tap": 0.2, "photo": 0.17, "album": 0.03}  # of what people do
console = Console(width=120)


@dataclass
class Step:
    """What came of one rate."""

    rate: float
    seconds: dict[str, list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by kind, to the answer
    told: list[float] = field(default_factory=list)  # seconds from a photo to the first word about it
    counts: Counter[str] = field(default_factory=Counter)
    recovery: float = 0.0  # seconds after the last was sent until all were answered
    memory: list[float] = field(default_factory=list)  # megabytes, each second

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


class Crowd:
    """People who each do one thing at a time."""

    def __init__(self, people: list[PersonClient], luck: random.Random) -> None:
        self._free = list(people)
        self._luck = luck
        self._file = small_photo()

    async def act(self, step: Step) -> None:
        """Let somebody who is free do something; where nobody is, it is counted."""
        if not self._free:
            step.counts["nobody free"] += 1
            return
        person = self._free.pop(self._luck.randrange(len(self._free)))
        kind = self._luck.choices(list(SHARES), list(SHARES.values()))[0]
        try:
            await step.measured(kind, lambda: getattr(self, f"_{kind}")(person, step))
        finally:
            self._free.append(person)

    async def _text(self, person: PersonClient, _: Step) -> str:
        await person.send_text("/help")
        await person.wait_for_bot(lambda message: "/mymeds" in text_of(message), PATIENCE)
        return "answered"

    async def _tap(self, person: PersonClient, _: Step) -> str:
        await person.send_text("/settings")
        screen = await person.wait_for_bot(lambda message: "reply_markup" in message, PATIENCE)
        button = screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await person.tap(screen["message_id"], button, wait=PATIENCE)
        return "answered"

    async def _send(self, person: PersonClient, step: Step, photos: int) -> str:
        began = time.perf_counter()
        group = f"{self._luck.getrandbits(60)}" if photos > 1 else ""
        for _ in range(photos):
            await person.send_photo(self._file, media_group_id=group)
        first = await person.wait_for_bot(timeout=PATIENCE)
        step.told.append(time.perf_counter() - began)
        if REFUSED.search(text_of(first)):
            return "refused"
        await person.wait_for_bot(
            lambda m: has_button("pill:")(m) or bool(REFUSED.search(text_of(m))), PATIENCE
        )
        return "answered"

    async def _photo(self, person: PersonClient, step: Step) -> str:
        return await self._send(person, step, 1)

    async def _album(self, person: PersonClient, step: Step) -> str:
        return await self._send(person, step, 3)


async def run_step(bot: KillableBot, crowd: Crowd, rate: float, seconds: float, luck: random.Random) -> Step:
    """Let people act at a rate (Poisson), then wait until all are answered."""
    step = Step(rate)
    acting: list[asyncio.Task[None]] = []

    async def sample() -> None:
        while True:
            step.memory.append(bot.memory() / MB)
            await asyncio.sleep(1)

    sampling = asyncio.create_task(sample())
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        acting.append(asyncio.create_task(crowd.act(step)))
        await asyncio.sleep(luck.expovariate(rate))
    began = time.perf_counter()
    await asyncio.gather(*acting)
    step.recovery = time.perf_counter() - began
    sampling.cancel()
    return step


def table_of(steps: list[Step]) -> Table:
    """Return a row for each figure and a column for each rate."""
    table = Table("what", *(f"{step.rate:g} a second" for step in steps), title="people at once")
    for kind in SHARES:
        table.add_row(f"{kind}: p50, p95, p99, longest", *(_spread(step.seconds[kind]) for step in steps))
    table.add_row("photo → first word", *(_spread(step.told) for step in steps))
    for what in sorted({name for step in steps for name in step.counts}):
        table.add_row(what, *(f"{step.counts[what]}" for step in steps))
    table.add_row("all answered after", *(f"{step.recovery:.1f} s" for step in steps))
    table.add_row("memory: first, most, last", *(
        f"{step.memory[0]:.0f}, {max(step.memory):.0f}, {step.memory[-1]:.0f} MB" for step in steps))  # fmt: skip
    return table


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return ", ".join(f"{each:.2f} s" for each in seconds) or "–"
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return f"{cuts[49]:.2f}, {cuts[94]:.2f}, {cuts[98]:.2f}, {max(seconds):.2f} s"


async def load(rates: list[float], seconds: float, people: int, seed: int) -> list[Step]:
    """Return what came of each rate, one after the other, of the same bot."""
    luck = random.Random(seed)
    async with Sandbox() as sandbox, bot_of(sandbox, people, YAKSOK_SCAN_WORKERS="0") as (bot, known):
        crowd = Crowd(known, luck)
        return [await run_step(bot, crowd, rate, seconds, luck) for rate in rates]


def main(
    rates: Annotated[str, typer.Option(help="Actions a second, one step after the other.")] = "2,5,10,25",
    seconds: Annotated[float, typer.Option(help="How long each step lasts.")] = 60.0,
    people: Annotated[int, typer.Option(help="How many people there are.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Print what came of each rate; exit code 1 where somebody was never answered."""
    steps = asyncio.run(load([float(rate) for rate in rates.split(",")], seconds, people, seed))
    console.print(table_of(steps))
    if any("never" in name for step in steps for name in step.counts):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
