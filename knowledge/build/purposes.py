"""What a medicine is for in our own plain words, by its ingredients and its class (knowledge/build/phrases.csv)."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from knowledge.names.substance_names import key, keys
from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "phrases.csv"
MOST = 3  # a product of more ingredients is described by its class


class Purpose(NamedTuple):
    """One short phrase in both languages."""

    korean: str
    english: str


NOT_KNOWN = Purpose("", "")


class Purposes:
    """Phrases by class code and by substance."""

    def __init__(self, classes: dict[str, Purpose], substances: dict[str, Purpose]) -> None:
        self._classes, self._substances = classes, substances

    @classmethod
    def load(cls, path: Path = FILE) -> "Purposes":
        """Read the phrases. Raises SourceChanged for a damaged file."""
        tables: dict[str, dict[str, Purpose]] = {"class": {}, "substance": {}}
        for row in csv_rows(path, encoding="utf-8", quoted=True):
            kind, name = row.need("kind"), row.need("key")
            if kind not in tables:
                row.fail("kind", f"expected one of {sorted(tables)}, got {kind!r}")
            known = name if kind == "class" else key(name)
            if known in tables[kind]:
                row.fail("key", f"{name} stands twice")
            tables[kind][known] = Purpose(row.need("korean"), row.need("english"))
            row.done()
        return cls(tables["class"], tables["substance"])

    def of(self, class_code: str, ingredients: Iterable[str]) -> Purpose:
        """The phrase for each of a few ingredients, if each has one, else that of the class."""
        names = list(ingredients)
        told = [self._of_substance(name) for name in names[: MOST + 1]]
        if told and len(names) <= MOST and all(told):
            each = list(dict.fromkeys(phrase for phrase in told if phrase))
            return Purpose(*("; ".join(words) for words in zip(*each, strict=True)))
        return self._classes.get(class_code, NOT_KNOWN)

    def _of_substance(self, name: str) -> Purpose | None:
        return next((self._substances[one] for one in keys(name) if one in self._substances), None)
