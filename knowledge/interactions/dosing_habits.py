"""Medicines that are usually taken once a week, once a month or at bedtime (knowledge/interactions/dosing_habits.csv).

A weekly medicine that is taken daily by mistake can kill; each row says whose page was read for the habit. It decides what is
asked, never what may be taken.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge.names.substance_names import key, keys
from knowledge.products import Ingredient, Product
from knowledge.sources.reading.tables import csv_rows

FILE = Path(__file__).parent / "dosing_habits.csv"


class Habit(StrEnum):
    """When a medicine is usually taken."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    BEDTIME = "bedtime"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: the habit of a substance by a route, from a strength in mg on where weaker ones are taken otherwise."""

    habit: Habit
    from_mg: float
    route: str
    source: str


@cache
def listed(path: Path = FILE) -> dict[str, tuple[Listed, ...]]:
    """Return the rows by every key of their substance's names. Raises SourceChanged for a damaged file."""
    found: dict[str, tuple[Listed, ...]] = {}
    for row in csv_rows(path, encoding="utf-8", quoted=True):
        names = (row.need("korean"), row.need("english"))
        one = Listed(
            Habit(row.need("habit")), float(row.take("from_mg") or 0), row.need("route"), row.need("source")
        )
        row.done()
        found.update({key(name): (*found.get(key(name), ()), one) for name in names})
    return found


def habit_of(product: Product | None) -> Habit | None:
    """Return when a product of one substance is usually taken; None where the list does not say."""
    if product is None or len(product.ingredients) != 1:
        return None
    (ingredient,) = product.ingredients
    fitting = [
        row
        for row in _rows(ingredient)
        if product.route in ("", row.route) and _milligrams(ingredient) >= row.from_mg
    ]
    return max(fitting, key=lambda row: row.from_mg).habit if fitting else None


def _rows(ingredient: Ingredient) -> tuple[Listed, ...]:
    known = (*keys(ingredient.name), *keys(ingredient.english))
    return next((listed()[one] for one in known if one in listed()), ())


def _milligrams(ingredient: Ingredient) -> float:
    return float(ingredient.amount) if ingredient.amount is not None and ingredient.unit == "mg" else 0.0
