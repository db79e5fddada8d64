"""A list by times of day: a line for each time with what is taken then."""

from datetime import datetime, time

from bot.core.medications.medications import Medication, Overview
from bot.core.people.accounts import Account
from bot.core.schedules.schedule import EveryDay, clock_of, only_rule
from bot.telegram.ui import plans, words
from bot.telegram.ui.screens import lines
from bot.telegram.ui.texts import Html, Texts, join

NAMED = 3  # medicines of one time that are named on a large and simple screen
FEW = 3  # medicines whose names are shown whole


def by_time(t: Texts, overview: Overview, account: Account) -> Html:
    """Return what is taken at each time of day, then what is taken otherwise."""
    timed: dict[time, list[Html]] = {}
    otherwise: dict[Html, list[Html]] = {}
    is_short = len(overview.medications) > FEW
    for medication in overview.medications:
        name = words.name_in(t, overview, medication.product_id)
        shown = t("{name}", name=plans.label(name) if is_short else name)
        doses = _doses(medication, account)
        for at, amount in doses:
            timed.setdefault(at, []).append(_counted(t, shown, amount, medication))
        if not doses:
            otherwise.setdefault(_how(t, medication), []).append(shown)
    said = [
        t("<b>{time}</b> {names}", time=f"{at:%H:%M}", names=_named(t, timed[at])) for at in sorted(timed)
    ]
    said += [t("<b>{how}</b> {names}", how=how, names=_named(t, names)) for how, names in otherwise.items()]
    return lines(said)


def running_out(t: Texts, overview: Overview, now: datetime, account: Account) -> list[Html]:
    """Return a line for each medicine of which little or nothing is left."""
    today = now.astimezone(account.zone).date()
    low = [(one, plans.stock(t, one, today)) for one in overview.medications if plans.is_low(one, today)]
    said = [
        t("{left} <b>{name}</b>", left=left, name=plans.label(words.name_in(t, overview, one.product_id)))
        for one, left in low
    ]
    return [lines(said)] if said else []


def in_full(
    t: Texts, overview: Overview, number: int, medication: Medication, account: Account, now: datetime
) -> Html:
    """Return one medicine with all that is set for it."""
    name = words.name_in(t, overview, medication.product_id)
    return lines(
        [t("{number}. <b>{name}</b>", number=number, name=name), *plans.summary(t, medication, account, now)]
    )


def _doses(medication: Medication, account: Account) -> list[tuple[time, float]]:
    """Return when and how much is taken of a medicine that is taken alike every day."""
    rule = only_rule(medication.plan)
    if medication.paused_at or rule is None or not isinstance(rule.days, EveryDay):
        return []
    return [(clock_of(one.at, account.meals), one.amount) for one in rule.times]


def _how(t: Texts, medication: Medication) -> Html:
    if medication.paused_at:
        return t("⏸ paused")
    if medication.plan is None:
        return t("no times yet")
    return t("on other days") if medication.has_times else t("when needed")


def _counted(t: Texts, name: Html, amount: float, medication: Medication) -> Html:
    if amount == 1:
        return name
    return t("{name} {amount}", name=name, amount=plans.amount(t, amount, medication.unit))


def _named(t: Texts, names: list[Html]) -> Html:
    if not t.is_large or len(names) <= NAMED + 1:
        return join(", ", names)
    said = join(", ", names[:NAMED])
    return t.count("{names} and {n} more", "{names} and {n} more", len(names) - NAMED, names=said)
