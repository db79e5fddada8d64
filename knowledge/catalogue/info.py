"""What a knowledge file tells of itself: region, age, sources, contents."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from knowledge import checksum
from knowledge.products import Source


@dataclass(frozen=True, slots=True)
class KnowledgeInfo:
    """What a knowledge file holds and how fresh it is."""

    region: str
    schema: int
    built_at: datetime
    sources: tuple[Source, ...]
    products: int
    digest: str  # SHA-256 of the file: what names its contents
    notes: tuple[str, ...] = ()  # what an operator should read: rows set aside, what is gone and new


def read_info(db: sqlite3.Connection, sources: Mapping[int, Source]) -> KnowledgeInfo:
    """Read it from an open file."""
    meta = dict(tuple(row) for row in db.execute("SELECT key, value FROM meta"))
    (products,) = db.execute("SELECT count(*) FROM product").fetchone()
    built = datetime.fromisoformat(meta["built_at"])
    return KnowledgeInfo(
        region=meta["region"],
        schema=int(meta["schema"]),
        built_at=built,
        sources=tuple(_newest(sources.values())),
        products=products,
        digest=meta[checksum.KEY],
        notes=tuple(json.loads(meta.get("notes", "[]"))),
    )


def _newest(sources: Iterable[Source]) -> list[Source]:
    """Return each source once, as of its newest date: every leaflet has a date of its own."""
    newest = {s.name: s for s in sorted(sources, key=lambda s: s.published or date.min)}
    return [newest[name] for name in sorted(newest)]
