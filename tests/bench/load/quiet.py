"""python -m tests.bench.load.quiet: every figure that the service is to keep to, asked and measured, in one run.

Eleven minutes (653 s on two cores) of a machine that does nothing else.
`--minutes 60` adds an hour of memory, `--kills 1000` that many kills.
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.bench.admission import console
from tests.bench.kills.run import run
from tests.bench.load import limits
from tests.bench.load.__main__ import load
from tests.bench.load.crowd import Step, at, table_of
from tests.bench.load.memory import MOST_DRIFT, drift, steady
from tests.bench.load.neighbours import Verdict, all_of_them
from tests.bench.load.overload import overload, report, verdicts

LIGHT, LIGHT_SECONDS = 2.0, 65.0  # a full minute is in it, at which doses fall due
MOST_AGAIN = 0.01  # of the messages, that may come twice


def usual(step: Step) -> list[Verdict]:
    """Return what was to be reached under a light load, and whether it was."""
    told, text, late = at(step.told, 95), at(step.beside_photos, 99), at(step.seconds["reminder"], 99)
    due, whole = at(step.beside_doses, 99), at(step.seconds["text"], 99)
    return [
        (f"photo to first word p95 {told:.2f} s, to be 0.3 s at most", told <= 0.3),
        (f"texts p99 {text:.2f} s beside photos, to be 0.2 s at most", text <= 0.2),
        (f"texts p99 {due:.2f} s while doses fall due and are answered, to be {limits.BESIDE_REMINDERS:g} s at most "
         f"(all texts: {whole:.2f} s)", due <= limits.BESIDE_REMINDERS),
        (f"reminders late p99 {late:.2f} s, to be 2 s at most", late <= 2.0),
        (f"{step.lost} never answered", not step.lost),
    ]  # fmt: skip


async def waits(seconds: float) -> list[Verdict]:
    """Measure a light load and so many seconds of overload, and print the tables."""
    (light,) = await load([LIGHT], LIGHT_SECONDS, people=60, takers=25, seed=1)
    console.print(table_of([light], "a light load"))
    most, over = await overload(10.0, seconds, seed=1)
    console.print(table_of([over], f"10 times {most:.1f} photos a second for {seconds:.0f} s"))
    return [*usual(light), *verdicts(over)]


async def memory(minutes: float) -> list[Verdict]:
    """Measure how much more the bot and its workers hold after so long a light load."""
    samples, step = await steady(0.5, minutes, seed=1)
    share = drift(samples)
    words = f"memory changes by {share:+.1%} in {minutes:g} minutes, to be ±{MOST_DRIFT:.0%} at most"
    return [(words, abs(share) <= MOST_DRIFT), (f"{step.lost} never answered meanwhile", not step.lost)]


async def killed(kills: int) -> list[Verdict]:
    """Kill the bot so often, and compare with the ledger that is kept outside."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = await run(Path(folder), kills=kills, people=18, seconds=7200.0, seed=1, watch=True)
    console.print(outcome.summary())
    again = outcome.again / max(1, outcome.seen.messages)
    return [
        (f"{len(outcome.faults)} faults of {outcome.kills} kills", not outcome.faults),
        (f"{again:.2%} of the messages twice, to be {MOST_AGAIN:.0%} at most", again <= MOST_AGAIN),
    ]


async def measured(seconds: float, minutes: float, kills: int) -> list[Verdict]:
    """Measure one after the other."""
    return [
        *await waits(seconds),
        *await all_of_them(),
        *await limits.beside_reminders(),
        *await limits.start(),
        *await limits.worker_memory(),
        *(await memory(minutes) if minutes else []),
        *(await killed(kills) if kills else []),
    ]


def main(
    seconds: Annotated[float, typer.Option(help="Of overload.")] = 300.0,
    minutes: Annotated[float, typer.Option(help="Of light load, for the memory.")] = 0.0,
    kills: Annotated[int, typer.Option(help="How often the bot is killed.")] = 0,
) -> None:
    """Print the tables and what was reached; exit code 1 where something was not."""
    began = time.monotonic()
    found = asyncio.run(measured(seconds, minutes, kills))
    load_now = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    console.print(f"{time.monotonic() - began:.0f} s; load of the machine at the end: {load_now}")
    report(found)


if __name__ == "__main__":
    typer.run(main)
