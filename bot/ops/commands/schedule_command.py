"""`python -m bot schedule`: which schedule a sentence says, and its next doses."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.core.people.accounts import Language
from bot.core.schedules.occurrences import next_occurrences
from bot.core.schedules.schedule import AsNeeded
from bot.core.understanding.schedule_sentences.draft import Unclear
from bot.core.understanding.schedule_sentences.phrase import phrase
from bot.core.understanding.schedule_sentences.reader import read
from bot.ops.commands.console import console

DOSES = 10  # that are shown
language_commands = typer.Typer()
Json = dict[str, Any]


@language_commands.command()
def schedule(
    sentence: Annotated[str, typer.Argument(help="Such as “월수금 아침 식후 1알”.")] = "",
    lang: Annotated[Language, typer.Option(help="The language of the sentence.")] = Language.KOREAN,
    start: Annotated[
        str, typer.Option("--from", help="Local time, ISO: 2026-12-01T06:00. Now unless given.")
    ] = "",
    zone: Annotated[str, typer.Option(help="IANA time zone.")] = "Asia/Seoul",
    file: Annotated[
        Path | None, typer.Option(help="JSON lines with lang, text, from, zone, instead.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell which schedule a sentence says, and its next ten doses; or that it is unclear."""
    if file is not None:
        for row in _rows(file):
            understood = understand_schedule(
                row["text"], Language(row["lang"]), row["from"], ZoneInfo(row["zone"])
            )
            typer.echo(json.dumps(understood, ensure_ascii=False))
        return
    understood = understand_schedule(sentence, lang, start, ZoneInfo(zone))
    if as_json:
        typer.echo(json.dumps(understood, ensure_ascii=False))
        return
    console.print(understood.get("understood") or f"unclear: {understood['why']}")
    for dose in understood.get("doses", ()):
        console.print(f"{dose['at'].replace('T', ' ')}  {dose['amount']:g}")


def understand_schedule(text: str, language: Language, start: str, zone: ZoneInfo) -> Json:
    """Return what a sentence says: `understood` and `doses` or `as_needed` with its limits, or `unclear` and why."""
    now = datetime.fromisoformat(start).replace(tzinfo=zone) if start else datetime.now(zone)
    said = read(text, language, now.replace(tzinfo=None))
    if isinstance(said, Unclear):
        return {"unclear": True, "why": said.why}
    understood: Json = {"understood": phrase(said, language, now.date())}
    if isinstance(said, AsNeeded):
        limits = {"max_per_day": said.most_a_day, "min_hours": said.least_hours}
        return (
            understood
            | {"as_needed": True}
            | {name: limit for name, limit in limits.items() if limit is not None}
        )
    due = next_occurrences(said, zone, now, DOSES)
    doses = [{"at": f"{one.at.astimezone(zone):%Y-%m-%dT%H:%M}", "amount": one.amount} for one in due]
    return understood | {"doses": doses}


def _rows(file: Path) -> Iterator[Json]:
    for line in file.read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
