"""python -m knowledge: build, download, search and question what is known of medicines."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from knowledge import cli_json, cli_photos, cli_tables
from knowledge.catalogue.catalogue import Catalogue, Found
from knowledge.cli_output import AsJson, Knowledge, named_errors, show
from knowledge.interactions.check import PAIR_TABLES, Profile
from knowledge.products import ProductId
from knowledge.sources.reading.build_log import BuildLog

if TYPE_CHECKING:
    from knowledge.build.builder import BuildSummary

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
app.add_typer(cli_photos.app)


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="The knowledge file to write.")],
    source: Annotated[
        Path | None, typer.Option("--from", exists=True, file_okay=False, help="The officials' files.")
    ] = None,
    region: Annotated[str, typer.Option(help="kr, us or tw.")] = "kr",
    starter: Annotated[bool, typer.Option("--starter", help="The small set that comes with Yaksok.")] = False,
    accept_fewer: Annotated[
        bool, typer.Option("--accept-fewer", help="Also where the file in use holds far more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build a knowledge file from the officials' files, and put it in place if it is sound."""
    from knowledge.starter import build_starter

    if (source is None) != starter:
        raise typer.BadParameter("give either --from DIR or --starter")
    if source is None:
        with named_errors():
            told = _summary(build_starter(out))
    else:
        told = _build_from(source, out, region, accept_fewer=accept_fewer)
    show(told, lambda: cli_tables.counts(told), as_json=as_json)


def _build_from(source: Path, out: Path, region: str, *, accept_fewer: bool = False) -> cli_json.Document:
    from knowledge.build.builder import build as build_region

    with named_errors(), _counting() as log:
        return _summary(build_region(source, out, region, log, accept_fewer=accept_fewer))


@app.command()
def check(
    knowledge: Knowledge,
    items: Annotated[list[str] | None, typer.Argument(help="Item codes (품목기준코드).")] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Instead of items: a CSV with a column a and a column b."
        ),
    ] = None,
    birth_year: Annotated[int | None, typer.Option(min=1900, max=2100)] = None,
    pregnant: Annotated[bool | None, typer.Option("--pregnant/--not-pregnant")] = None,
    nursing: Annotated[bool | None, typer.Option("--nursing/--not-nursing")] = None,
    as_json: AsJson = False,
) -> None:
    """Give one verdict for every two items, with its reason, source and date, and the cautions for each.

    With --pairs: a JSON line for each row of the file, with its verdict.
    """
    if bool(items) == (pairs is not None):
        raise typer.BadParameter("give either items or --pairs FILE")
    profile = Profile(birth_year, pregnant, nursing)
    if pairs:
        with named_errors(), Catalogue.open(knowledge) as catalogue:
            for line in cli_json.verdicts(pairs, catalogue, profile, datetime.now(UTC).date()):
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    ids = [ProductId(item) for item in items or ()]
    with named_errors(), Catalogue.open(knowledge) as catalogue:
        report = catalogue.check(ids, profile, datetime.now(UTC).date())
        known = catalogue.products(ids)
        document = cli_json.report_document(report, known, catalogue.rules.main_sources(PAIR_TABLES))
    show(document, lambda: cli_tables.report(report, known), as_json=as_json)


@app.command()
def search(
    text: Annotated[list[str], typer.Argument(help="A name, 초성, an ingredient, a company, or an imprint.")],
    knowledge: Knowledge,
    imprint: Annotated[
        bool, typer.Option("--imprint", help="The text is what is stamped on the pill.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find products, typing errors allowed for."""
    asked = " ".join(text)
    with named_errors(), Catalogue.open(knowledge) as catalogue:
        found = (
            Found(catalogue.by_imprint(asked, limit=limit))
            if imprint
            else catalogue.look_up(asked, limit=limit)
        )
    show(cli_json.found_document(found), lambda: cli_tables.found(found), as_json=as_json)


@app.command()
def identify(
    photo: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JPEG, PNG, WebP or HEIC.")],
    knowledge: Knowledge,
    as_json: AsJson = False,
) -> None:
    """Tell what each pill in a photo may be, most probable first."""
    from inference.model_card import WeightsError
    from inference.photo import PhotoError
    from inference.scan import Scanner

    with named_errors(PhotoError, WeightsError), Catalogue.open(knowledge) as catalogue:
        scan = Scanner().scan(photo.read_bytes())
        rankings = [(pill.number, catalogue.rank(pill)) for pill in scan.pills]
    pills = [{"number": number, **cli_json.ranking_document(ranking)} for number, ranking in rankings]
    show({"pills": pills}, lambda: cli_tables.rankings(rankings), as_json=as_json)


@app.command()
def sync(
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder of the officials' files.")],
    key: Annotated[
        str,
        typer.Option("--key", envvar="YAKSOK_SERVICE_KEY", help="Service key of data.go.kr, encoded or not."),
    ] = "",
    only: Annotated[
        list[str] | None, typer.Option(help="Only these services or files; all of them unless given.")
    ] = None,
    service: Annotated[
        list[str] | None, typer.Option(help="NAME=PATH, where a service has a newer version.")
    ] = None,
    api_url: Annotated[str, typer.Option(help="Address of the open API, if it has moved.")] = "",
    bulk_url: Annotated[str, typer.Option(help="Address of the whole files, if they have moved.")] = "",
    build_to: Annotated[Path | None, typer.Option("--build", help="Then build this knowledge file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Download the officials' files and pages of their open API; given again, it goes on where it was."""
    from knowledge.sync import downloads
    from knowledge.sync.bulk_files import bulk_files
    from knowledge.sync.services import SyncError, chosen, with_paths

    with named_errors(SyncError):
        services = with_paths(dict(_named_path(text) for text in service or ()))
        wanted, bulk = chosen(only or (), services, bulk_files(), has_key=bool(key.strip()))
        settings = downloads.SyncSettings(
            key=key.strip(),
            api_url=api_url or downloads.API_URL,
            bulk_url=bulk_url or downloads.BULK_URL,
            services=wanted,
            bulk=bulk,
        )
        with _downloading() as progress:
            today = datetime.now(UTC).date()
            done = asyncio.run(downloads.sync(out, settings, today, progress))
    for problem in done.problems:
        Console(stderr=True).print(problem, style="red", markup=False, soft_wrap=True)
    for note in done.notes:
        Console(stderr=True).print(note, style="yellow", markup=False, soft_wrap=True)
    files = [str(path) for path in done.files]
    document: cli_json.Document = {
        "files": files,
        "problems": list(done.problems),
        "notes": list(done.notes),
    }
    if build_to and done.problems:
        told = f"{build_to} is not built of this; what is there can be: knowledge build --from {out}"
        Console(stderr=True).print(told, markup=False, soft_wrap=True)
    made = _build_from(out, build_to, "kr") if build_to and not done.problems else None
    if made:
        document["build"] = made
    show(
        document,
        lambda: chain(cli_tables.files(files), cli_tables.counts(made) if made else ()),
        as_json=as_json,
    )
    if done.problems:
        raise typer.Exit(1)


def _named_path(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not (name and equals and path):
        raise typer.BadParameter(f"expected NAME=PATH, got {text}")
    return name, path


@app.command()
def info(knowledge: Knowledge, as_json: AsJson = False) -> None:
    """Tell what a knowledge file holds, from which sources and of which dates."""
    with named_errors(), Catalogue.open(knowledge) as catalogue:
        told = catalogue.info
    show(cli_json.info_document(told), lambda: cli_tables.info(told), as_json=as_json)


@app.command()
def coverage(knowledge: Knowledge, as_json: AsJson = False) -> None:
    """Count what the join of the officials' files reaches, beside the figures of an independent one."""
    from knowledge.build.coverage import coverage as count

    with named_errors():
        measures = count(knowledge)
    document: cli_json.Document = {"measures": [asdict(one) for one in measures]}
    show(document, lambda: cli_tables.coverage(measures), as_json=as_json)


def _summary(summary: "BuildSummary") -> cli_json.Document:
    return {
        "file": str(summary.path),
        "region": summary.region,
        "built_at": summary.built_at.isoformat(),
        "seconds": round(summary.seconds, 1),
        "bytes": summary.size_bytes,
        "counts": dict(summary.counts),
        "notes": list(summary.notes),
    }


@contextmanager
def _downloading() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each download on stderr."""
    with Progress(console=Console(stderr=True)) as progress:
        bars: dict[str, TaskID] = {}

        def report(name: str, done: int, total: int) -> None:
            bar = bars[name] if name in bars else bars.setdefault(name, progress.add_task(name))
            progress.update(bar, completed=done, total=total)

        yield report


@contextmanager
def _counting() -> Iterator[BuildLog]:
    """Show on stderr what has been read, counted and set aside so far."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as progress:
        progress.add_task("building")
        yield BuildLog(lambda line: progress.console.print(line, markup=False, highlight=False))


if __name__ == "__main__":
    app()
