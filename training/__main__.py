"""python -m training: make the datasets, train the models, measure and export them."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help=__doc__)
Data = Annotated[Path, typer.Option(help="The data folder: photos/, imprint/, us/, weights/.")]
Run = Annotated[Path, typer.Option(help="The folder of the run; training resumes where it stopped.")]


@app.callback()
def main() -> None:
    """Make the datasets, train the models, measure and export them."""


@app.command()
def detector(
    run: Run = Path("runs/detector"),
    data: Data = Path("../shared/data"),
    hours: float = 1.0,
    image_size: int = 512,
    scenes: int = 2400,
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


if __name__ == "__main__":
    app()
