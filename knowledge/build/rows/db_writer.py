"""Facts to a new knowledge file."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from knowledge.build.merge import Facts
from knowledge.build.rows.product_rows import ProductRows
from knowledge.build.rows.rows import Numbers, Row
from knowledge.build.rows.rule_rows import RuleRows
from knowledge.checksum import BLANK, KEY
from knowledge.sources.records import Region

SCHEMA = Path(__file__).parent / "schema.sql"
NOTES = "notes"  # in meta: what an operator should read of the build
COMPANIES = "companies"  # in meta: what companies are called in English
NUMBER = 2  # of the schema; as PRAGMA user_version there


def write(
    path: Path,
    facts: Facts,
    region: Region,
    built_at: datetime,
    counts: Mapping[str, int],
    notes: Sequence[str] = (),
) -> None:
    """Make a new database at `path`, which must not exist, and leave it closed, with a blank checksum."""
    numbers = Numbers(record.id for record in facts.products)
    meta = {
        "region": region.value,
        "schema": str(NUMBER),
        "built_at": built_at.isoformat(timespec="seconds"),
        "counts": json.dumps(dict(counts), ensure_ascii=False),
        NOTES: json.dumps(list(notes), ensure_ascii=False),
        COMPANIES: json.dumps(dict(facts.companies), ensure_ascii=False),
        KEY: BLANK,
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        db.execute("PRAGMA foreign_keys = OFF")  # checked once, over all, at the end
        db.execute("BEGIN")
        for part in (RuleRows(facts, numbers), ProductRows(facts, numbers)):
            for table, rows in part.tables():
                _fill(db, table, rows)
        _fill(db, "source", numbers.sources())
        _fill(db, "meta", ({"key": key, "value": value} for key, value in meta.items()))
        db.execute("INSERT INTO search (search) VALUES ('optimize')")
        db.execute("COMMIT")
        db.execute("ANALYZE")


def _fill(db: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert the rows, which all have the columns of the first."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    columns = ", ".join(f'"{name}"' for name in first)
    values = ", ".join(f":{name}" for name in first)
    insert = f'INSERT INTO "{table}" ({columns}) VALUES ({values})'  # noqa: S608 (our own names)
    db.execute(insert, first)
    db.executemany(insert, rows)
