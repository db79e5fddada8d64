"""Kill the real bot again and again while people answer its questions: `python -m tests.bench.kills --kills 1000`.

What people wrote is noted outside the bot, and compared at the end with what it has kept: no answer taken twice or for
another question, no photo, album or text without an answer, no due dose that was not asked for, no tap lost or counted
twice, nothing sent once more but where a kill explains it, and no update given up for having been killed.
Nine of ten starts are forks of a process that has imported the bot; each tenth is a whole one.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tests.bench.kills.run import WAYS, run


def main(
    kills: Annotated[int, typer.Option(help="How often the bot is killed.")] = 200,
    people: Annotated[int, typer.Option(help="How many write to it, each in one of six ways.")] = 3
    * len(WAYS),
    minutes: Annotated[float, typer.Option(help="After so long it is killed no more.")] = 60.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
) -> None:
    """Kill the bot, and print what came of it; exit code 1, and the log in kills.log, where anything did go wrong."""
    with tempfile.TemporaryDirectory() as folder:
        work = run(Path(folder), kills=kills, people=people, seconds=minutes * 60, seed=seed, watch=True)
        outcome = asyncio.run(work)
        typer.echo(outcome.summary())
        if outcome.faults:
            Path("kills.log").write_text((Path(folder) / "bot.log").read_text(errors="replace"))
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
