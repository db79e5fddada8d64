"""How a product looks after the catalogue, as values to draw it from."""

from inference.types import Colour, DrawnFace, DrawnPill, ScoreLine, Shape
from knowledge.products import Appearance, Product, Side

CAPSULE = "캡슐"  # in a Korean dosage form: the colours of front and back are those of the two halves
OR = ";;;"  # in Taiwan's list, between the imprints of several looks
LONG = (Shape.OBLONG, Shape.OVAL)


def drawn(product: Product) -> DrawnPill | None:
    """Return how a product's first look is drawn; None where the catalogue describes none."""
    if not product.appearances:
        return None
    look = product.appearances[0]
    if CAPSULE in product.form and look.shape in LONG:
        return DrawnPill((_capsule(look),), look.shape, _elongation(look))
    front, back = _face(look.front), _face(look.back, look.front.colours)
    told = (front,) if look.back.imprint is None else (front, back)
    return DrawnPill(told, look.shape, _elongation(look))


def _capsule(look: Appearance) -> DrawnFace:
    """Return a capsule from the side: its halves may be told as two colours of one face, or as one of each."""
    front, back = look.front.colours, look.back.colours
    solid = [colour for colour in (*front, *back) if colour is not Colour.CLEAR]
    colours = tuple(dict.fromkeys((*solid, *front, *back)))
    imprint = " ".join(_imprint(side) for side in (look.front, look.back)).strip()
    return DrawnFace(colours, imprint, has_mark=look.front.has_mark or look.back.has_mark)


def _face(side: Side, else_colours: tuple[Colour, ...] = ()) -> DrawnFace:
    score = side.score_line or ScoreLine.NONE
    return DrawnFace(side.colours or else_colours, _imprint(side), side.has_mark, score)


def _imprint(side: Side) -> str:
    return (side.imprint or "").split(OR)[0]


def _elongation(look: Appearance) -> float | None:
    if not (look.long_mm and look.short_mm):
        return None
    return max(look.long_mm, look.short_mm) / min(look.long_mm, look.short_mm)
