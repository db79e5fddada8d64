"""Commands that train and export the pill detector."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from training.commands.options import SHARED, Data

Queue = Annotated[Path, typer.Option(help="The jobs.")]
Checkpoints = Annotated[Path, typer.Option(help="Where jobs resume from, and the table of runs.")]

app = typer.Typer()


@app.command()
def queue(
    data: Data = SHARED,
    file: Queue = Path("training/queue.toml"),
    runs: Annotated[Path, typer.Option(help="What is made on the way.")] = Path("runs/queue"),
    checkpoints: Checkpoints = Path("training/checkpoints"),
    hours: Annotated[
        float | None, typer.Option(help="Stop after the epoch in which so many are over.")
    ] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    threads: Annotated[int, typer.Option(help="Of torch; and as many processes draw scenes.")] = 1,
    workers: Annotated[int, typer.Option(help="Processes that load pictures.")] = 1,
) -> None:
    """Train the detector: work the queue's jobs one after the other, at low priority, from where they stopped."""
    import torch

    from inference.model_card import WEIGHTS
    from training.fit.queue import Places, read_queue, work

    os.nice(19 - os.nice(0))
    torch.set_num_threads(threads)
    until = datetime.now(UTC) + timedelta(hours=hours) if hours is not None else None
    places = Places(data, runs, checkpoints, WEIGHTS / "pill-detector.onnx", threads)
    work(read_queue(file, device, workers), places, partial(datetime.now, UTC), until)


@app.command()
def pack(out: Annotated[Path, typer.Option(help="The tar file to write.")], data: Data = SHARED) -> None:
    """Pack the data that the queue needs, for a machine with a graphics card."""
    from training.samples.pack import pack as write

    typer.echo(f"{out}: {write(data, out) / 2**20:.1f} MiB")


@app.command()
def export_detector(
    job: Annotated[
        list[str], typer.Option(help="A job of the queue; with several, the mean of their weights.")
    ],
    data: Data = SHARED,
    file: Queue = Path("training/queue.toml"),
    checkpoints: Checkpoints = Path("training/checkpoints"),
    also: Annotated[
        Path | None, typer.Option(help="An exported detector (.onnx) that makes half of the mean.")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(help="Of the confidence; chosen on val and the guard sets unless given.")
    ] = None,
    guard: Annotated[
        list[str] | None,
        typer.Option(
            help="A set of photos of which the threshold is to tell none empty; what the first job leaves out unless given."
        ),
    ] = None,
    note: Annotated[list[str] | None, typer.Option(help="A line for the card.")] = None,
    size: Annotated[int, typer.Option(help="The model's input, pixels a side.")] = 640,
    out: Path = Path("inference/weights"),
) -> None:
    """Export a job's weights to ONNX, choose their threshold on val and guard sets, and write their card."""
    from training.evaluate.detector_card import Export
    from training.evaluate.detector_card import export_detector as export
    from training.fit.queue import read_queue

    jobs = {one.name: one for one in read_queue(file, "cpu", workers=0)}
    chosen = Export([jobs[name] for name in job], also, threshold, note or [], guard or ())
    typer.echo(f"card: {export(chosen, checkpoints, data / 'photos', size, out)}")
