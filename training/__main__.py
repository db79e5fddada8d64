"""python -m training: make the datasets, train the models, measure and export them."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from training.samples.selection import Split

app = typer.Typer(no_args_is_help=True, help=__doc__)
Data = Annotated[Path, typer.Option(help="The data folder: photos/, imprint/, us/, weights/.")]
Run = Annotated[Path, typer.Option(help="The folder of the run; training resumes where it stopped.")]
Queue = Annotated[Path, typer.Option(help="The jobs.")]
Checkpoints = Annotated[Path, typer.Option(help="Where jobs resume from, and the table of runs.")]
Report = Annotated[Path | None, typer.Option(help="Write a card with plots and the worst pictures here.")]
SHARED = Path("../shared/data")
SMALL = "yolov5n.yaml"  # the model that COCO's weights in the data folder are of
Also = Annotated[
    list[Path] | None, typer.Option(help="Checkpoints (.pt) to take the mean with; may be given again.")
]


@app.callback()
def main() -> None:
    """Make the datasets, train the models, measure and export them."""


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
def export_detector(
    job: Annotated[
        list[str], typer.Option(help="A job of the queue; with several, the mean of their weights.")
    ],
    data: Data = SHARED,
    file: Queue = Path("training/queue.toml"),
    checkpoints: Checkpoints = Path("training/checkpoints"),
    size: Annotated[int, typer.Option(help="The model's input, pixels a side.")] = 640,
    out: Path = Path("inference/weights"),
) -> None:
    """Export a job's weights to ONNX, choose their threshold on val, and write their card."""
    from training.evaluate.detector_card import export_detector as export
    from training.fit.queue import read_queue

    jobs = read_queue(file, "cpu", workers=0)
    typer.echo(f"card: {export(jobs, job, checkpoints, data / 'photos', size, out)}")


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


@app.command()
def fit_looks(data: Data = SHARED, out: Path = Path("inference/weights/looks.json")) -> None:
    """Fit the classifiers of colours, shapes and score lines on catalogue pictures of training kinds."""
    from training.fit.appearance import fit_looks as fit

    typer.echo(json.dumps(fit(data, out), indent=2))


@app.command()
def measure_looks(
    photos: Path = SHARED / "taiwan",
    limit: Annotated[int | None, typer.Option(help="Only so many photos.")] = None,
) -> None:
    """Measure colours, shapes and score lines through the whole scan, on photos described by a catalogue."""
    from inference.scan import Scanner
    from training.evaluate.appearance_photos import measure_looks as measure

    typer.echo(json.dumps(measure(photos, Scanner(), limit), indent=2))


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
    constants: Annotated[bool, typer.Option(help="Fit all constants, not only the temperature.")] = True,
) -> None:
    """Fit how a ranking weighs what is seen, on kinds kept for calibration; measure it on those kept for testing."""
    from inference.model_card import WEIGHTS
    from knowledge.identify.tuning import FITTED
    from training.calibration.command import Source, fit

    sources = [Source(*each) for each in zip(knowledge, queries, images, strict=True)]
    table = fit(sources, sights, weights or WEIGHTS, out or FITTED, typer.echo, constants=constants)
    typer.echo(json.dumps(table, indent=2))


@app.command()
def evaluate_detector(
    data: Annotated[Path, typer.Option(help="A folder with images/ and labels/, or of several such sets.")],
    split: Annotated[list[str] | None, typer.Option(help="Only these split folders, such as val.")] = None,
    weights: Path = Path("inference/weights"),
    report: Report = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure the shipped detector on photos with YOLO boxes; their class is ignored."""
    from training.evaluate.detection import evaluate_detector as evaluate
    from training.evaluate.detection import show_scores

    scores = evaluate(data, weights, tuple(split or ()), progress=not as_json, report=report)
    show_scores(scores, as_json=as_json)


@app.command()
def evaluate_imprint(
    data: Data = SHARED,
    weights: Path = Path("inference/weights"),
    turned: Annotated[bool, typer.Option(help="Turn each side by a random angle first.")] = True,
    limit: Annotated[int | None, typer.Option(help="Only so many photos.")] = None,
    report: Report = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure how many sides of pills the shipped reader reads exactly, on the given val split."""
    from training.evaluate.detection import show_scores
    from training.evaluate.imprint_report import evaluate_imprint as evaluate

    show_scores(evaluate(data, weights, turned=turned, limit=limit, report=report), as_json=as_json)


@app.command()
def evaluate_reading(
    data: Annotated[Path, typer.Option(help="A folder with images/ and labels.csv of file,front,back.")],
    weights: Annotated[Path | None, typer.Option(help="Other weights than those that ship.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure how many imprints are read in photos of whole pills."""
    from rich.console import Console
    from rich.progress import track

    from inference.model_card import WEIGHTS
    from inference.scan import Scanner, ScanSettings
    from training.evaluate.detection import show_scores
    from training.evaluate.reading_photos import evaluate_reading as evaluate
    from training.evaluate.reading_photos import read_labels

    photos = track(read_labels(data), "photos", console=Console(stderr=True, quiet=as_json))
    show_scores(evaluate(photos, Scanner(ScanSettings(weights or WEIGHTS))), as_json=as_json)


@app.command()
def evaluate_identification(
    knowledge: Annotated[
        Path, typer.Option(help="The knowledge file that `python -m knowledge build` made.")
    ],
    queries: Annotated[
        Path, typer.Option(help="CSV of file,product_id; files of one product are its sides.")
    ],
    images: Annotated[Path, typer.Option(help="The folder of those files.")],
    one_side: Annotated[bool, typer.Option("--one-side", help="Each file is a query of its own.")] = False,
    weights: Annotated[Path | None, typer.Option(help="Other weights than those that ship.")] = None,
    report: Report = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure how well the shipped models and a knowledge file identify photos of single pills."""
    from rich.console import Console
    from rich.progress import track

    from inference.model_card import WEIGHTS
    from inference.scan import Scanner, ScanSettings
    from knowledge.catalogue.catalogue import Catalogue
    from training.evaluate.detection import show_scores
    from training.evaluate.identification import answers, read_queries, score
    from training.evaluate.identification_report import report_identification

    asked = read_queries(queries, images, one_side=one_side)
    with Catalogue.open(knowledge) as catalogue:
        results = answers(asked, catalogue, Scanner(ScanSettings(weights or WEIGHTS)))
        bar = Console(stderr=True, quiet=as_json)
        found = list(track(results, "queries", total=len(asked), console=bar))
        if report is not None:
            facts = {"knowledge": catalogue.info.region, "products": str(catalogue.info.products)}
            report_identification(found, report, facts)
    show_scores(score([each.answer for each in found]), as_json=as_json)


if __name__ == "__main__":
    app()
