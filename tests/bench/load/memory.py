"""python -m tests.bench.load.memory: memory of the bot and its workers over an hour of steady light load.

It may run beside other things: the figures are about memory alone.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import psutil
import typer

from bot.sandbox.server import Sandbox
from tests.bench.admission import MB
from tests.bench.load.crowd import Crowd, Step, Town, run_step, town

EVERY = 10.0  # seconds from one look to the next
WARM = 0.25  # of the time: models for other sizes of photos are still being loaded
MOST_DRIFT = 0.05


@dataclass(frozen=True)
class Sample:
    """Resident megabytes at a moment, seconds after the start."""

    at: float
    bot: float
    workers: float

    @property
    def whole(self) -> float:
        """Both together."""
        return self.bot + self.workers


def look(town: Town, at: float) -> Sample:
    """Look at the bot and its children."""
    process = psutil.Process(town.bot.pid)
    children = sum(child.memory_info().rss for child in process.children(recursive=True))
    return Sample(at, process.memory_info().rss / MB, children / MB)


async def steady(rate: float, minutes: float, seed: int) -> tuple[list[Sample], Step]:
    """Let people act at a low rate, and look at the memory every ten seconds."""
    luck, samples, step = random.Random(seed), list[Sample](), Step(f"{rate:g} a second")
    async with Sandbox() as sandbox, town(sandbox, 30, takers=3) as here:
        began = time.monotonic()

        async def sample() -> None:
            while True:
                samples.append(look(here, time.monotonic() - began))
                if len(samples) % 30 == 1:
                    typer.echo(told(samples[-1:]), err=True)
                await asyncio.sleep(EVERY)

        beside = [asyncio.create_task(sample()), asyncio.create_task(here.take_doses(step))]
        await run_step(
            here.bot, Crowd(here.people, luck, sandbox.world.limits), step, rate, minutes * 60, luck
        )
        for task in beside:
            task.cancel()
    return samples, step


def drift(samples: Sequence[Sample]) -> float:
    """Return how much more a line through the values after the warm-up holds at its end, as a share of its mean."""
    later = [one for one in samples if one.at >= samples[-1].at * WARM]
    if len(later) < 3:
        return 0.0
    slope, _ = statistics.linear_regression([one.at for one in later], [one.whole for one in later])
    return slope * (later[-1].at - later[0].at) / statistics.fmean(one.whole for one in later)


def told(samples: Sequence[Sample]) -> str:
    """Say in lines what was seen."""
    return "\n".join(
        f"after {one.at / 60:4.1f} min: bot {one.bot:.0f} MB, workers {one.workers:.0f} MB" for one in samples
    )


def main(
    minutes: Annotated[float, typer.Option(help="For how long.")] = 60.0,
    rate: Annotated[float, typer.Option(help="What people do in a second.")] = 0.5,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Print the memory every five minutes, and its drift; exit code 1 where that is more than 5 % or somebody waited in vain."""
    samples, step = asyncio.run(steady(rate, minutes, seed))
    typer.echo(told(samples[:: max(1, len(samples) // 12)]))
    share = drift(samples)
    done = ", ".join(f"{count} {what}" for what, count in sorted(step.counts.items()))
    typer.echo(f"{done}; drift after the first quarter {share:+.1%} of {len(samples)} samples")
    if abs(share) > MOST_DRIFT or step.lost:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
