"""python -m training: make the datasets, train the models, measure and export them."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help=__doc__)
Data = Annotated[Path, typer.Option(help="The data folder: photos/, imprint/, us/, weights/.")]
Run = Annotated[Path, typer.Option(help="The folder of the run; training resumes where it stopped.")]
SHARED = Path("../shared/data")


@app.callback()
def main() -> None:
    """Make the datasets, train the models, measure and export them."""


@app.command()
def detector(
    run: Run = Path("runs/detector"),
    data: Data = SHARED,
    hours: Annotated[float, typer.Option(help="How long to train from now on.")] = 1.0,
    image_size: int = 512,
    scenes: Annotated[int, typer.Option(help="Made scenes beside the real photos.")] = 2600,
    seed: int = 7,
) -> None:
    """Train the pill detector: one class, YOLOv5n, on real photos and made scenes."""
    from training.dataset import prepare
    from training.train import Recipe, described, train

    recipe = Recipe(image_size=image_size, hours=hours, seed=seed)
    data_hash = prepare(data, run / "dataset", scenes=scenes, seed=seed)
    facts = {"data_hash": data_hash, "scenes": scenes, "recipe": described(recipe)}
    (run / "facts.json").write_text(json.dumps(facts, indent=2))
    best = train(
        run / "dataset", ["pill"], run / "train", recipe, data / "weights" / "yolov5n_coco_state_dict.pt"
    )
    typer.echo(f"best weights: {best}")


@app.command()
def export_detector(
    run: Run = Path("runs/detector"),
    data: Data = SHARED,
    size: Annotated[int, typer.Option(help="The model's input, pixels a side.")] = 640,
    out: Path = Path("inference/weights"),
) -> None:
    """Export the best weights of a run to ONNX, choose their threshold on val, and write their card."""
    from training.detector_card import export_detector as export

    typer.echo(f"card: {export(run, data / 'photos', size, out)}")


@app.command()
def evaluate_detector(
    data: Annotated[Path, typer.Option(help="A folder with images/ and labels/, or of several such sets.")],
    split: Annotated[list[str] | None, typer.Option(help="Only these split folders, such as val.")] = None,
    weights: Path = Path("inference/weights"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure the shipped detector on photos with YOLO boxes; their class is ignored."""
    from training.evaluate import evaluate_detector as evaluate
    from training.evaluate import show_scores

    show_scores(evaluate(data, weights, tuple(split or ()), progress=not as_json), as_json=as_json)


if __name__ == "__main__":
    app()
