"""What a catalogue says of a pill's look becomes what is drawn."""

import pytest

from inference.types import Colour, DrawnFace, DrawnPill, ScoreLine, Shape
from knowledge.catalogue.drawn import drawn
from knowledge.products import Appearance, Product, ProductId, Side


def product(*looks: Appearance, form: str = "필름코팅정") -> Product:
    return Product(ProductId("1"), "약", "회사", appearances=looks, form=form)


def test_a_tablet_has_two_faces() -> None:
    look = Appearance(
        Side("YS 10", False, (Colour.WHITE,), ScoreLine.SINGLE),
        Side("", True, (Colour.BLUE,)),
        Shape.OVAL,
        12.0,
        6.0,
    )
    assert drawn(product(look)) == DrawnPill(
        (DrawnFace((Colour.WHITE,), "YS 10", False, ScoreLine.SINGLE), DrawnFace((Colour.BLUE,), "", True)),
        Shape.OVAL,
        2.0,
    )


def test_a_back_without_a_colour_has_that_of_the_front() -> None:
    look = Appearance(Side("A", colours=(Colour.PINK,)), Side(""), Shape.ROUND)
    pill = drawn(product(look))
    assert pill is not None
    assert [face.colours for face in pill.faces] == [(Colour.PINK,)] * 2


def test_a_face_that_nobody_describes_is_not_drawn() -> None:
    pill = drawn(
        product(Appearance(Side("IG377", colours=(Colour.BLUE, Colour.WHITE)), Side(), Shape.OBLONG))
    )
    assert pill == DrawnPill((DrawnFace((Colour.BLUE, Colour.WHITE), "IG377"),), Shape.OBLONG)


@pytest.mark.parametrize(
    ("front", "back", "shown"),
    [
        ((Colour.BLUE,), (Colour.WHITE,), (Colour.BLUE, Colour.WHITE)),
        ((Colour.BLUE,), (), (Colour.BLUE,)),
        ((Colour.BLUE, Colour.CLEAR), (), (Colour.BLUE, Colour.CLEAR)),
        ((Colour.BLUE,), (Colour.PINK, Colour.CLEAR), (Colour.BLUE, Colour.PINK, Colour.CLEAR)),
    ],
)
def test_the_halves_of_a_capsule_are_one_face(
    front: tuple[Colour, ...], back: tuple[Colour, ...], shown: tuple[Colour, ...]
) -> None:
    look = Appearance(Side("CKD", colours=front), Side("250", colours=back), Shape.OBLONG, 17.6, 6.0)
    pill = drawn(product(look, form="경질캡슐제, 산제"))
    assert pill is not None
    assert pill.faces == (DrawnFace(shown, "CKD 250"),)


def test_of_the_imprints_of_several_looks_the_first_is_drawn() -> None:
    look = Appearance(Side("TYS 637;;;TYS 638", colours=(Colour.WHITE,)), Side("2;;;2"), Shape.ROUND)
    pill = drawn(product(look))
    assert pill is not None
    assert [face.imprint for face in pill.faces] == ["TYS 637", "2"]


def test_a_pill_measured_across_first_is_no_shorter_than_wide() -> None:
    pill = drawn(product(Appearance(Side("A"), Side("B"), Shape.OVAL, 5.0, 10.0)))
    assert pill is not None
    assert pill.elongation == 2.0


def test_a_product_that_nobody_describes_is_not_drawn() -> None:
    assert drawn(product()) is None
