"""Values that the officials published wrongly, corrected as data: knowledge/build/corrections/*.csv."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.sources.reading.fields import Fields
from knowledge.sources.reading.tables import csv_rows

FOLDER = Path(__file__).resolve().parents[2] / "build" / "corrections"


@dataclass(frozen=True, slots=True)
class Correction:
    """One value of one record. `corrected` of '' is "not known"."""

    source: str  # pill-list, dur-ingredients …
    record: str  # its item code or serial number
    field: str  # the column's published name
    published: str
    corrected: str
    reason: str
    row: int


class Corrections:
    """Puts the right value in place of a wrong one, as long as the wrong one is still published."""

    def __init__(self, corrections: Iterable[Correction] = (), file: str = "") -> None:
        self.file = file
        self._by_record: dict[tuple[str, str], list[Correction]] = {}
        self._used: set[Correction] = set()
        for one in corrections:
            self._by_record.setdefault((one.source, one.record), []).append(one)

    @classmethod
    def load(cls, path: Path) -> "Corrections":
        """Read a corrections file; without one there are none. Raises SourceChanged for a damaged one."""
        return cls(_read(path) if path.is_file() else (), path.name)

    def unused(self) -> list[Correction]:
        """Those whose wrong value nobody publishes any more, or whose record is gone; asked after reading."""
        return [one for same in self._by_record.values() for one in same if one not in self._used]

    def applied(self, rows: Iterable[Fields], source: str, key: str) -> Iterator[Fields]:
        """Yield the rows, corrected. `key` is the column by which this source names a record."""
        for row in rows:
            for one in self._by_record.get((source, row.peek(key)), ()):
                if row.peek(one.field) == one.published:
                    self._used.add(one)
                    row.put(one.field, one.corrected)
            yield row


def _read(path: Path) -> Iterator[Correction]:
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        source, record, field, reason = (row.need(name) for name in ("source", "record", "field", "reason"))
        published, corrected = row.take("published"), row.take("corrected")
        row.done()
        yield Correction(source, record, field, published, corrected, reason, row.row)
