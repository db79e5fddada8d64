"""Whole sentences that people wrote, with what they mean: written/*.toml, one file an author."""

import tomllib
from pathlib import Path

from bot.core.understanding.intents import Intent
from training.understanding.patterns import Example

FOLDER = Path(__file__).with_name("written")


def authors() -> tuple[str, ...]:
    """Return the names of the authors, as their files are called."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def written(author: str, lang: str) -> tuple[Example, ...]:
    """Return the sentences of an author in a language, ko or en."""
    table = tomllib.loads((FOLDER / f"{author}.toml").read_text("utf-8"))
    return tuple(
        Example(text, Intent(intent))
        for intent, lines in table.get(lang, {}).items()
        for text in filter(None, map(str.strip, lines.splitlines()))
    )
