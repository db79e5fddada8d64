"""Reads from a knowledge file what printed lines are compared with."""

import sqlite3

from knowledge.pages.name_index import NameIndex
from knowledge.products import ProductId


def read_printed_names(db: sqlite3.Connection) -> NameIndex:
    """Read the names of all products, pills or not, with whether each is withdrawn."""
    rows = db.execute("SELECT id, name, withdrawn IS TRUE FROM product ORDER BY number")
    return NameIndex((ProductId(id_), name, bool(withdrawn)) for id_, name, withdrawn in rows)
