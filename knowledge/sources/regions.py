"""A folder of official files of one region to records."""

from collections.abc import Iterable
from pathlib import Path

from knowledge.products import Source
from knowledge.sources.kr import api
from knowledge.sources.kr import files as korea
from knowledge.sources.reading.build_log import BuildLog
from knowledge.sources.reading.corrections import Corrections
from knowledge.sources.reading.errors import SourceChanged
from knowledge.sources.reading.tables import csv_rows, unique
from knowledge.sources.records import Record, Region
from knowledge.sources.tw import catalogue as taiwan_catalogue
from knowledge.sources.us import catalogue as us_catalogue

FOLDERS = {Region.KOREA: "korea", Region.US: "us", Region.TAIWAN: "taiwan"}
US_FILE, TAIWAN_FILE = "c3pi_ndc9_products.csv", "appearance.json"


def read_region(region: Region, folder: Path, corrections: Corrections, log: BuildLog) -> Iterable[Record]:
    """Read the files of a region below a folder, which may also hold one folder for each region.

    Raises SourceChanged where a file is not as expected or there is none.
    """
    own = folder / FOLDERS[region]
    folder = own if own.is_dir() else folder
    if not folder.is_dir():
        raise SourceChanged(str(folder), "there is no such folder")
    readers = {Region.KOREA: korea.read_folder, Region.US: _us, Region.TAIWAN: _taiwan}
    return readers[region](folder, corrections, log)


def _us(folder: Path, corrections: Corrections, log: BuildLog) -> list[Record]:
    path = _only(folder, US_FILE)
    source = Source(us_catalogue.NAME, None)  # the file does not say how old it is
    rows = unique(csv_rows(path, encoding="utf-8-sig", quoted=True), ("ndc9",))
    records: list[Record] = list(us_catalogue.read(corrections.applied(rows, "us", "ndc9"), source))
    log.count(f"{source.name} ({path.name})", len(records))
    return records


def _taiwan(folder: Path, _: Corrections, log: BuildLog) -> list[Record]:
    path = _only(folder, TAIWAN_FILE)
    document = api.read_document(path)
    source = taiwan_catalogue.source_of(document, path.name)
    records: list[Record] = list(taiwan_catalogue.read(document, path.name, source))
    log.count(f"{source.name} ({path.name})", len(records))
    return records


def _only(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(name))
    if len(found) != 1:
        raise SourceChanged(name, f"expected it once below {folder}, found it {len(found)} times")
    return found[0]
