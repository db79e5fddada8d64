"""Tells whether a photo is of print or of a box, and reads it; a photo of pills pays a few milliseconds."""

import re
from collections.abc import Sequence
from pathlib import Path

from inference.detect.detector import Detection
from inference.documents.barcodes import LINEAR, read_barcodes
from inference.documents.page import PageReader
from inference.documents.print_sign import printed_lines
from inference.engine import EngineSettings
from inference.photo import Pixels
from inference.types import Barcode, Page

WEAK = 0.6  # confidence: if no pill is surer, what was found may be letters
SIGNS = 6  # lines beside sure pills from which on it may be a page
PRINTED = {True: 10, False: 30}  # lines that are counted on a page beside weak pills, beside sure ones
CROWDED = 12  # lines: so many are a page sooner than a box
WORD, FEW = (
    re.compile(r"[가-힣]{2}|[A-Za-z]{3}"),
    3,
)  # lines with a word: fewer are no page, as in the grain of a table


class DocumentReader:
    """Looks for print and codes; its networks are loaded when the first page comes. Not to be shared between threads."""

    def __init__(self, weights: Path, engine: EngineSettings) -> None:
        self._weights = weights
        self._engine = engine
        self._pages: PageReader | None = None

    def release(self) -> None:
        """Give back the memory of the networks; the next page loads them again."""
        self._pages = None

    def look(self, photo: Pixels, pills: Sequence[Detection]) -> tuple[Page | None, tuple[Barcode, ...]]:
        """Return the page that a photo is of, and the codes of boxes in it; of a prescription no code is decoded.

        Raises:
            WeightsError: the networks for pages are missing or damaged.
        """
        if pills:
            return self._beside_pills(photo, pills)
        if codes := read_barcodes(photo, looks=1, formats=LINEAR):
            return None, codes
        reader = self._reader()
        if reader.count(photo) < CROWDED and (codes := read_barcodes(photo)):
            return None, codes
        return _page(reader.read(photo))

    def _beside_pills(
        self, photo: Pixels, pills: Sequence[Detection]
    ) -> tuple[Page | None, tuple[Barcode, ...]]:
        weak = is_weak(pills)
        if not weak and printed_lines(photo, [pill.box for pill in pills]) < SIGNS:
            return None, ()
        reader = self._reader()
        return _page(reader.read(photo)) if reader.count(photo) >= PRINTED[weak] else (None, ())

    def _reader(self) -> PageReader:
        if self._pages is None:
            self._pages = PageReader(self._weights, self._engine)
        return self._pages


def is_weak(pills: Sequence[Detection]) -> bool:
    """Tell whether no pill is sure: letters and pictures of pills are taken for pills so."""
    return all(pill.confidence < WEAK for pill in pills)


def _page(page: Page) -> tuple[Page | None, tuple[Barcode, ...]]:
    words = sum(WORD.search(line.text) is not None for line in page.lines)
    return (page if words >= FEW else None), page.barcodes
