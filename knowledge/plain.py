"""The officials' reasons in plain Korean of our own (knowledge/plain.csv), to stand beside their words."""

from functools import cache
from pathlib import Path

from knowledge.sources.tables import csv_rows

FILE = Path(__file__).parent / "plain.csv"


@cache
def _phrases(path: Path = FILE) -> dict[str, str]:
    """Read the phrases. Raises SourceChanged for a damaged file."""
    found: dict[str, str] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        korean, plain = row.need("korean"), row.need("plain")
        if found.setdefault(_bare(korean), plain) != plain:
            row.fail("korean", f"{korean} stands twice")
        row.done()
    return found


def plainly(reason: str) -> str | None:
    """Return a reason in words without jargon; None where we have none, and the official's stand alone."""
    return _phrases().get(_bare(reason))


def _bare(text: str) -> str:
    return "".join(text.split()).strip('"-.')
