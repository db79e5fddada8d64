"""Tables of photos and the products that they show, for evaluate-identification and fit-ranking."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from training.samples.selection import Split, split_of
from training.samples.taiwan import photographed_items

FIELDS = ("file", "product_id", "imprint_type", "size_mm")
Row = tuple[str, str, str, str]


def write_queries(data: Path, region: str, splits: Collection[Split], out: Path) -> int:
    """Write `file,product_id` of the catalogue photos of a region whose kinds are kept for `splits`; return how many.

    `data` is the data folder; files are relative to what `images_of` returns. How an imprint was put on
    the pill, and how long it is, stand in further columns, where the catalogue tells.
    """
    rows = [row for row in READERS[region](data) if split_of(row[1]) in splits]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(rows)
    return len(rows)


def images_of(data: Path, region: str) -> Path:
    """Return the folder of a region's catalogue photos."""
    return data / ("us/reference_crops/images" if region == "us" else "taiwan/img")


def _american(data: Path) -> Iterator[Row]:
    catalogue = _rows(data / "us" / "c3pi_ndc9_products.csv")
    told = {row["ndc9"]: (row["imprint_type"].lower(), row["size_mm"]) for row in catalogue}
    for row in _rows(data / "us" / "reference_crops" / "labels.csv"):
        if row["ndc9"] in told:
            yield row["file"], row["ndc9"], *told[row["ndc9"]]


def _taiwanese(data: Path) -> Iterator[Row]:
    """Each photo shows both sides of one pill."""
    for item, photo in photographed_items(data / "taiwan"):
        yield photo.name, item["id"], "", max(item["size"], key=float, default="")


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


READERS = {"us": _american, "tw": _taiwanese}
