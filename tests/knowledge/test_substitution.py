"""Another look of the same medicine, and another medicine of the same look."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from inference.types import Colour, Shape
from knowledge.interactions.substitution import Likeness, Refill, likeness_of, refills
from knowledge.products import Appearance, Ingredient, IngredientCode, Product, ProductId, Side, Source

LIST = Source("list", date(2026, 1, 1))


def look(imprint: str, colour: Colour = Colour.WHITE, mm: float = 8.0) -> Appearance:
    side = Side(imprint, colours=(colour,))
    return Appearance(side, Side("", colours=(colour,)), Shape.ROUND, mm, mm)


def product(
    id: str, code: str | None, mg: int | None, appearance: Appearance, *, also: tuple[str, ...] = ()
) -> Product:
    contents = Ingredient(
        code or "x", code=IngredientCode(code) if code else None, unit="mg",
        amount=None if mg is None else Decimal(mg), also=tuple(map(IngredientCode, also)),
    )  # fmt: skip
    return Product(ProductId(id), id, "maker", (contents,), LIST, (appearance,))


OLD = product("old", "D1", 5, look("NV 5"))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (product("new", "D1", 5, look("AML", Colour.YELLOW)), Likeness.NEW_LOOK),
        (product("new", "D1", 5, look("NV 5")), None),  # nothing about it would surprise
        (product("new", "D1", 10, look("NV 10")), Likeness.OTHER_STRENGTH),
        (product("new", "D1", 10, look("NV 5")), Likeness.OTHER_STRENGTH),  # also where they look the same
        (product("new", "D1", None, look("AML")), Likeness.STRENGTH_UNKNOWN),
        (product("new", "D2", 5, look("NV S")), Likeness.LOOK_ALIKE),  # S is read for 5
        (product("new", None, None, look("NV 5")), Likeness.LOOK_ALIKE),
        (product("new", "D2", 5, look("NV 5", Colour.RED)), None),
        (product("new", "D2", 5, look("NV 5", mm=14.0)), None),
        (product("new", "D2", 5, look("XYZ")), None),
        (product("new", "D2", 5, look("")), None),  # plain white round tablets are too many to warn of each
    ],
)
def test_a_new_medicine_is_compared_with_one_of_the_list(new: Product, expected: Likeness | None) -> None:
    assert likeness_of(new, OLD) is expected
    assert likeness_of(OLD, new) is expected


def test_two_plain_tablets_without_an_imprint_are_not_called_alike() -> None:
    assert likeness_of(product("a", "D1", 5, look("")), product("b", "D2", 5, look(""))) is None


def test_ingredients_without_a_source_are_never_called_the_same() -> None:
    unsure = replace(product("new", "D1", 5, look("AML")), ingredients_from=None)
    assert likeness_of(unsure, OLD) is None


def test_what_is_on_the_list_itself_is_no_news() -> None:
    new = product("new", "D1", 10, look("AML"))
    assert list(refills([OLD, new], [OLD])) == [Refill(Likeness.OTHER_STRENGTH, new.id, OLD.id)]


@pytest.mark.parametrize(
    "slow", [{"form": "서방정"}, {"name": "가나서방정5밀리그램"}, {"english": "Gana XR Tab. 5mg"}]
)
@pytest.mark.parametrize("imprint", ["NV 5", "AML"])
def test_a_slow_tablet_does_not_stand_in_for_a_plain_one(slow, imprint) -> None:
    new = replace(product("new", "D1", 5, look(imprint)), **slow)
    assert likeness_of(new, OLD) is Likeness.OTHER_FORM
    assert likeness_of(new, replace(OLD, form="서방성필름코팅정")) is not Likeness.OTHER_FORM
