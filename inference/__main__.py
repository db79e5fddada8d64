"""python -m inference: what is seen in a photo."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from inference.model_card import WEIGHTS, WeightsError
from inference.photo import PhotoError, read_photo
from inference.scan import Scanner, ScanSettings
from inference.types import Guess, Scan, SeenPill, Size

app = typer.Typer(add_completion=False, help="See what is in a photo of pills or of a printed page.")


@app.command()
def scan(
    photo: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JPEG, PNG, WebP or HEIC.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the photo with numbered boxes here (JPEG).")] = None,
    weights: Annotated[Path, typer.Option(help="The folder of weights and cards.")] = WEIGHTS,
) -> None:
    """Find the pills in a photo: number, box, colours, shape, score line, imprint where it can be read."""
    try:
        seen = Scanner(ScanSettings(weights=weights)).scan(photo.read_bytes())
    except (PhotoError, WeightsError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from error
    if out is not None:
        out.write_bytes(seen.annotated)
    if as_json:
        print(json.dumps(as_document(seen), ensure_ascii=False))
    else:
        Console().print(_table(seen))


@app.command()
def read_page(
    photo: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JPEG, PNG, WebP or HEIC.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    weights: Annotated[Path, typer.Option(help="The folder of weights and cards.")] = WEIGHTS,
) -> None:
    """Read a printed page: its lines from above and the codes of boxes, without registration numbers."""
    from inference.documents.page import PageReader

    try:
        page = PageReader(weights).read(read_photo(photo.read_bytes()).pixels)
    except (PhotoError, WeightsError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from error
    if as_json:
        print(json.dumps(asdict(page), ensure_ascii=False, default=str))
    else:
        for line in page.lines:
            Console().print(f"{line.confidence:.2f}  {line.text}", markup=False, highlight=False)


def as_document(seen: Scan) -> dict[str, object]:
    """A scan as JSON can hold it; boxes are left, top, right, bottom in pixels of the upright photo."""
    pills = [_pill(pill) for pill in seen.pills]
    return {"width": seen.width, "height": seen.height, "pills": pills, "flaws": list(seen.flaws)}


def _pill(pill: SeenPill) -> dict[str, object]:
    box = pill.box
    return {
        "number": pill.number,
        "box": [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)],
        "confidence": round(pill.confidence, 4),
        "colours": _guesses(pill.colours),
        "shapes": _guesses(pill.shapes),
        "score_lines": _guesses(pill.score_lines),
        "elongation": pill.elongation and round(pill.elongation, 3),
        "size_mm": [_size(guess) for guess in pill.sizes],
        "readings": _guesses(pill.readings),
        "labels": _guesses(pill.labels),
        "flaws": list(pill.flaws),
    }


def _size(guess: Guess[Size]) -> dict[str, float]:
    """A size as JSON has it; the uncertainty is a standard deviation, in millimetres, of the length."""
    size = guess.value
    return {
        "long": round(size.long_mm, 2),
        "short": round(size.short_mm, 2),
        "uncertainty": round(size.spread * size.long_mm, 2),
        "probability": round(guess.probability, 4),
    }


def _guesses(guesses: Iterable[Guess[Any]]) -> list[dict[str, object]]:
    return [{"value": guess.value, "probability": round(guess.probability, 4)} for guess in guesses]


def _table(seen: Scan) -> Table:
    title = f"{len(seen.pills)} pills in {seen.width} x {seen.height}"
    table = Table(
        "no.", "confidence", "colour", "shape", "score line", "size", "imprint", "flaws", title=title
    )
    for pill in seen.pills:
        colour = " + ".join(pill.colours[0].value) if pill.colours else "?"
        firsts = [
            guesses[0].value if guesses else "?" for guesses in (pill.shapes, pill.score_lines, pill.readings)
        ]
        firsts.insert(2, f"{pill.sizes[0].value.long_mm:.1f} mm" if pill.sizes else "?")
        table.add_row(str(pill.number), f"{pill.confidence:.2f}", colour, *firsts, ", ".join(pill.flaws))
    return table


if __name__ == "__main__":
    app()
