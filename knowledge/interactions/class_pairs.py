"""Our own short list of classes that literature says to keep apart or to watch (class_pairs.csv).

It is no official rule, and every finding of it says so and names the literature. The column `read` tells where the
cited statement was read when the list was checked, and what could not be seen.
"""

from functools import cache
from pathlib import Path

from knowledge.interactions.rules import ClassRule
from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "class_pairs.csv"


@cache
def class_pairs(path: Path = FILE) -> tuple[ClassRule, ...]:
    """Read the list. Raises SourceChanged for a damaged file and for a pair that stands twice."""
    found: dict[frozenset[str], ClassRule] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        rule = ClassRule(*(row.need(name) for name in ("first", "second", "korean", "english", "literature")))
        row.need("read")
        row.done()
        pair = frozenset((rule.first, rule.second))
        if pair in found:
            row.fail("first", f"{rule.first} and {rule.second} stand twice")
        found[pair] = rule
    return tuple(found.values())
