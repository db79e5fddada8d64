"""Commands that train and export the reader of printed lines."""

from pathlib import Path
from typing import Annotated

import typer

from training.commands.options import Kept, Run

Knowledge = Annotated[Path, typer.Option(help="A knowledge file: its names are what the lines say.")]
FontFolder = Annotated[Path, typer.Option(help="A folder of typefaces with Hangul.")]

KEPT = Path("training/checkpoints/lines.pt")
app = typer.Typer()


@app.command()
def lines(
    knowledge: Knowledge,
    fonts: FontFolder,
    run: Run = Path("runs/lines"),
    kept: Kept = KEPT,
    steps: Annotated[int, typer.Option(help="Train up to this step.")] = 10_000,
    learning_rate: float = 0.002,
    threads: int = 1,
) -> None:
    """Train the reader of printed lines: Korean, letters and digits, a line at a time.

    A run that has no checkpoint of its own begins from the kept one.
    """
    import cv2
    import torch

    from training.lines.fit import begin, train
    from training.lines.fit import run as work
    from training.lines.pictures import load_fonts
    from training.lines.texts import alphabet, words_of

    torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    run.mkdir(parents=True, exist_ok=True)
    words = words_of(knowledge)
    everything = words_of(knowledge, held_out=True)
    own = run / "lines.pt"
    state = begin(alphabet(words, everything), own if own.exists() else kept, learning_rate)
    losses = train(state, words, load_fonts(fonts), steps, learning_rate)
    work(state, own, losses, 120, typer.echo)


@app.command()
def export_lines(
    knowledge: Knowledge,
    fonts: FontFolder,
    run: Run = Path("runs/lines"),
    out: Path = Path("inference/weights"),
    kept: Kept = KEPT,
    count: Annotated[int, typer.Option(help="Lines of held-out names to measure on.")] = 1000,
) -> None:
    """Export the reader of printed lines to ONNX, measure it on held-out names, and write its card and the kept checkpoint."""
    import torch

    from training.lines.export import export
    from training.lines.fit import save_small
    from training.lines.pictures import load_fonts
    from training.lines.texts import words_of

    torch.set_num_threads(1)
    card = export(run / "lines.pt", out, words_of(knowledge, held_out=True), load_fonts(fonts), count)
    save_small(run / "lines.pt", kept)
    typer.echo(f"{card['measured']}")
