"""How well printed pages are read: python -m tests.bench.pages --knowledge data/knowledge.db [--first 20] [--last 59]."""

import argparse
import json
import resource
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from inference.documents.page import PageReader
from inference.engine import EngineSettings
from inference.photo import read_photo
from inference.types import PrintedLine
from knowledge.catalogue.catalogue import Catalogue
from knowledge.pages.name_index import NameIndex
from knowledge.pages.named_lines import NamedLine, named_lines
from knowledge.pages.rows import PageMedicine

DATA = Path("../shared/data/documents")
LOOKED_AT = 20  # pages that were looked at while this was written; the others are only measured
FIELDS = ("per_dose", "per_day", "days")

Expected = Mapping[str, Any]


def main() -> None:
    """Print one JSON document of measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--first", type=int, default=LOOKED_AT)
    parser.add_argument("--last", type=int, default=10_000)
    parser.add_argument("--show", action="store_true", help="what was wrong, page by page")
    asked = parser.parse_args()
    pages = json.loads((asked.data / "pages.json").read_text("utf-8"))[asked.first : asked.last + 1]
    with Catalogue.open(asked.knowledge) as catalogue:
        typer.echo(json.dumps(measure(asked.data / "pages", pages, catalogue, show=asked.show), indent=2))


def measure(
    folder: Path, pages: Sequence[Expected], catalogue: Catalogue, *, show: bool = False
) -> dict[str, float]:
    """Read the pages and count; shares are of the medicines on them, or as their names say."""
    without = _Without(catalogue, pages)
    reader, counts, seconds = PageReader(engine=EngineSettings(threads=1)), Counter[str](), []
    catalogue.read_page(())  # reads the names once
    for page in pages:
        began = time.process_time()
        read = reader.read(read_photo((folder / page["image"]).read_bytes()).pixels)
        found = catalogue.read_page(read.lines)
        seconds.append(time.process_time() - began)
        faults = list(_faults(page["lines"], found, counts))
        counts["whole"] += not any(kind in ("missed", "another", "another, sure") for kind, *_ in faults)
        counts["accepted without its name"] += sum(one.sure for one in without(page["lines"], read.lines))
        for fault in faults if show else ():
            typer.echo(
                " ".join(map(str, (page["image"], page["layout"], page["level"], page["font"], *fault)))
            )
    return _shares(counts, seconds)


class _Without:
    """Reads pages with a catalogue that lacks the very names that stand on them: nothing may be sure then."""

    def __init__(self, catalogue: Catalogue, pages: Sequence[Expected]) -> None:
        with sqlite3.connect(f"file:{catalogue.path}?mode=ro", uri=True) as db:
            rows = db.execute("SELECT id, name, withdrawn IS TRUE FROM product").fetchall()
        names = {one["name"] for page in pages for one in page["lines"]}
        self._index = NameIndex(
            (id_, name, bool(withdrawn)) for id_, name, withdrawn in rows if name not in names
        )

    def __call__(self, expected: Sequence[Expected], lines: Sequence[PrintedLine]) -> list[NamedLine]:
        """Return the lines that name what stands on the page, by names alone."""
        listed = {one["item_seq"] for one in expected if one["determined"]}
        return [one for one in named_lines(lines, self._index) if one.first.id not in listed]


def _faults(
    expected: Sequence[Expected], found: Sequence[PageMedicine], counts: Counter[str]
) -> Iterator[tuple[Any, ...]]:
    left = list(found)
    for one in expected:
        counts["medicines"] += 1
        fitting = [
            each for each in left if one["item_seq"] in [candidate.id for candidate in each.candidates]
        ]
        if not fitting:
            yield "missed", one["printed"]
            continue
        best = min(fitting, key=lambda each: each.id != one["item_seq"])
        left.remove(best)
        yield from _differences(one, best, counts)
    counts["extra"] += len(left)
    for each in left:
        counts["extra, sure"] += each.sure
        yield "extra", each.printed, each.name


def _differences(one: Expected, best: PageMedicine, counts: Counter[str]) -> Iterator[tuple[Any, ...]]:
    counts.update(("found",))
    is_right = best.id == one["item_seq"]
    counts["sure"] += best.sure
    if one["determined"]:
        counts["determined"] += 1
        counts["first"] += is_right
        counts["sure and wrong"] += best.sure and not is_right
        if not is_right:
            yield "another, sure" if best.sure else "another", one["printed"], best.printed, best.name
    wrong = [field for field in FIELDS if getattr(best.dose, field) != one[field]]
    counts["dosed"] += not wrong
    counts["dose wrong, not asked"] += bool(wrong) and best.dose_sure
    if wrong:
        told = [getattr(best.dose, field) for field in FIELDS]
        yield "dose", one["printed"], [one[field] for field in FIELDS], told, best.dose_sure


def _shares(counts: Counter[str], seconds: Sequence[float]) -> dict[str, float]:
    found, pages = max(1, counts["found"]), len(seconds)
    return {
        "pages": pages,
        "medicines": counts["medicines"],
        "found": round(found / max(1, counts["medicines"]), 4),
        "right at rank 1": round(counts["first"] / max(1, counts["determined"]), 4),
        "dose, times and days right, of those found": round(counts["dosed"] / found, 4),
        "dose wrong and not asked": round(counts["dose wrong, not asked"] / found, 4),
        "taken without asking": round(counts["sure"] / found, 4),
        "wrong without asking": round(counts["sure and wrong"] / found, 4),
        "taken without asking though not in the catalogue": round(
            counts["accepted without its name"] / max(1, counts["medicines"]), 4
        ),
        "extra a page": round(counts["extra"] / pages, 3),
        "extra, taken without asking": counts["extra, sure"],
        "pages with every name right": round(counts["whole"] / pages, 3),
        "seconds of one core a page": round(sum(seconds) / pages, 2),
        "greatest memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    main()
