"""Names of substances that need a person's knowledge (knowledge/build/substances.csv), each with its reason.

- `spelling`: an ingredient written like this is that substance, whatever its letters suggest;
- `part`: what holds this substance also falls under the rules on that one, as with an ester and its active part;
- `not`: this name is not that substance, though the letters are alike.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.names.substance_names import key
from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "substances.csv"


@dataclass(frozen=True, slots=True)
class SubstanceTable:
    """What names mean, by their keys; the values are names."""

    spellings: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = FILE) -> "SubstanceTable":
        """Read the table. Raises SourceChanged for a damaged file and for a name that is explained twice."""
        spellings: dict[str, str] = {}
        lists: dict[str, dict[str, list[str]]] = {"part": defaultdict(list), "not": defaultdict(list)}
        for row in csv_rows(path, encoding="utf-8", quoted=True):
            kind, name, means = row.need("kind"), key(row.need("name")), row.need("means")
            row.need("reason")
            row.done()
            if kind == "spelling":
                if spellings.setdefault(name, means) != means:
                    row.fail("name", f"{name} means two things")
            elif kind in lists:
                lists[kind][name].append(means)
            else:
                row.fail("kind", f"expected spelling, part or not, got {kind!r}")
        parts, others = ({name: tuple(means) for name, means in lists[kind].items()} for kind in lists)
        return cls(spellings, parts, others)
