"""Answers of the command line about photos of boxes and pages, as JSON can hold them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from inference.documents.barcodes import read_barcodes
from inference.documents.page import PageReader
from inference.photo import read_photo
from inference.types import Barcode
from knowledge import cli_json
from knowledge.catalogue.catalogue import Catalogue
from knowledge.pages.rows import PageMedicine


def barcodes(photos: Sequence[Path], catalogue: Catalogue) -> Iterator[cli_json.Document]:
    """Yield for each photo the codes in it and the products that bear them.

    Raises:
        PhotoError: a photo cannot be used.
    """
    for photo in photos:
        seen = read_barcodes(read_photo(photo.read_bytes()).pixels)
        yield {"photo": photo.name, "barcodes": [barcode(one, catalogue) for one in seen]}


def barcode(seen: Barcode, catalogue: Catalogue) -> cli_json.Document:
    """A code with what its pack tells and the products that bear it."""
    products = catalogue.by_code(seen.code)
    return {
        "code": seen.code,
        "expiry": seen.expiry.isoformat() if seen.expiry else None,
        "lot": seen.lot,
        "found": [{"item": one.id, "name": one.name, "company": one.company} for one in products],
    }


def pages(photos: Sequence[Path], catalogue: Catalogue) -> Iterator[cli_json.Document]:
    """Yield for each photo of a page its medicines and codes.

    Raises:
        PhotoError: a photo cannot be used.
        WeightsError: the weights that read pages are missing or damaged.
    """
    reader = PageReader()
    for photo in photos:
        page = reader.read(read_photo(photo.read_bytes()).pixels)
        yield {
            "photo": photo.name,
            "lines": [_medicine(one) for one in catalogue.read_page(page.lines)],
            "barcodes": [barcode(one, catalogue) for one in page.barcodes],
        }


def _medicine(one: PageMedicine) -> cli_json.Document:
    dose = one.dose
    return {
        "product_id": one.id,
        "name": one.name,
        "per_dose": dose.per_dose,
        "per_day": dose.per_day,
        "days": dose.days,
        "timing": dose.timing or None,
        "slots": list(dose.slots),
        "sure": one.sure,
        "dose_sure": one.dose_sure,
        "candidates": [{"product_id": each.id, "score": each.score} for each in one.candidates],
    }
