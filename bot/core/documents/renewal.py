"""What a new page changes of medicines that are on the list: a course goes on, and what it replaces may leave. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.medications.medications import Medication
from bot.core.schedules.schedule import Regular, Schedule
from bot.core.schedules.timetable import Timetable
from knowledge.products import Product, ProductId

LEFT_AT_MOST = timedelta(days=31)  # of the old course that is added to the new one


def renewed(before: Timetable | None, plan: Schedule, now: datetime) -> Schedule:
    """Return a plan of a page for a medicine that is on the list: what is left of a counted course goes on top of it."""
    if not isinstance(plan, Regular) or plan.doses is None or before is None:
        return plan
    if not isinstance(before.schedule, Regular) or before.schedule.doses is None:
        return plan
    left = sum(1 for _ in before.between(now, now + LEFT_AT_MOST))
    return replace(plan, doses=plan.doses + left)


def outdated(
    listed: Sequence[Medication], products: Mapping[ProductId, Product], page: Collection[ProductId]
) -> tuple[Medication, ...]:
    """Return the medicines of a list that a page may replace: those that ended, and those with the same substances."""
    new = [_substances(products[id]) for id in page if id in products]
    return tuple(
        one
        for one in listed
        if one.product_id not in page
        and (
            has_ended(one)
            or (one.product_id in products and _substances(products[one.product_id]) in [s for s in new if s])
        )
    )


def has_ended(medication: Medication) -> bool:
    """Return whether its course is over: it has a plan with an end, and no dose is left."""
    plan = medication.plan
    ends = isinstance(plan, Regular) and (plan.doses is not None or plan.last_day is not None)
    return ends and medication.next_dose is None and medication.paused_at is None


def _substances(product: Product) -> frozenset[str]:
    return frozenset(one.code or one.name for one in product.ingredients)
