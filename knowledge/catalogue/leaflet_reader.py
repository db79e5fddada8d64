"""What leaflets say of other medicines, and the groups that products belong to, read from a knowledge file."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from knowledge.interactions.rules import Statement
from knowledge.interactions.verdicts import Verdict
from knowledge.products import Leaflet, Membership, ProductId, Source


def read_statements(db: sqlite3.Connection) -> dict[int, tuple[Statement, ...]]:
    """Return the statements of each text."""
    found: dict[int, list[Statement]] = defaultdict(list)
    rows = db.execute('SELECT text, level, "group", words, sentence FROM statement ORDER BY text, position')
    for text, level, group, words, sentence in rows:
        found[text].append(Statement(Verdict(level), group, words, sentence))
    return {text: tuple(said) for text, said in found.items()}


def read_memberships(db: sqlite3.Connection, wanted: str) -> dict[int, list[Membership]]:
    """Return the groups of each product; `wanted` is a JSON list of ids."""
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = db.execute(
        'SELECT product, "group", substance FROM product_group JOIN product ON number = product '
        "JOIN json_each(?) AS chosen ON chosen.value = product.id",
        (wanted,),
    )
    for product, group, substance in rows:
        found[product].append(Membership(group, substance))
    return found


def read_leaflets(
    db: sqlite3.Connection, wanted: str, sources: Mapping[int, Source]
) -> dict[int, list[Leaflet]]:
    """Return the leaflet that holds for each product; `wanted` is a JSON list of ids."""
    found: dict[int, list[Leaflet]] = defaultdict(list)
    rows = db.execute(
        "SELECT product_leaflet.product, text, owner.id, owner.name, revised, product_leaflet.source FROM product_leaflet "
        "JOIN product ON product.number = product_leaflet.product "
        "JOIN json_each(?) AS chosen ON chosen.value = product.id "
        "JOIN product AS owner ON owner.number = product_leaflet.leaflet",
        (wanted,),
    )
    for product, text, id_, name, revised, number in rows:
        source = sources[number]
        if revised:
            source = replace(source, published=date.fromisoformat(revised))
        found[product].append(Leaflet(text, ProductId(id_), name, source))
    return found
