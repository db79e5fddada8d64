"""fit-ranking from end to end: photos -> what is seen -> constants that fit -> the file that a ranking reads."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from inference.scan import Scanner, ScanSettings
from knowledge.catalogue.catalogue import Catalogue
from training.calibration.cases import Case, Shelf, cases_of
from training.calibration.fit import fit_ranking, write
from training.calibration.search import CONSTANTS
from training.calibration.sights import Sights, digest, either_and_both
from training.evaluate.identification import read_queries
from training.samples.selection import Split, split_of


@dataclass(frozen=True, slots=True)
class Source:
    """A catalogue, and photos of what is in it."""

    knowledge: Path
    queries: Path
    images: Path


def fit(
    sources: list[Source],
    sights: Path,
    weights: Path,
    out: Path,
    report: Callable[[str], None],
    *,
    constants: bool = True,
    sized: bool = False,
) -> dict[str, Any]:
    """Fit on the kinds of Split.CALIBRATION of all sources, measure on those of Split.TEST, write and return the table.

    With `sized`, each pill counts once more with the size that its table tells.
    What the scan sees in a photo is kept in the file `sights`: killed, it goes on; given again, it takes seconds.
    """
    kept, scanner = Sights(sights, weights), Scanner(ScanSettings(weights))
    cases: dict[Split, list[Case]] = {Split.CALIBRATION: [], Split.TEST: []}
    with ExitStack() as stack:
        for source in sources:
            shelf = Shelf.of(stack.enter_context(Catalogue.open(source.knowledge)))
            asked = read_queries(source.queries, source.images)
            for split, its in cases.items():
                chosen = [query for query in asked if split_of(query.product) is split]
                bar = track(chosen, f"{source.images.name} ({split})", console=Console(stderr=True))
                its += cases_of(
                    either_and_both(bar, lambda photo: kept.see(photo, scanner), sized=sized), shelf
                )
        fitted = fit_ranking(
            cases[Split.CALIBRATION], cases[Split.TEST], report, constants=CONSTANTS if constants else ()
        )
    facts = {
        "weights": digest(weights),
        "queries": [f"{source.queries.name} of {source.images.name}" for source in sources],
        "pills": {str(split): len(its) for split, its in cases.items()},
        "with_size": sized,
        "how": "python -m training fit-ranking; each pill from both sides, where there are two photos, and from each",
    }
    write(fitted.table, facts, out)
    return {**fitted.table, "facts": facts}
