"""Medicines that always go with care, whatever the tables list (knowledge/interactions/high_alert.csv).

The substances are those of ISMP's published list that people take at home as tablets or capsules, and a few of our
own of which a little more is a lot too much. No rule is made of it: it only keeps "no rule lists this pair" from being
read as "safe" where an error costs most.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from knowledge.names.substance_names import key, keys
from knowledge.products import Product, Source
from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "high_alert.csv"
SOURCE = Source("ISMP List of High-Alert Medications in Community/Ambulatory Care Settings (2021)", None)
OURS = "ours"
OWN_SOURCE = Source("Yaksok (조금만 많아도 위험한 약)", None)


@dataclass(frozen=True, slots=True)
class HighAlert:
    """Why a product needs care in any company."""

    substance: str
    source: Source


@cache
def listed(path: Path = FILE) -> dict[str, str]:
    """Return what each substance is listed as, by every key of its names. Raises SourceChanged for a damaged file."""
    found: dict[str, str] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        names, group = (row.need("korean"), row.need("english")), row.need("listed_as")
        row.done()
        found.update({key(name): group for name in names})
    return found


def high_alert(product: Product) -> HighAlert | None:
    """Return the ingredient for which a product needs care in any company; None where it has none."""
    for one in product.ingredients:
        if group := _group(one.name) or _group(one.english):
            return HighAlert(one.name, OWN_SOURCE if group == OURS else SOURCE)
    return None


@lru_cache(maxsize=4096)
def _group(name: str) -> str:
    table = listed()
    return next((table[known] for known in keys(name) if known in table), "")
