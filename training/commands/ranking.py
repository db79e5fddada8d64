"""Commands that fit the classifiers of looks and the ranking."""

import json
from pathlib import Path
from typing import Annotated

import typer

from training.commands.options import SHARED, Data
from training.samples.selection import Split

app = typer.Typer()


@app.command()
def fit_looks(data: Data = SHARED, out: Path = Path("inference/weights/looks.json")) -> None:
    """Fit the classifiers of colours, shapes and score lines on catalogue pictures of training kinds."""
    from training.fit.appearance import fit_looks as fit

    typer.echo(json.dumps(fit(data, out), indent=2))


@app.command()
def queries(
    out: Annotated[Path, typer.Option(help="The CSV to write.")],
    region: Annotated[str, typer.Option(help="us or tw.")] = "us",
    split: Annotated[list[Split] | None, typer.Option(help="Of these kinds; of all unless given.")] = None,
    data: Data = SHARED,
) -> None:
    """Write the table of a catalogue's own photos for evaluate-identification and fit-ranking."""
    from training.samples.queries import images_of, write_queries

    count = write_queries(data, region, split or list(Split), out)
    typer.echo(f"{count} photos of {images_of(data, region)}")


@app.command()
def stage(
    queries: Annotated[Path, typer.Option(help="CSV of file,product_id.")],
    images: Annotated[Path, typer.Option(help="The folder of those files: pills masked black.")],
    out: Annotated[Path, typer.Option(help="The folder to write the photos to.")],
    seed: int = 5,
) -> None:
    """Photograph a catalogue's crops once more: turned, at a slant, in other light, on any ground."""
    from training.synth.photo_augmentation import stage as photograph

    typer.echo(f"{photograph(queries, images, out, seed)} photos in {out}")


@app.command()
def fit_ranking(
    knowledge: Annotated[
        list[Path], typer.Option(help="A knowledge file; may be given again, as may the next.")
    ],
    queries: Annotated[list[Path], typer.Option(help="Its CSV of file,product_id, of kinds of any split.")],
    images: Annotated[list[Path], typer.Option(help="The folder of those files.")],
    sights: Annotated[Path, typer.Option(help="What was seen is kept here.")] = Path("runs/sights.jsonl"),
    out: Annotated[Path | None, typer.Option(help="Unless given, where the ranking reads it.")] = None,
    weights: Annotated[Path | None, typer.Option(help="Other weights than those that ship.")] = None,
    size: Annotated[bool, typer.Option("--size", help="With the column size_mm of the tables too.")] = False,
    constants: Annotated[
        bool, typer.Option(help="Fit all constants, not only the temperature and what is sure.")
    ] = True,
) -> None:
    """Fit how a ranking weighs what is seen, on kinds kept for calibration; measure it on those kept for testing."""
    from inference.model_card import WEIGHTS
    from knowledge.identify.tuning import FITTED
    from training.calibration.command import Source, fit

    sources = [Source(*each) for each in zip(knowledge, queries, images, strict=True)]
    table = fit(
        sources, sights, weights or WEIGHTS, out or FITTED, typer.echo, constants=constants, sized=size
    )
    typer.echo(json.dumps(table, indent=2))
