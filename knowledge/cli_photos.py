"""Commands about photos of boxes and printed pages."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from knowledge import cli_json, cli_tables
from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.found import Found, Match
from knowledge.cli_output import AsJson, Knowledge, named_errors, show

app = typer.Typer()


@app.command()
def barcode(
    codes: Annotated[
        list[str],
        typer.Argument(
            help="표준코드 or 대표코드 (13 digits), 보험코드 (9 digits), UPC; or photos of boxes."
        ),
    ],
    knowledge: Knowledge,
    as_json: AsJson = False,
) -> None:
    """Find the product that bears a code. For photos: a JSON line each."""
    if all(Path(code).is_file() for code in codes):
        _barcodes_of([Path(code) for code in codes], knowledge)
        return
    with named_errors(), Catalogue.open(knowledge) as catalogue:
        products = [product for code in codes for product in catalogue.by_code(code)]
    found = Found(tuple(Match(product, 1.0) for product in products), absent=not products)
    show(cli_json.found_document(found), lambda: cli_tables.found(found), as_json=as_json)


def _barcodes_of(photos: list[Path], knowledge: Path) -> None:
    from inference.photo import PhotoError
    from knowledge.cli_pages import barcodes

    with named_errors(PhotoError), Catalogue.open(knowledge) as catalogue:
        for line in barcodes(photos, catalogue):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


@app.command()
def page(
    photos: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="JPEG, PNG, WebP or HEIC.")
    ],
    knowledge: Knowledge,
    as_json: AsJson = False,
) -> None:
    """Read printed pages (guide, envelope, prescription): the medicines of each, with doses, times and days."""
    from inference.model_card import WeightsError
    from inference.photo import PhotoError
    from knowledge.cli_pages import pages

    with named_errors(PhotoError, WeightsError), Catalogue.open(knowledge) as catalogue:
        for line in pages(photos, catalogue):
            if as_json:
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            else:
                Console().print(cli_tables.page(line))
