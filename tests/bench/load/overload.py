"""python -m tests.bench.load.overload: ten times as many photos as the machine can read, beside people who write and tap.

Of each photo it is measured when the person sees the first sign of it, the bot's emoji or its first words, and when the
first words: there are more of these than Telegram lets a bot write.
"""

import asyncio
import random
import time
from typing import Annotated

import typer

from bot.sandbox.client import PersonClient
from bot.sandbox.server import Sandbox
from tests.bench.admission import console, small_photo
from tests.bench.load.crowd import PICTURES, TALK, Crowd, Step, Town, at, run_step, table_of, town
from tests.e2e.conftest import has_button

SENDERS, TALKERS, TAKERS = 500, 30, 5
TALKING = 3.0  # texts and taps a second
LOOPS = 4  # people who send a photo as soon as the last one is answered
TEXT_P99, SEEN_P95, RECOVERED = 1.0, 1.0, 60.0  # seconds that are to be kept to


async def capacity(town: Town, seconds: float) -> float:
    """Return how many photos a second are read when some people send them without a pause."""
    file, end, read = small_photo(), time.perf_counter() + seconds, 0

    async def send(person: PersonClient) -> None:
        nonlocal read
        while time.perf_counter() < end:
            await person.send_photo(file)
            await person.wait_for_bot(has_button("pill:"), timeout=60)
            read += 1

    began = time.perf_counter()
    await asyncio.gather(*(send(person) for person in town.people[:LOOPS]))
    return read / (time.perf_counter() - began)


async def overload(factor: float, seconds: float, seed: int) -> tuple[float, Step]:
    """Return how many photos a second the machine can read, and what comes of so many times that."""
    luck, step = random.Random(seed), Step("overload")
    async with (
        Sandbox() as sandbox,
        town(sandbox, SENDERS + TALKERS, TAKERS, YAKSOK_SCAN_WORKERS="0") as here,
    ):
        most = await capacity(here, 8.0)
        talking, sending = (
            Crowd(people, luck, sandbox.world.limits)
            for people in (here.people[:TALKERS], here.people[TALKERS:])
        )
        taking = asyncio.create_task(here.take_doses(step))
        await asyncio.gather(
            run_step(here.bot, talking, step, TALKING, seconds, luck, TALK),
            run_step(here.bot, sending, step, factor * most, seconds, luck, PICTURES),
        )
        taking.cancel()
    return most, step


def verdicts(step: Step) -> list[tuple[str, bool]]:
    """Return what was to be reached, and whether it was."""
    text, seen, told = at(step.seconds["text"], 99), at(step.seen, 95), at(step.told, 95)
    return [
        (f"texts p99 {text:.2f} s, to be {TEXT_P99:g} s at most", text <= TEXT_P99),
        (f"photo to first sign p95 {seen:.2f} s, to be {SEEN_P95:g} s at most (first words: {told:.2f} s)",
         seen <= SEEN_P95),
        (f"{step.lost} never answered", not step.lost),
        (f"all answered {step.recovery:.0f} s after the last, to be {RECOVERED:g} s at most",
         step.recovery <= RECOVERED),
    ]  # fmt: skip


def main(
    factor: Annotated[float, typer.Option(help="How many times what the machine can read.")] = 10.0,
    seconds: Annotated[float, typer.Option(help="For how long.")] = 300.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Print what came of it; exit code 1 where something was not reached."""
    most, step = asyncio.run(overload(factor, seconds, seed))
    console.print(table_of([step], f"{factor:g} times {most:.1f} photos a second for {seconds:.0f} s"))
    report(verdicts(step))


def report(found: list[tuple[str, bool]]) -> None:
    """Print each verdict; exit code 1 where one is no."""
    for words, is_reached in found:
        console.print(f"{'✔' if is_reached else '✘'} {words}")
    if not all(is_reached for _, is_reached in found):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
