"""How a medicine is taken by its row of a page; where that was not read well, the few ways that it may be meant. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.documents.model import PossibleDose
from bot.core.medications.units import unit_of
from bot.core.schedules.printed_schedule import printed_schedule
from bot.core.schedules.rare_medicines import is_too_often
from bot.core.schedules.schedule import Regular, Schedule, Unit, one_amount
from knowledge.interactions.dosing_habits import habit_of
from knowledge.pages.doses import Dose
from knowledge.products import Product

ENDS = 14  # days: a longer course goes on with the next envelope, and its stock is told before it runs out
A_SPOON = 2.5  # mL: of a syrup less is a sachet or a bottle that was counted
AMOUNTS = (1.0, 2.0, 0.5)  # at a time, the usual one first
TIMES = (1, 2, 3)  # a day
MOST = 3  # ways that are offered


def suits(plan: Schedule, product: Product) -> bool:
    """Return whether a medicine can be meant to be taken so: a weekly one is not taken daily."""
    is_sip = unit_of(product.name, product.form) is Unit.ML and (one_amount(plan) or 0) < A_SPOON
    return not is_sip and not is_too_often(plan, habit_of(product))


def plan_of(dose: Dose, product: Product) -> Schedule | None:
    """Return when it is taken; None where that has to be asked."""
    plan = printed_schedule(dose)
    if plan is None or not suits(plan, product):
        return None
    if isinstance(plan, Regular) and (dose.days or 0) > ENDS:
        return replace(plan, doses=None)
    return plan


def units_of(dose: Dose) -> float | None:
    """Return how much was given out in all."""
    if not dose.is_whole or dose.per_dose is None or dose.per_day is None or dose.days is None:
        return None
    return dose.per_dose * dose.per_day * dose.days


def possible_doses(dose: Dose, product: Product, usual_days: int | None) -> tuple[PossibleDose, ...]:
    """Return the ways in which a dose may be meant that is missing in part, doubtful, or does not agree with itself.

    `usual_days` is for how long the other medicines of the page are taken. None is returned where there are too many
    ways, so that the usual questions are shorter.
    """
    if not dose.is_counted and not dose.slots:
        return ()
    found = dict.fromkeys(one for way in _ways(dose, usual_days) for one in _possible(way, product))
    return tuple(found) if len(found) <= MOST else ()


def _ways(dose: Dose, usual_days: int | None) -> Iterator[Dose]:
    days = [dose.days] if dose.days and not dose.is_long else list(dict.fromkeys([usual_days, None]))
    for slots, per_day in _times(dose):
        for per_dose in [dose.per_dose] if dose.per_dose else AMOUNTS:
            for each in days:
                yield replace(
                    dose, per_dose=per_dose, per_day=per_day, days=each, slots=slots, doubtful=False
                )


def _times(dose: Dose) -> Iterable[tuple[tuple[str, ...], int]]:
    """The parts of the day that are told, and the number of times, where they do not agree; else the usual ones."""
    told = [(dose.slots, len(dose.slots))] if dose.slots else []
    if dose.per_day is None:
        return told or [((), times) for times in TIMES]
    return told if dose.slots and dose.agrees else [*told, ((), dose.per_day)]


def _possible(way: Dose, product: Product) -> list[PossibleDose]:
    plan = plan_of(replace(way, days=way.days or 1), product)
    if plan is None:
        return []
    if way.days is None and isinstance(plan, Regular):
        plan = replace(plan, doses=None)
    return [PossibleDose(plan, units_of(way))]
