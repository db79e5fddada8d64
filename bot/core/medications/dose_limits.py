"""How much more of a medicine that is taken only when needed may be taken, and when. Pure.

The same substance counts in whatever product it was: in milligrams where the strengths are known, else each dose as one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.schedules.schedule import AsNeeded
from knowledge.catalogue.dossier import Dossier
from knowledge.interactions.check import CautionKind
from knowledge.products import Ingredient, Product, ProductId

A_DAY = timedelta(hours=24)
LONGEST_GAP = timedelta(hours=72)
AMOUNT = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>mg|g)\b")
MILLIGRAMS = {"mg": 1.0, "g": 1000.0, "㎎": 1.0, "mcg": 0.001, "㎍": 0.001}
EDGE = 1e-6  # of a dose: sums of decimals


@dataclass(frozen=True, slots=True)
class Intake:
    """A dose that was taken, of whatever medicine: how many units, and when."""

    product: ProductId
    amount: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be taken: how many doses in the next moment and within 24 hours, and from when on the next one."""

    left: int | None = None  # doses, this one included; None: no limit is known
    from_at: datetime | None = None  # the next may be taken then; None: now
    is_gap: bool = False  # it is too soon after the last one, rather than too many

    @property
    def is_last(self) -> bool:
        """Whether one may be taken now, and no other after it."""
        return self.left == 1 and self.from_at is None


def allowance(
    plan: AsNeeded,
    product: ProductId,
    products: Mapping[ProductId, Product],
    taken: Iterable[Intake],
    official_mg: Mapping[str, float],
    now: datetime,
) -> Allowance:
    """Return what may be taken of a product by its plan, and by the official amounts a day (milligrams by substance).

    `taken` are the doses of the last 72 hours of all medicines.
    """
    same = sorted((one for one in taken if _shares(one.product, product, products)), key=lambda one: one.at)
    left = _left(plan, product, products, same, official_mg, now)
    if plan.least_hours and same and (opens := same[-1].at + timedelta(hours=plan.least_hours)) > now:
        return Allowance(left, opens, is_gap=True)
    if left is None or left > 0:
        return Allowance(left)
    for one in same:
        at = one.at + A_DAY
        if at > now and _left(plan, product, products, same, official_mg, at) != 0:
            return Allowance(0, at)
    return Allowance(0, now + A_DAY)


def official_limits(dossier: Dossier | None) -> dict[str, float]:
    """Return the official amounts a day that are told of a product, in milligrams by the name of the substance."""
    found: dict[str, float] = {}
    for one in dossier.cautions if dossier else ():
        if one.kind is CautionKind.DOSE and (said := AMOUNT.search(one.limit)):
            amount = float(said["number"].replace(",", "")) * MILLIGRAMS[said["unit"]]
            found[one.substance] = min(amount, found.get(one.substance, amount))
    return found


def _left(
    plan: AsNeeded, product: ProductId, products: Mapping[ProductId, Product], same: Sequence[Intake],
    official_mg: Mapping[str, float], at: datetime,
) -> int | None:  # fmt: skip
    """Return how many doses are left in the 24 hours up to an instant; None where no limit is known."""
    within = [one for one in same if at - A_DAY < one.at <= at]
    mine = products.get(product)
    left = [
        (official_mg[each.name] - _milligrams_taken(each, within, products)) / (milligrams * plan.amount)
        for each in (mine.ingredients if mine else ())
        if (milligrams := _milligrams(each)) and each.name in official_mg
    ]
    if plan.most_a_day:
        left.append(plan.most_a_day - _doses_taken(plan, product, mine, within, products))
    return max(0, int(min(left) + EDGE)) if left else None


def _doses_taken(
    plan: AsNeeded, product: ProductId, mine: Product | None, within: Sequence[Intake],
    products: Mapping[ProductId, Product],
) -> float:  # fmt: skip
    """Return how many doses of a product those taken come to, by the substance of which most was taken."""
    own = sum(one.amount for one in within if one.product == product) / plan.amount
    others = [one for one in within if one.product != product]
    if mine is None or not others:
        return own
    strengths = [(each, _milligrams(each)) for each in mine.ingredients]
    by_substance = [
        _milligrams_taken(each, others, products) / (milligrams * plan.amount)
        for each, milligrams in strengths
        if milligrams
    ]
    unknown = [one for one in others if not _strengths_known(one.product, mine, products)]
    return own + max(by_substance, default=0.0) + len(unknown)


def _milligrams_taken(
    substance: Ingredient, taken: Iterable[Intake], products: Mapping[ProductId, Product]
) -> float:
    return sum(
        one.amount * (_milligrams(each) or 0.0)
        for one in taken
        if one.product in products
        for each in products[one.product].ingredients
        if _is_same(substance, each)
    )


def _shares(one: ProductId, other: ProductId, products: Mapping[ProductId, Product]) -> bool:
    """Return whether two products are one, or have a substance in common."""
    if one == other:
        return True
    return (
        one in products
        and other in products
        and any(_is_same(a, b) for a in products[one].ingredients for b in products[other].ingredients)
    )


def _strengths_known(one: ProductId, mine: Product, products: Mapping[ProductId, Product]) -> bool:
    shared = [(a, b) for a in mine.ingredients for b in products[one].ingredients if _is_same(a, b)]
    return all(_milligrams(a) and _milligrams(b) for a, b in shared)


def _is_same(one: Ingredient, other: Ingredient) -> bool:
    return bool(set(one.codes) & set(other.codes)) or one.name == other.name


def _milligrams(ingredient: Ingredient) -> float | None:
    """Return how much of a substance is in one unit; None where that is not known."""
    factor = MILLIGRAMS.get(ingredient.unit)
    return float(ingredient.amount) * factor if ingredient.amount is not None and factor else None
