"""python -m training aihub: archives of AI Hub's data set to weights that name products."""

import dataclasses
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from training.aihub.errors import AihubError
from training.aihub.shards.boxes import Crop

app = typer.Typer(no_args_is_help=True, help=__doc__)
From = Annotated[
    str, typer.Option("--from", help="Where to read: a folder or a URL (file:, s3:, gs:, memory:).")
]
To = Annotated[str, typer.Option("--to", help="Where to write: a folder or a URL.")]
On = Annotated[str | None, typer.Option(help="A Ray cluster: local, HOST:6379 or ray://HOST:10001.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes of this machine.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, and nothing else there.")]


@app.callback()
def main() -> None:
    """Archives of AI Hub's data set to weights that name products."""


@app.command()
def generate(
    to: To,
    kinds: Annotated[int, typer.Option(min=1, help="Kinds of pills, products of the catalogue.")] = 24,
    photos: Annotated[int, typer.Option(min=1, max=972, help="Photos of each kind alone.")] = 24,
    combined: Annotated[int, typer.Option(min=0, help="Photos of four kinds together.")] = 40,
    archives: Annotated[int, typer.Option(min=1, help="Pairs of archives for the single pills.")] = 2,
    defects: Annotated[float, typer.Option(min=0, max=1, help="Share of photos with a defect.")] = 0.05,
    gigabytes: Annotated[
        float, typer.Option(min=0, help="More photos and archives, until about so much.")
    ] = 0,
    jpeg: Annotated[
        bool, typer.Option("--jpeg", help="Photos as JPEG; PNG, as in the data set, unless given.")
    ] = False,
    knowledge: Annotated[
        Path | None, typer.Option(help="The catalogue; the starter set unless given.")
    ] = None,
    seed: int = 1,
    on: On = None,
    workers: Workers = 1,
    as_json: AsJson = False,
) -> None:
    """Make archives like the data set's: the same folders, names and keys, drawn pills, and known defects."""
    from training.aihub.made.generating import make

    with _told(), _progress(quiet=as_json) as progress:
        made = make(
            to, knowledge, kinds=kinds, photos=photos, combined=combined, archives=archives, defects=defects,
            gigabytes=gigabytes, suffix=".jpg" if jpeg else ".png", seed=seed, runner=_runner(on, workers),
            progress=progress,
        )  # fmt: skip
    _show(made, as_json=as_json)


@app.command()
def scan(
    source: From,
    to: To,
    verify: Annotated[bool, typer.Option(help="Read the photos as well, and check every byte.")] = True,
    on: On = None,
    workers: Workers = 1,
    as_json: AsJson = False,
) -> None:
    """Check every member of every archive, and write annotations and the places of photos as Parquet."""
    from training.aihub.archives.scan_report import scan_all

    with _told(), _progress(quiet=as_json) as progress:
        told = scan_all(source, to, _runner(on, workers), progress, verify=verify)
    _show(told, as_json=as_json)


@app.command()
def prepare(
    source: From,
    to: To,
    form: Annotated[str, typer.Option(help="yolo or webdataset.")] = "yolo",
    crop: Annotated[Crop, typer.Option(help="What is cut out of each photo.")] = Crop.WHOLE,
    on: On = None,
    workers: Workers = 1,
    as_json: AsJson = False,
) -> None:
    """Turn archives into training data, without unpacking them; finished shards are not made again."""
    from training.aihub.shards.prepare import Options
    from training.aihub.shards.prepare import prepare as make
    from training.aihub.shards.prepare_report import report

    if form not in ("yolo", "webdataset"):
        raise typer.BadParameter("expected yolo or webdataset", param_hint="--form")
    options = Options(source, to, tar=form == "webdataset", crop=crop)
    with _told(), _progress(quiet=as_json) as progress:
        summary = make(options, _runner(on, workers), progress)
        report(options, summary)
    _show(dataclasses.asdict(summary), as_json=as_json)


@app.command()
def table(
    source: From,
    knowledge: Annotated[
        Path, typer.Option(help="The knowledge file that `python -m knowledge build` made.")
    ],
    to: Annotated[str, typer.Option("--to", help="The table to write: .csv or .parquet; both are written.")],
    as_json: AsJson = False,
) -> None:
    """Gather the facts of all label files by item code, clean them, and match them with the officials' lists."""
    from training.aihub.tables.table import make_table

    with _told(), _progress(quiet=as_json) as progress:
        told = make_table(source, knowledge, to, progress)
    _show(told, as_json=as_json)


@app.command()
def sample(
    source: From,
    to: Annotated[str, typer.Option("--to", help="The Parquet table of the chosen samples.")],
    per_kind: Annotated[int, typer.Option(min=1, help="Samples of a kind to train on.")] = 200,
    held_out: Annotated[
        float, typer.Option(min=0, max=0.9, help="Share of kinds kept out of training.")
    ] = 0.1,
    seed: int = 1,
    as_json: AsJson = False,
) -> None:
    """Choose what trains: balanced by kind and view, split by shooting session, some kinds held out whole."""
    from training.aihub.fit.choosing import choose_all

    with _told(), _progress(quiet=as_json) as progress:
        told = choose_all(source, to, progress, per_kind=per_kind, held_out=held_out, seed=seed)
    _show(told, as_json=as_json)


@app.command()
def train(
    source: From,
    chosen: Annotated[str, typer.Option(help="The table that `sample` wrote.")],
    run: Annotated[Path, typer.Option(help="The folder of the run; training goes on where it stopped.")],
    epochs: Annotated[int, typer.Option(min=1)] = 20,
    image_size: Annotated[int, typer.Option(help="Pixels a side, in steps of 32.")] = 320,
    batch: Annotated[
        int, typer.Option(min=0, help="Pictures at once; 0: the most that fits, found by trying.")
    ] = 0,
    model: Annotated[str, typer.Option(help="yolov5n.yaml, yolov5s.yaml …")] = "yolov5n.yaml",
    device: Annotated[str, typer.Option(help="cpu, 0, or 0,1 for several GPUs.")] = "cpu",
    start: Annotated[Path | None, typer.Option(help="Tensors to start from (a state dict).")] = None,
    learning_rate: float = 0.01,
    threads: Annotated[
        int, typer.Option(min=0, help="Of the CPU; 0: one a core. On a busy machine, 1 is faster.")
    ] = 0,
    seed: int = 7,
    as_json: AsJson = False,
) -> None:
    """Train a detector that names products; look at labels.html in the run's dataset while it does."""
    from training.aihub.fit.fitting import Plan
    from training.aihub.fit.training_run import train as fit

    plan = Plan(model, image_size, epochs, batch, learning_rate, seed=seed, device=device, threads=threads)
    with _told():
        told = fit(source, chosen, run, plan, start)
    _show(told, as_json=as_json)


@app.command()
def export(
    run: Annotated[Path, typer.Option(help="The folder of the run.")],
    to: Annotated[
        Path, typer.Option("--to", help="The folder for weights and card; YAKSOK_WEIGHTS_DIR of the bot.")
    ],
    size: Annotated[
        int | None, typer.Option(help="The model's input; as it was trained unless given.")
    ] = None,
) -> None:
    """Write weights that the bot can use, with K-codes and item codes in their card."""
    from training.aihub.fit.exporting import export as write

    with _told():
        typer.echo(f"card: {write(run, to, size, progress=True)}")


@app.command()
def evaluate(
    weights: Annotated[Path, typer.Option(help="The folder that `export` wrote.")],
    source: From,
    chosen: Annotated[str, typer.Option(help="The table that `sample` wrote.")],
    report: Annotated[Path | None, typer.Option(help="Write a page with pictures into this folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how many pills are found and named, on sessions and on kinds that trained nothing."""
    from training.aihub.fit.naming import evaluate as measure

    with _told(), _progress(quiet=as_json) as progress:
        told = measure(weights, source, chosen, report, progress)
    _show(told, as_json=as_json)


@app.command()
def simulate(
    photos: Annotated[float, typer.Option(help="Photos a second and core, as the bench measures.")] = 45.0,
    annotations: Annotated[float, typer.Option(help="Label files a second and core.")] = 10000.0,
    cores: Annotated[int, typer.Option(min=1, help="Of one machine.")] = 16,
    as_json: AsJson = False,
) -> None:
    """Work out what all 4.4 TB take on one machine, on ten, and over a slow line: hours and dollars."""
    from training.aihub.work.simulate import Rates, table

    _show(table(Rates(annotations, photos), cores), as_json=as_json)


@app.command()
def propose(
    source: From,
    photos: Annotated[int, typer.Option(min=1, help="Labelled photos to measure on.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Measure boxes from contours against the labels, background by background, and say where they can be trusted."""
    from training.aihub.shards.contours import measure

    with _told(), _progress(quiet=as_json) as progress:
        told = measure(source, photos, progress)
    _show(told, as_json=as_json)


def _runner(on: str | None, workers: int) -> Any:
    from training.aihub.work.runners import runner

    return runner(on, workers)


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line what is wrong outside of the program."""
    try:
        yield
    except AihubError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Any]:
    """Show a bar on stderr; give what moves it: what is done, how much, of how much."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, Any] = {}

        def move(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield move


def _show(document: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what a command has to tell: all of it as JSON, or what fits a terminal."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    table = Table("", "")
    for name, value in document.items():
        table.add_row(name, _cell(value))
    Console().print(table)


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_inline(each)}" for name, each in value.items()) or "–"
    if isinstance(value, list):
        shown = [
            " | ".join(map(str, each)) if isinstance(each, list) else str(each) for each in islice(value, 5)
        ]
        return "\n".join([*shown, *([f"… and {len(value) - 5} more"] if len(value) > 5 else [])]) or "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _inline(value: Any) -> str:
    return (
        ", ".join(f"{name} {each}" for name, each in value.items())
        if isinstance(value, Mapping)
        else str(value)
    )
