"""Commands that measure the shipped models."""

import json
from pathlib import Path
from typing import Annotated

import typer

from training.commands.options import SHARED, Data

Report = Annotated[Path | None, typer.Option(help="Write a card with plots and the worst pictures here.")]

app = typer.Typer()


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
def measure_size(
    queries: Annotated[Path, typer.Option(help="CSV of file,product_id,size_mm.")],
    images: Annotated[Path, typer.Option(help="The folder of those files: pills masked black.")],
    scenes: Annotated[int, typer.Option(help="So many scenes are drawn.")] = 60,
    thing: Annotated[
        str, typer.Option(help='"any coin", a coin\'s name such as "500 won", or "card".')
    ] = "any coin",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure scales and sizes on drawn scenes of pills beside a coin or a card."""
    from inference.scan import Scanner
    from training.evaluate.detection import show_scores
    from training.evaluate.sizes import measure_sizes

    show_scores(measure_sizes(queries, images, Scanner(), scenes=scenes, thing=thing), as_json=as_json)


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
    size: Annotated[
        bool, typer.Option("--size", help="Use the column size_mm as if a coin had given it.")
    ] = False,
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
        results = answers(asked, catalogue, Scanner(ScanSettings(weights or WEIGHTS)), sized=size)
        bar = Console(stderr=True, quiet=as_json)
        found = list(track(results, "queries", total=len(asked), console=bar))
        if report is not None:
            facts = {"knowledge": catalogue.info.region, "products": str(catalogue.info.products)}
            report_identification(found, report, facts)
    show_scores(score([each.answer for each in found]), as_json=as_json)
