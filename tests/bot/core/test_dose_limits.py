"""How much more of a medicine may be taken: the same substance counts in whatever product it was."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.core.medications.dose_limits import Allowance, Intake, allowance
from bot.core.schedules.schedule import AsNeeded
from knowledge.products import Ingredient, Product, ProductId

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TYLENOL, SYRUP, GEVORIN, UNKNOWN = (ProductId(name) for name in ("타이레놀", "시럽", "게보린", "모름"))


def paracetamol(id: ProductId, milligrams: str | None) -> Product:
    amount = Decimal(milligrams) if milligrams else None
    return Product(id, id, "", (Ingredient("아세트아미노펜", amount=amount, unit="mg" if amount else ""),))


PRODUCTS = {
    one.id: one
    for one in (paracetamol(TYLENOL, "500"), paracetamol(GEVORIN, "300"), paracetamol(UNKNOWN, None))
}


def hours_ago(hours: float, product: ProductId = TYLENOL, amount: float = 1) -> Intake:
    return Intake(product, amount, NOW - timedelta(hours=hours))


def allowed(plan: AsNeeded, *taken: Intake, official: float | None = None) -> Allowance:
    limits = {"아세트아미노펜": official} if official else {}
    return allowance(plan, TYLENOL, PRODUCTS, taken, limits, NOW)


@pytest.mark.parametrize(
    ("plan", "taken", "expected"),
    [
        (AsNeeded(), (), Allowance()),
        (AsNeeded(most_a_day=4), (), Allowance(4)),
        (AsNeeded(most_a_day=4), (hours_ago(25), hours_ago(3)), Allowance(3)),
        (AsNeeded(most_a_day=2), (hours_ago(3),), Allowance(1)),
        (AsNeeded(most_a_day=2), (hours_ago(20), hours_ago(3)), Allowance(0, NOW + timedelta(hours=4))),
        (AsNeeded(least_hours=4), (hours_ago(3),), Allowance(None, NOW + timedelta(hours=1), is_gap=True)),
        (
            AsNeeded(least_hours=4),
            (hours_ago(3, GEVORIN),),
            Allowance(None, NOW + timedelta(hours=1), is_gap=True),
        ),
        (AsNeeded(least_hours=4), (hours_ago(4),), Allowance()),
        (
            AsNeeded(most_a_day=2),
            (hours_ago(3, GEVORIN, 2),),
            Allowance(0, NOW + timedelta(hours=21)),
        ),  # 600 of 1000 mg
        (AsNeeded(2, most_a_day=2), (hours_ago(3, GEVORIN, 2),), Allowance(1)),  # 600 of 2000 mg
        (
            AsNeeded(most_a_day=2),
            (hours_ago(3, UNKNOWN, 5),),
            Allowance(1),
        ),  # its strength is not known: one dose
    ],
)
def test_what_is_left_by_the_plan(plan, taken, expected):
    assert allowed(plan, *taken) == expected


def test_the_official_amount_a_day_holds_also_where_the_person_set_none():
    eight = [hours_ago(hours) for hours in range(1, 9)]
    assert allowed(AsNeeded(), *eight[:6], official=4000).left == 2
    assert allowed(AsNeeded(), *eight[:7], official=4000).is_last
    assert allowed(AsNeeded(), *eight, official=4000) == Allowance(0, NOW + timedelta(hours=16))


def test_what_has_another_substance_counts_nothing():
    other = {SYRUP: Product(SYRUP, SYRUP, "", (Ingredient("이부프로펜", amount=Decimal(200), unit="mg"),))}
    plan = AsNeeded(least_hours=4, most_a_day=2)
    assert allowance(plan, TYLENOL, PRODUCTS | other, [hours_ago(1, SYRUP)], {}, NOW) == Allowance(2)
