"""Commands that train and export the imprint reader."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from training.commands.options import SHARED, Data, Run

Also = Annotated[
    list[Path] | None, typer.Option(help="Checkpoints (.pt) to take the mean with; may be given again.")
]
SMALL = "yolov5n.yaml"  # the model that COCO's weights in the data folder are of

app = typer.Typer()


@app.command()
def imprint(
    run: Run = Path("runs/imprint"),
    data: Data = SHARED,
    hours: Annotated[float, typer.Option(help="How long to train from now on.")] = 0.65,
    image_size: int = 256,
    seed: int = 7,
    made: Annotated[int, typer.Option(help="Sides with a made imprint, for each real side.")] = 1,
    confirmed_by: Annotated[
        Path | None,
        typer.Option(
            help="Learn also from catalogue pictures that the reader in this folder reads as catalogued."
        ),
    ] = None,
    learning_rate: float = 0.0015,
    after: Annotated[
        Path | None, typer.Option(help="Go on from the best weights of this run, not from COCO's.")
    ] = None,
    also: Also = None,
    model: Annotated[str, typer.Option(help="One wider than that of --after starts as the same.")] = SMALL,
    limit: Annotated[int | None, typer.Option(help="Only the first photos, for a trial.")] = None,
) -> None:
    """Train the imprint reader: a class for each character, YOLOv5, on sides of pills."""
    from training.fit.net2wider import widen
    from training.fit.train import Recipe, described, train
    from training.samples.imprint_sheets import RECIPE, prepare

    if after is None and model != SMALL:
        raise typer.BadParameter(f"COCO's weights are those of {SMALL}: give --after", param_hint="--model")
    recipe = Recipe(model, image_size, hours=hours, seed=seed, learning_rate=learning_rate, **RECIPE)
    data_hash = prepare(
        data,
        run / "dataset",
        size=image_size,
        seed=seed,
        made=made,
        confirmed_by=confirmed_by,
        limit=limit,
    )
    labels = (data / "imprint" / "classes.txt").read_text(encoding="utf-8").split()
    facts = {
        "data_hash": data_hash,
        "made": made,
        "confirmed_by": json.loads((confirmed_by / "imprint-reader.json").read_text())["sha256"]
        if confirmed_by
        else None,
        "labels": labels,
        "recipe": described(recipe),
    }
    start = _begin(run, facts, data, after, also or [])
    if after is not None and model != _model_of(after):
        widen(start, model, len(labels), seed)
    typer.echo(f"best weights: {train(run / 'dataset', labels, run / 'train', recipe, start)}")


def _begin(
    run: Path, facts: dict[str, Any], data: Path, after: Path | None, also: Sequence[Path] = ()
) -> Path:
    """Record the settings of a run and of the run before it; return the weights it starts from."""
    from training.fit.export import name_of, tensors_of

    start = data / "weights" / "yolov5n_coco_state_dict.pt"
    if after is not None:
        best = after / "train" / "weights" / "best.pt"
        facts = facts | {"after": json.loads((after / "facts.json").read_text())}
        facts["started_from"] = [name_of(each) for each in (best, *also)]
        start = tensors_of(best, run / "start.pt", also)
    (run / "facts.json").write_text(json.dumps(facts, indent=2))
    return start


def _model_of(run: Path) -> str:
    return str(json.loads((run / "facts.json").read_text())["recipe"]["model"])


@app.command()
def export_imprint(
    run: Run = Path("runs/imprint"),
    data: Data = SHARED,
    size: Annotated[int, typer.Option(help="The model's input, pixels a side.")] = 256,
    out: Path = Path("inference/weights"),
    note: Annotated[list[str] | None, typer.Option(help="A line for the card.")] = None,
    also: Also = None,
) -> None:
    """Export the best weights of a run to ONNX, measure them on val, and write their card."""
    from training.evaluate.imprint_card import export_imprint as export

    photos = data / "imprint" / "images" / "val"
    typer.echo(f"card: {export(run, photos, size, out, note or [], also or [])}")
