"""Compare a new build with the file in use: what was removed, what was added, and whether it shrank too much.

A download that was cut at the end of a line has nothing wrong in it but that rows are missing; only the file in use
tells how many there were.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from knowledge.build.merge import Facts
from knowledge.sources.records import Region

K = TypeVar("K")
LEAST = 50  # a smaller number may change by any share
SHARE = 0.1  # of what the file in use has may be gone
NAMED = 5


@dataclass(frozen=True, slots=True)
class InUse:
    """The parts of the file in use that are compared."""

    counts: Mapping[str, int]
    products: Mapping[str, str]  # names by id
    pairs: frozenset[tuple[str, str, str]]  # the naming codes and the condition


def file_in_use(path: Path, region: Region) -> InUse | None:
    """Read what is compared of the file in use; None where there is none of this region that can be read."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            meta = dict(db.execute("SELECT key, value FROM meta"))
            if meta.get("region") != region:
                return None
            products = dict(db.execute("SELECT id, name FROM product"))
            pairs = frozenset(db.execute("SELECT first, second, condition FROM pair"))
            return InUse(json.loads(meta["counts"]), products, pairs)
    except (sqlite3.Error, KeyError, ValueError):
        return None  # a damaged file is no measure of a new one


def shrunk(old: InUse, counts: Mapping[str, int]) -> list[str]:
    """Say of each count that fell by more than a tenth what it was and is; empty when all is well."""
    return [
        f"{name}: {before:,} in the file in use, {counts.get(name, 0):,} now; is a file cut off?"
        for name, before in old.counts.items()
        if before >= LEAST and name in counts and counts[name] < before * (1 - SHARE)
    ]


def changes(old: InUse, facts: Facts, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield what changed, for an operator to read: counts, products and contraindicated pairs, gone and new."""
    for name, number in counts.items():
        before = old.counts.get(name)
        if before is not None and before != number:
            yield f"changed: {name}: {before:,} -> {number:,}"
    products: dict[str, str] = {one.id: one.name for one in facts.products}
    yield from _moved("products", old.products, products)
    called: dict[str, str] = {code: names[0] for code, names in facts.substances.known.items()}
    pairs: set[tuple[str, str, str]] = {
        (one.first.code, one.second.code, one.condition) for one in facts.pairs
    }
    both = {key: _named(key, called) for key in (*old.pairs, *pairs)}
    yield from _moved(
        "contraindicated pairs", {key: both[key] for key in old.pairs}, {key: both[key] for key in pairs}
    )


def _named(pair: tuple[str, str, str], called: Mapping[str, str]) -> str:
    first, second, condition = pair
    names = f"{called.get(first, first)} × {called.get(second, second)}"
    return f"{names} ({condition})" if condition else names


def _moved(what: str, before: Mapping[K, str], now: Mapping[K, str]) -> Iterator[str]:
    for word, these, those in (("gone", before, now), ("new", now, before)):
        if moved := sorted(these[key] for key in these.keys() - those.keys()):
            named = "; ".join(moved[:NAMED]) + (" …" if len(moved) > NAMED else "")
            yield f"{word}: {len(moved):,} {what}: {named}"
