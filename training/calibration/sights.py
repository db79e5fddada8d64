"""A cache of scan results as JSON lines: each photo is scanned once and used for every fit."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from inference.photo import read_photo
from inference.scan import Scanner
from inference.types import SeenPill
from knowledge.products import ProductId
from training.evaluate.identification import Query, with_length

SEEN = TypeAdapter(SeenPill)


@dataclass(frozen=True, slots=True)
class Sight:
    """One pill of a known product as it was seen: one side of it, or both."""

    product: ProductId
    sides: tuple[SeenPill, ...]


class Sights:
    """A file of scan results; results of other weights are discarded."""

    def __init__(self, file: Path, weights: Path) -> None:
        self._file = file
        self._seal = json.dumps({"weights": digest(weights)})
        self._seen = self._kept()

    def see(self, photo: Path, scanner: Scanner) -> SeenPill:
        """Return the scan result of a photo of one pill, from the cache if it is there."""
        name = str(photo.resolve())
        if name not in self._seen:
            self._seen[name] = scanner.see_one(read_photo(photo.read_bytes()))
            self._add({"photo": name, "seen": SEEN.dump_python(self._seen[name], mode="json")})
        return self._seen[name]

    def _kept(self) -> dict[str, SeenPill]:
        lines = self._file.read_text(encoding="utf-8").split("\n") if self._file.exists() else []
        if lines[:1] != [self._seal]:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(f"{self._seal}\n", encoding="utf-8")
            return {}
        whole = [json.loads(line) for line in lines[1:-1]]  # a line that was cut off has no end
        self._file.write_text("\n".join([*lines[:-1], ""]), encoding="utf-8")
        return {row["photo"]: SEEN.validate_python(row["seen"]) for row in whole}

    def _add(self, row: dict[str, object]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def either_and_both(
    queries: Iterable[Query], see: Callable[[Path], SeenPill], *, sized: bool = False
) -> list[Sight]:
    """Return each pill as seen from both sides, where there are two photos, and from each side alone.

    With `sized`, each once more with its size, where the table tells it.
    """
    found: list[Sight] = []
    for query in queries:
        sides = tuple(see(photo) for photo in query.photos[:2])
        shown = [*dict.fromkeys([sides, *((side,) for side in sides)])]
        if sized and (length := query.length_mm):
            shown += [tuple(with_length(side, length) for side in its) for its in shown]
        found += [Sight(query.product, its) for its in shown]
    return found


def digest(weights: Path) -> str:
    """Return a hash of all weights and tables in a folder."""
    whole = hashlib.sha256()
    for file in sorted(weights.iterdir()):
        if file.suffix in {".onnx", ".json"}:
            whole.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()
