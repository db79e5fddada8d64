"""`python -m bot understand`: what the bot understands of a sentence."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.core.people.accounts import Language
from bot.core.understanding.intents import Understanding
from bot.core.understanding.names import NameFinder
from bot.core.understanding.understand import Understander
from bot.ops.commands.console import console
from bot.settings import read_settings
from knowledge.catalogue.catalogue import Catalogue
from knowledge.errors import KnowledgeError

understanding_commands = typer.Typer()


@understanding_commands.command()
def understand(
    sentence: Annotated[str, typer.Argument(help="Such as “타이레놀이랑 노바스크 같이 먹어도 돼요?”.")] = "",
    lang: Annotated[
        Language | None, typer.Option(help="The language of the sentence; told by its script unless given.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="CSV with lang and text, instead.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell what a sentence wants, and the medicines and the clock time that it names."""
    understander = Understander(NameFinder(_names()))
    if file is not None:
        for row in _rows(file):
            typer.echo(_json(understander.understand(row["text"], row["lang"])))
        return
    understood = understander.understand(sentence, lang.value if lang else None)
    if as_json:
        typer.echo(_json(understood))
        return
    for name, value in _values(understood).items():
        console.print(f"{name}: {', '.join(value) if isinstance(value, list) else value or '-'}")


def _names() -> frozenset[str]:
    """Return the names of the knowledge file in use; none where there is none, and the common names remain."""
    settings = read_settings()
    if not settings.knowledge_path.exists():
        return frozenset()
    try:
        with Catalogue.open(settings.knowledge_path) as catalogue:
            return catalogue.names()
    except KnowledgeError as error:
        console.print(f"Only the common names are known: {error}")
        return frozenset()


def _values(understood: Understanding) -> dict[str, Any]:
    return {
        "intent": understood.intent.value,
        "medicines": list(understood.medicines),
        "time": f"{understood.time:%H:%M}" if understood.time else None,
    }


def _json(understood: Understanding) -> str:
    return json.dumps(_values(understood), ensure_ascii=False)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
