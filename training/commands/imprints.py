"""Commands that train and measure the reader of whole sides."""

from pathlib import Path
from typing import Annotated

import typer

from training.commands.options import SHARED, Data, Kept, Run

Knowledge = Annotated[
    list[Path], typer.Option(help="A knowledge file: its imprints are what is stamped; may be given again.")
]

KEPT = Path("training/checkpoints/imprints.pt")
app = typer.Typer()


@app.command()
def imprints(
    knowledge: Knowledge,
    run: Run = Path("runs/imprints"),
    data: Data = SHARED,
    kept: Kept = KEPT,
    strokes: Annotated[
        Path, typer.Option(help="Where a first run begins: the reader of printed lines.")
    ] = Path("training/checkpoints/lines.pt"),
    steps: Annotated[int, typer.Option(help="Train up to this step.")] = 20_000,
    real: Annotated[float, typer.Option(help="Share of the pictures that show sides as they are.")] = 0.35,
    learning_rate: float = 0.002,
    threads: int = 1,
    limit: Annotated[int | None, typer.Option(help="Only the first photos, for a trial.")] = None,
) -> None:
    """Train the reader of whole sides: all letters of a side at once, made imprints and real ones.

    A run that has no checkpoint of its own begins from the kept one.
    """
    import cv2
    import torch

    from training.imprints.fit import begin, train
    from training.imprints.surfaces import surfaces
    from training.imprints.texts import read_script
    from training.lines.fit import run as work

    torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    run.mkdir(parents=True, exist_ok=True)
    own = run / "imprints.pt"
    shown = surfaces(data, run / "surfaces.npz", limit)
    script = read_script(knowledge)
    typer.echo(f"{len(shown)} sides of photos, {len(script.sides)} of catalogues")
    state = begin(own if own.exists() else kept, strokes, learning_rate)
    work(state, own, train(state, shown, script, steps, learning_rate, real), 120, typer.echo)


@app.command()
def measure_imprints(
    run: Run = Path("runs/imprints"),
    data: Data = SHARED,
    kept: Kept = KEPT,
    limit: Annotated[int | None, typer.Option(help="Only so many photos.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure the reader of whole sides on the val photos, held upright, and write the kept checkpoint."""
    import torch

    from training.evaluate.detection import show_scores
    from training.imprints.fit import begin
    from training.imprints.measure import measure
    from training.imprints.surfaces import held_out_surfaces
    from training.lines.fit import save_small

    torch.set_num_threads(1)
    own = run / "imprints.pt"
    if not own.exists():
        raise typer.BadParameter(f"expected a run with a checkpoint, found no {own}", param_hint="--run")
    state = begin(own, kept, 0.0)
    save_small(own, kept)
    scores = measure(state.average.eval(), state.alphabet, held_out_surfaces(data, limit))
    show_scores(scores, as_json=as_json)
