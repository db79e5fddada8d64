"""Texts for people, read from a knowledge file."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from knowledge.catalogue.texts import ProductTexts, Recall, Text
from knowledge.products import ProductId, Source


def read_texts(db: sqlite3.Connection, id: ProductId, sources: Mapping[int, Source]) -> ProductTexts | None:
    """Return the texts of a product; None where the file does not have the product."""
    row = db.execute(
        "SELECT product.purpose AS own, purpose_english, purpose_from, product.source AS from_list, "
        "leaflet.* FROM product LEFT JOIN leaflet ON leaflet.product = product.number WHERE product.id = ?",
        (id,),
    ).fetchone()
    if row is None:
        return None
    stated = sources[row["purpose_from"] or row["from_list"]]
    leaflet = _leaflet(row, sources)
    return replace(
        leaflet,
        purpose=leaflet.purpose or _text(row["own"], stated),
        purpose_english=_text(row["purpose_english"], stated),
        permit={
            section: Text(words, sources[number])
            for section, words, number in db.execute(
                "SELECT section, words, permit_text.source FROM permit_text "
                "JOIN product ON number = product WHERE id = ?",
                (id,),
            )
        },
    )


def _leaflet(row: sqlite3.Row, sources: Mapping[int, Source]) -> ProductTexts:
    if row["source"] is None:
        return ProductTexts()
    source = sources[row["source"]]
    if row["revised"]:
        source = replace(source, published=date.fromisoformat(row["revised"]))
    return ProductTexts(
        purpose=_text(row["purpose"], source),
        usage=_text(row["usage"], source),
        warning=_text(row["warning"], source),
        precaution=_text(row["precaution"], source),
        interaction=_text(row["interaction"], source),
        side_effects=_text(row["side_effects"], source),
        storage=_text(row["storage"], source),
    )


def _text(words: str, source: Source) -> Text | None:
    return Text(words, source) if words else None


def read_recalls(
    db: sqlite3.Connection, ids: Iterable[ProductId], sources: Mapping[int, Source]
) -> tuple[Recall, ...]:
    """Return the orders to take these products off the market, newest first."""
    rows = db.execute(
        "SELECT product.id, recall.reason, lots, ordered, recall.source FROM recall "
        "JOIN product ON product.number = recall.product "
        "WHERE product.id IN (SELECT value FROM json_each(?)) ORDER BY ordered DESC, product.id",
        (json.dumps(sorted(set(ids))),),
    )
    return tuple(
        Recall(ProductId(id_), reason, lots, date.fromisoformat(day) if day else None, sources[source])
        for id_, reason, lots, day, source in rows
    )
