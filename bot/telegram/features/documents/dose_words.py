"""When a medicine of a page is taken, in the few words that fit into a line."""

from bot.core.schedules.schedule import AsNeeded, AtMeal, Meal, Schedule, Unit, one_amount, only_rule
from bot.telegram.ui import plans
from bot.telegram.ui.texts import Html, Texts, join


def in_short(t: Texts, plan: Schedule | None, unit: Unit) -> Html:
    """Return the parts of the day and the amount, such as 아침·저녁 1정; that it is asked for where it is not known."""
    if plan is None:
        return t("❓ times")
    each = one_amount(plan) or 1.0
    rule = only_rule(plan)
    if isinstance(plan, AsNeeded) or rule is None:
        when = t("when needed")
    else:
        when = join("·", [_part(t, one.at.meal) for one in rule.times if isinstance(one.at, AtMeal)])
    if each == 1 and unit is Unit.TABLET:  # as everywhere, one goes without saying
        return when
    return t("{when} {amount}", when=when, amount=plans.amount(t, each, unit))


def _part(t: Texts, meal: Meal) -> Html:
    return {
        Meal.BREAKFAST: t("morning"),
        Meal.LUNCH: t("noon"),
        Meal.DINNER: t("evening"),
        Meal.BEDTIME: t("bedtime"),
    }[meal]
