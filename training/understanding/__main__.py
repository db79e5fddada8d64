"""python -m training.understanding: fit the classifier that tells what a typed sentence wants."""

import json
from typing import Annotated

import typer

from bot.core.understanding.classifier import WEIGHTS
from training.understanding.fit import train


def main(
    each: Annotated[int, typer.Option(help="Sentences drawn from each pattern.")] = 12,
) -> None:
    """Draw the sentences, fit both languages, and write the weights and their card."""
    typer.echo(json.dumps(train(WEIGHTS, each), ensure_ascii=False))


if __name__ == "__main__":
    typer.run(main)
