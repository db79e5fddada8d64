"""All looks of all products in memory, so that a seen pill is compared with each of them at once."""

import sqlite3
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from inference.types import Colour, ScoreLine, Shape
from knowledge.identify.imprint_likelihood import Imprints
from knowledge.identify.product_labels import items_of
from knowledge.products import ProductId

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
H = TypeVar("H", bound=Hashable)
MOST_SPLITS = 4  # lines of an imprint whose sides are not told


@dataclass(frozen=True, slots=True)
class Gallery:
    """Rows are looks. An integer array holds, for each look, where its value stands in the tuple."""

    ids: tuple[ProductId, ...]
    place: Mapping[ProductId, int]  # of an id in ids
    withdrawn: NDArray[np.bool_]  # shape: products
    product: Rows
    share: Floats  # of its product's looks, summing to one for each product
    imprints: Imprints
    unknown: int  # the place in imprints of those that are not known; -1: none is
    front: Rows  # into imprints
    back: Rows
    pairs: Imprints  # the two sides as one, for what a person types
    pair: Rows
    colours: tuple[frozenset[Colour], ...]
    colour: Rows
    shapes: tuple[Shape | None, ...]
    shape: Rows
    scores: tuple[tuple[ScoreLine | None, ...], ...]
    score: Rows
    ratio: Floats  # longest over shortest extent; NaN is not known
    length_mm: Floats  # the longest extent; NaN is not known
    items: Mapping[str, ProductId]  # of a detector's labels, where it names products


def read_gallery(db: sqlite3.Connection, labels: Sequence[str] = ()) -> Gallery:
    """Return the looks of all products of a knowledge file, and whose a detector's labels are."""
    products = db.execute("SELECT number, id, withdrawn FROM product ORDER BY number").fetchall()
    place = {number: index for index, (number, _, _) in enumerate(products)}
    looks = [
        side
        for row in db.execute("SELECT * FROM appearance ORDER BY product, position")
        for side in _looks(row)
    ]
    owner = np.array([place[look.product] for look in looks], dtype=np.int64)
    weight = np.array([look.weight for look in looks], dtype=np.float64)
    total = np.bincount(owner, weight, minlength=len(products)) if looks else np.ones(len(products))
    texts, sides = _places(side for look in looks for side in (look.front, look.back))
    pairs, pair = _places(f"{look.front or ''} {look.back or ''}".strip() for look in looks)
    colours, colour = _places(look.colours for look in looks)
    shapes, shape = _places(look.shape for look in looks)
    scores, score = _places(look.scores for look in looks)
    return Gallery(
        ids=tuple(ProductId(id_) for _, id_, _ in products),
        place={ProductId(id_): index for index, (_, id_, _) in enumerate(products)},
        withdrawn=np.array([bool(gone) for _, _, gone in products]),
        product=owner,
        share=weight / total[owner],
        imprints=Imprints(text or "" for text in texts),
        unknown=texts.index(None) if None in texts else -1,
        front=sides[0::2],
        back=sides[1::2],
        pairs=Imprints(pairs, whole=True),
        pair=pair,
        colours=colours,
        colour=colour,
        shapes=shapes,
        shape=shape,
        scores=scores,
        score=score,
        ratio=np.array([look.ratio for look in looks], dtype=np.float64),
        length_mm=np.array([look.length_mm for look in looks], dtype=np.float64),
        items=items_of(labels),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    product: int
    weight: float
    front: str | None
    back: str | None
    colours: frozenset[Colour]
    shape: Shape | None
    scores: tuple[ScoreLine | None, ...]
    ratio: float
    length_mm: float


def _looks(row: sqlite3.Row) -> Iterable[_Look]:
    colours = f"{row['front_colours']}|{row['back_colours']}".split("|")
    long, short = row["long_mm"], row["short_mm"]
    ways = _ways(row["front_imprint"], row["back_imprint"])
    for front, back in ways:
        yield _Look(
            row["product"],
            1 / len(ways),
            front,
            back,
            frozenset(Colour(name) for name in colours if name),
            Shape(row["shape"]) if row["shape"] else None,
            tuple(ScoreLine(row[name]) if row[name] else None for name in ("front_score", "back_score")),
            max(long, short) / min(long, short) if long and short else float("nan"),
            max(long or 0.0, short or 0.0) or float("nan"),
        )


def _ways(front: str | None, back: str | None) -> list[tuple[str | None, str | None]]:
    """Return how an imprint may stand on the sides: as given, or any way where one text is given for both."""
    lines = (front or "").split()
    if back is not None or not 1 < len(lines) <= MOST_SPLITS:
        return [(front, back)]
    return [(" ".join(lines[:cut]), " ".join(lines[cut:])) for cut in range(1, len(lines) + 1)]


def _places(values: Iterable[H]) -> tuple[tuple[H, ...], Rows]:
    known: dict[H, int] = {}
    places = np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)
    return tuple(known), places
