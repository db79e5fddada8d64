"""python -m tests.bench.load.quiet: all figures that need a machine that does nothing else, within eight minutes."""

import asyncio
import os
import time

import typer

from tests.bench.admission import console
from tests.bench.load.__main__ import load
from tests.bench.load.crowd import Step, at, table_of
from tests.bench.load.neighbours import Verdict, all_of_them
from tests.bench.load.overload import overload, report, verdicts

LIGHT, LIGHT_SECONDS, OVER_SECONDS = 2.0, 65.0, 240.0  # a full minute is in it, at which doses fall due


def usual(step: Step) -> list[Verdict]:
    """Return what was to be reached under a light load, and whether it was."""
    told, text, late = at(step.told, 95), at(step.seconds["text"], 99), at(step.seconds["reminder"], 99)
    return [
        (f"photo to first word p95 {told:.2f} s, to be 0.3 s at most", told <= 0.3),
        (f"texts p99 {text:.2f} s beside photos, to be 0.2 s at most", text <= 0.2),
        (f"reminders late p99 {late:.2f} s, to be 2 s at most", late <= 2.0),
        (f"{step.lost} never answered", not step.lost),
    ]


async def measured(seconds: float) -> list[Verdict]:
    """Measure all, and print the tables."""
    (light,) = await load([LIGHT], LIGHT_SECONDS, people=60, takers=25, seed=1)
    console.print(table_of([light], "a light load"))
    most, over = await overload(10.0, seconds, seed=1)
    console.print(table_of([over], f"10 times {most:.1f} photos a second for {seconds:.0f} s"))
    return [*usual(light), *verdicts(over), *await all_of_them()]


def main(seconds: float = OVER_SECONDS) -> None:
    """Print the tables and what was reached; exit code 1 where something was not. SECONDS: of overload."""
    began = time.monotonic()
    found = asyncio.run(measured(seconds))
    load_now = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    console.print(f"{time.monotonic() - began:.0f} s; load of the machine at the end: {load_now}")
    report(found)


if __name__ == "__main__":
    typer.run(main)
