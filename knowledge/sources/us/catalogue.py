"""The US National Library of Medicine's C3PI metadata: names and looks, imprints of both sides together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from inference.types import Colour, ScoreLine, Shape
from knowledge.products import Appearance, ProductId, Side, Source
from knowledge.sources.reading.english_names import generic_ingredients
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import AppearanceRecord, CompositionRecord, ProductRecord, Route

T = TypeVar("T")

NAME = "US National Library of Medicine C3PI"
COLOURS = {
    "WHITE": Colour.WHITE,
    "YELLOW": Colour.YELLOW,
    "PINK": Colour.PINK,
    "BLUE": Colour.BLUE,
    "ORANGE": Colour.ORANGE,
    "GREEN": Colour.GREEN,
    "BROWN": Colour.BROWN,
    "RED": Colour.RED,
    "PURPLE": Colour.PURPLE,
    "GRAY": Colour.GREY,
    "TURQUOISE": Colour.TEAL,
    "BLACK": Colour.BLACK,
}
SHAPES = {
    "ROUND": Shape.ROUND,
    "OVAL": Shape.OVAL,
    "CAPSULE": Shape.OBLONG,
    "RECTANGLE": Shape.RECTANGLE,
    "SQUARE": Shape.RECTANGLE,
    "TRIANGLE": Shape.TRIANGLE,
    "PENTAGON (5 sided)": Shape.PENTAGON,
    "HEXAGON (6 sided)": Shape.HEXAGON,
    "OCTAGON (8 sided)": Shape.OCTAGON,
    "DIAMOND": Shape.DIAMOND,
    "SEMI-CIRCLE": Shape.SEMICIRCLE,
    "TEAR": Shape.OTHER,
    "BULLET": Shape.OTHER,
    "TRAPEZOID": Shape.OTHER,
    "DOUBLE CIRCLE": Shape.OTHER,
    "FREEFORM": Shape.OTHER,
}
PIECES = {"1": ScoreLine.NONE, "2": ScoreLine.SINGLE, "3": ScoreLine.SINGLE, "4": ScoreLine.CROSS}


def read(
    rows: Iterable[Fields], source: Source
) -> Iterator[ProductRecord | CompositionRecord | AppearanceRecord]:
    """Yield each product and its look.

    Which part of the imprint is on which side is not known: the whole stands on the front.
    """
    for row in rows:
        id_, name = ProductId(row.need("ndc9")), row.need("proprietary_name")
        yield ProductRecord(id_, name, row.take("labeler"), source, english=name, route=Route.ORAL)
        yield CompositionRecord(id_, generic_ingredients(row.need("generic_name"), name), source)
        yield AppearanceRecord(id_, _looks(row), source)
        row.skip(("ndc11", "imprint_type", "c3pi_images"))
        row.done()


def _looks(row: Fields) -> Appearance:
    colours = tuple(_in(COLOURS, row, "color", name) for name in row.need("color").split("|"))
    score = _in(PIECES, row, "score", row.need("score"))
    front = Side(" ".join(row.take("imprint").split(";")), colours=colours, score_line=score)
    shape = _in(SHAPES, row, "shape", row.need("shape"))
    return Appearance(front, Side(), shape, long_mm=float(row.need("size_mm")))


def _in(table: Mapping[str, T], row: Fields, field: str, text: str) -> T:
    if text not in table:
        row.fail(field, f"expected one of {sorted(table)}, got {text!r}")
    return table[text]
