"""What a printed page says of taking a medicine, as a schedule that ends with what was given out. Pure."""

import re

from bot.core.schedules.answered_schedule import USUAL, usual_times
from bot.core.schedules.schedule import (
    MOST_AMOUNT,
    AsNeeded,
    AtMeal,
    Meal,
    Regular,
    Rule,
    Schedule,
    TimedAmount,
)
from knowledge.pages.doses import Dose

MEALS = {"아침": Meal.BREAKFAST, "점심": Meal.LUNCH, "저녁": Meal.DINNER, "취침전": Meal.BEDTIME}
MEAL = re.compile(
    r"식\s*사?\s*(?P<side>후|전|간)\s*(?P<at_once>즉시|직후|직전|바로)?\s*(?:(?P<minutes>\d{1,3})\s*분|(?P<hours>\d)\s*시간)?"
)
USUAL_MINUTES = {"후": 30, "전": -30, "간": 120}  # as they are understood where people write them


def printed_schedule(dose: Dose) -> Schedule | None:
    """Return the schedule that a page tells; None where something of it has to be asked for.

    It ends after the doses that were given out: 5일분 three times a day are fifteen, whenever the first one is taken.
    """
    if dose.doubtful or dose.is_long or dose.per_dose is None:
        return None
    if dose.as_needed:
        return AsNeeded(dose.per_dose, most_a_day=dose.per_day)
    if dose.per_day is None or dose.days is None or not dose.agrees:
        return None
    times = _times(dose)
    if not times or dose.per_dose > MOST_AMOUNT:
        return None
    amounts = tuple(TimedAmount(at, dose.per_dose) for at in times)
    return Regular((Rule(amounts),), doses=dose.per_day * dose.days)


def _times(dose: Dose) -> tuple[AtMeal, ...]:
    """The times of a day: the parts that are told, else the usual ones for so many doses."""
    minutes = _minutes(dose.timing)
    if dose.slots:
        meals = tuple(MEALS[slot] for slot in dose.slots)
    else:
        meals = tuple(at.meal for at in usual_times(dose.per_day)) if dose.per_day in USUAL else ()
    return tuple(AtMeal(meal, 0 if meal is Meal.BEDTIME else minutes) for meal in meals)


def _minutes(timing: str) -> int:
    """How long after a meal, or before it where negative; 0 where nothing is said."""
    found = MEAL.search(timing)
    if found is None or found["at_once"]:
        return 0
    usual = USUAL_MINUTES[found["side"]]
    told = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0)
    return max(-240, min(240, (told if usual > 0 else -told) if told else usual))
