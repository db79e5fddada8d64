"""When a medicine is usually taken, by a short list of substances."""

from decimal import Decimal

import pytest

from knowledge.interactions.dosing_habits import Habit, habit_of, listed
from knowledge.products import Ingredient, Product, ProductId


def product(*ingredients: tuple[str, str, str | None], route: str = "oral") -> Product:
    made = tuple(
        Ingredient(name, english, amount=Decimal(amount) if amount else None, unit="mg" if amount else "")
        for name, english, amount in ingredients
    )
    return Product(ProductId("1"), "약", "", made, route=route)


@pytest.mark.parametrize(
    ("one", "habit"),
    [
        (product(("메토트렉세이트", "methotrexate", "2.5")), Habit.WEEKLY),
        (product(("메토트렉세이트", "", None), route=""), Habit.WEEKLY),
        (product(("메토트렉세이트", "methotrexate", "50"), route="injection"), None),
        (product(("알렌드론산나트륨", "alendronate", "70")), Habit.WEEKLY),
        (product(("알렌드론산나트륨", "alendronate", "10")), None),  # one that is taken daily
        (product(("리세드론산나트륨", "risedronate", "35")), Habit.WEEKLY),
        (product(("리세드론산나트륨", "risedronate", "150")), Habit.MONTHLY),
        (product(("이반드론산나트륨", "ibandronate", "150")), Habit.MONTHLY),
        (product(("졸피뎀타르타르산염", "zolpidem", "10")), Habit.BEDTIME),
        (product(("암로디핀", "amlodipine", "5")), None),
        (product(("알렌드론산나트륨", "", "70"), ("콜레칼시페롤", "", None)), None),
        (None, None),
    ],
)
def test_a_habit_depends_on_substance_strength_and_route(one, habit):
    assert habit_of(one) is habit


def test_every_row_says_whose_text_tells_it():
    assert all(len(row.source) > 20 for rows in listed().values() for row in rows)
