"""python -m training.understanding: fit the classifier that tells what a typed sentence wants."""

import json
from typing import Annotated

import typer

from bot.core.understanding.classifier import WEIGHTS
from training.understanding.held_out import table
from training.understanding.train import train


def main(
    *,
    held_out: Annotated[bool, typer.Option("--held-out", help="Only measure: each author unseen.")] = False,
) -> None:
    """Fit both languages, and write the weights and their card; or measure without each author in turn."""
    typer.echo("\n".join(table()) if held_out else json.dumps(train(WEIGHTS), ensure_ascii=False))


if __name__ == "__main__":
    typer.run(main)
