"""python -m tests.bench.load: many people at once, up to and past the limits; who waited how long, and what was refused.

The bot runs in a process of its own. Virtual people write, tap, send photos, albums and pages, and answer reminders, at
rates that grow step by step. Between the steps it is seen how long the backlog takes. The ledger of what was sent and heard
is kept outside the bot. Its neighbours: `overload` (ten times what the machine can read), `neighbours` (half-open
connections, slow pictures, a takeover, the fence), `memory` (an hour), and `quiet` (all but the hour, in some eleven minutes).
"""

import asyncio
import random
from typing import Annotated

import typer

from bot.sandbox.server import Sandbox
from tests.bench.admission import console
from tests.bench.load.crowd import Crowd, Step, run_step, table_of, town


async def load(rates: list[float], seconds: float, people: int, takers: int, seed: int) -> list[Step]:
    """Return what came of each rate, one after the other, of the same bot."""
    luck, steps = random.Random(seed), list[Step]()
    async with Sandbox() as sandbox, town(sandbox, people, takers, YAKSOK_SCAN_WORKERS="0") as here:
        crowd = Crowd(here.people, luck, sandbox.world.limits)
        for rate in rates:
            step = Step(f"{rate:g} a second")
            taking = asyncio.create_task(here.take_doses(step))
            steps.append(await run_step(here.bot, crowd, step, rate, seconds, luck))
            taking.cancel()
    return steps


def main(
    rates: Annotated[str, typer.Option(help="Actions a second, one step after the other.")] = "2,5,10,25",
    seconds: Annotated[float, typer.Option(help="How long each step lasts.")] = 60.0,
    people: Annotated[int, typer.Option(help="How many people there are.")] = 200,
    takers: Annotated[int, typer.Option(help="How many have doses due every minute.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Print what came of each rate; exit code 1 where somebody was never answered."""
    steps = asyncio.run(load([float(rate) for rate in rates.split(",")], seconds, people, takers, seed))
    console.print(table_of(steps))
    if any(step.lost for step in steps):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
