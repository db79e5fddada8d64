"""A dose that was not read well is asked by the few ways that it may mean, none of them unfit for the medicine."""

from decimal import Decimal

import pytest

from bot.core.documents.possible_doses import possible_doses, suits
from bot.core.schedules.printed_schedule import printed_schedule
from bot.core.schedules.schedule import AtMeal, Meal, Regular, one_amount, only_rule
from knowledge.pages.doses import Dose
from knowledge.products import Ingredient, Product, ProductId

TABLET = Product(ProductId("1"), "약정", "", (Ingredient("가"),))
SYRUP = Product(ProductId("2"), "덱시시럽", "", (Ingredient("나"),), form="시럽제")
WEEKLY = Product(
    ProductId("3"),
    "포사맥스정70밀리그램",
    "",
    (Ingredient("알렌드론산나트륨", amount=Decimal(70), unit="mg"),),
)
MORNING, NOON, EVENING = Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER


def told(dose: Dose, product: Product = TABLET, days: int | None = 5):
    """Return each way: the parts of the day, the amount, and what was given out."""
    found = []
    for one in possible_doses(dose, product, days):
        assert isinstance(one.plan, Regular)
        rule = only_rule(one.plan)
        meals = tuple(each.at.meal for each in rule.times if isinstance(each.at, AtMeal))
        found.append((meals, one_amount(one.plan), one.units))
    return found


@pytest.mark.parametrize(
    ("dose", "ways"),
    [
        (Dose(1.0, 3, 5, ("아침", "저녁"), "아침 저녁"),
         [((MORNING, EVENING), 1, 10), ((MORNING, NOON, EVENING), 1, 15)]),
        (Dose(2.0, None, 5), [((MORNING,), 2, 10), ((MORNING, EVENING), 2, 20), ((MORNING, NOON, EVENING), 2, 30)]),
        (Dose(None, 1, 7), [((MORNING,), 1, 7), ((MORNING,), 2, 14), ((MORNING,), 0.5, 3.5)]),
        (Dose(1.0, 2, None), [((MORNING, EVENING), 1, 10), ((MORNING, EVENING), 1, None)]),
        (Dose(1.0, 1, 5, doubtful=True), [((MORNING,), 1, 5)]),
        (Dose(1.0, 1, 128), [((MORNING,), 1, 5), ((MORNING,), 1, None)]),
    ],
)  # fmt: skip
def test_what_is_missing_or_does_not_agree_has_few_ways(dose, ways):
    assert told(dose) == ways


@pytest.mark.parametrize("dose", [Dose(), Dose(None, None, 5), Dose(1.0, None, None)])
def test_too_many_ways_are_left_to_the_usual_questions(dose):
    assert told(dose) == []


def test_an_end_that_nothing_tells_is_not_made_up():
    (way,) = possible_doses(Dose(1.0, 2, None), TABLET, None)
    assert isinstance(way.plan, Regular)
    assert (way.plan.doses, way.units) == (None, None)


def test_a_weekly_medicine_and_a_drop_of_syrup_are_not_offered_daily():
    assert told(Dose(1.0, 1, 30, doubtful=True), WEEKLY) == []
    assert told(Dose(None, 3, 5), SYRUP) == []
    assert not suits(printed_schedule(Dose(1.0, 1, 30)), WEEKLY)
