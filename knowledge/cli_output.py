"""Options and output that the commands share."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from knowledge import cli_json
from knowledge.errors import KnowledgeError
from knowledge.sources.reading.errors import SourceChanged

Knowledge = Annotated[Path, typer.Option(help="The knowledge file that `build` made.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, and nothing else there.")]


@contextmanager
def named_errors(*kinds: type[Exception]) -> Iterator[None]:
    """End with the error's own words on stderr, and 1, where they tell what to do."""
    named: tuple[type[Exception], ...] = (KnowledgeError, SourceChanged, *kinds)
    try:
        yield
    except named as error:
        Console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from error


def show(document: cli_json.Document, draw: Callable[[], Iterator[object]], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
        return
    console = Console()
    for part in draw():
        console.print(part)
