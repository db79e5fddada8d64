"""Whether answers of the DUR services are the whole of a table, or a sample of it.

A sample's rows are rules like any other, but a product that it does not name was not looked up. An answer to a
question about one product has a total of one and is a sample too, so a whole table has a least number of rows.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.interactions.verdicts import CautionKind, Verdict
from knowledge.sources.kr.api import Json
from knowledge.sources.kr.dur_items import CAUTIONS, EFFECTS, PAIRS

KINDS: dict[str, Verdict | CautionKind] = {
    PAIRS: Verdict.CONTRAINDICATED,
    EFFECTS: Verdict.DUPLICATE_EFFECT,
    **CAUTIONS,
}
# Half of what the services had in June 2025; where that is not known, more than one product's rows.
LEAST: dict[Verdict | CautionKind, int] = {
    Verdict.CONTRAINDICATED: 120_000,
    Verdict.DUPLICATE_EFFECT: 3_500,
    CautionKind.PREGNANCY: 7_500,
    CautionKind.DOSE: 3_400,
    CautionKind.ELDERLY: 1_000,
    CautionKind.DURATION: 340,
    CautionKind.AGE: 100,
    CautionKind.NURSING: 100,
    CautionKind.SPLITTING: 100,
}


@dataclass(frozen=True, slots=True)
class Page:
    """The items of one file, and how many there are on all pages together; None where the file does not tell."""

    file: str
    items: list[dict[str, Json]] = field(repr=False)
    total: int | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A table of which only some rows are here."""

    kind: Verdict | CautionKind
    held: int
    total: int | None

    def __str__(self) -> str:
        total = "an unknown number" if self.total is None else f"{self.total:,}"
        return f"{self.kind.value} by product: a sample of {self.held:,} of {total}"


def samples(pages: Iterable[Page]) -> list[Sample]:
    """Return the tables of the DUR services that are not here as a whole, each with its fullest set of pages.

    Pages belong together where they tell the same total; the same page twice counts once.
    """
    sets: dict[str, dict[int | None, dict[bytes, int]]] = defaultdict(lambda: defaultdict(dict))
    for page in pages:
        names = {str(item.get("TYPE_NAME")) for item in page.items}
        for name in names & KINDS.keys():
            total = page.total if len(names) == 1 else None
            sets[name][total][_mark(page)] = len(page.items)
    return [sample for name, of_name in sets.items() if (sample := _sample(KINDS[name], of_name))]


def _sample(kind: Verdict | CautionKind, sets: dict[int | None, dict[bytes, int]]) -> Sample | None:
    held = {total: sum(pages.values()) for total, pages in sets.items()}
    if any(total is not None and LEAST[kind] <= total <= rows for total, rows in held.items()):
        return None
    fullest = max(held, key=lambda total: held[total])
    return Sample(kind, held[fullest], fullest)


def _mark(page: Page) -> bytes:
    return hashlib.sha256(json.dumps(page.items, sort_keys=True).encode()).digest()
