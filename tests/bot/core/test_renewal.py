"""A new page and an old list: a counted course goes on, what ended or is doubled may leave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.documents.renewal import has_ended, outdated, renewed
from bot.core.medications.medications import Medication, MedicationId
from bot.core.schedules.schedule import AtMeal, Meal, Regular, daily
from bot.core.schedules.timetable import Timetable
from knowledge.products import Ingredient, Product, ProductId

NOW = datetime(2026, 11, 22, tzinfo=UTC)  # 09:00 in Seoul
SEOUL = ZoneInfo("Asia/Seoul")
PLAN = replace(daily(AtMeal(Meal.BREAKFAST)), doses=5)


def product(id: str, ingredient: str) -> Product:
    return Product(ProductId(id), f"{id}정", "", (Ingredient(ingredient),))


def listed(id: str, plan: Regular | None = None, **changes: object) -> Medication:
    return replace(Medication(MedicationId(1), ProductId(id), f"{id}정", plan), **changes)


@pytest.mark.parametrize(("days", "doses"), [(0, 10), (2, 8), (4, 6), (9, 5)])
def test_what_is_left_of_a_counted_course_goes_on_top_of_the_new_one(days, doses):
    before = Timetable(PLAN, SEOUL, NOW)
    plan = renewed(before, PLAN, NOW + timedelta(days=days))
    assert isinstance(plan, Regular)
    assert plan.doses == doses


def test_a_course_without_an_end_takes_the_plan_of_the_page_as_it_is():
    endless = replace(PLAN, doses=None)
    assert renewed(Timetable(PLAN, SEOUL, NOW), endless, NOW) == endless
    assert renewed(Timetable(endless, SEOUL, NOW), PLAN, NOW) == PLAN
    assert renewed(None, PLAN, NOW) == PLAN


def test_only_what_ended_or_has_the_same_substances_is_outdated():
    products = {
        one.id: one
        for one in (
            product("old", "가"),
            product("over", "나"),
            product("warfarin", "다"),
            product("new", "가"),
        )
    }
    over = listed("over", PLAN)
    mine = (listed("old"), over, listed("warfarin"), listed("new"))
    assert [one.product_id for one in outdated(mine, products, {ProductId("new")})] == ["old", "over"]


def test_a_paused_medicine_and_one_without_an_end_are_not_over():
    assert has_ended(listed("1", PLAN))
    assert not has_ended(listed("1", PLAN, paused_at=NOW))
    assert not has_ended(listed("1", replace(PLAN, doses=None)))
    assert not has_ended(listed("1"))


def test_products_of_which_nothing_is_known_are_not_the_same():
    unknown = {ProductId(id): Product(ProductId(id), id, "") for id in ("a", "b")}
    assert outdated((listed("a"),), unknown, {ProductId("b")}) == ()
