"""The age of a person of whom only the year of birth is known, and rules that depend on it."""

import re
from datetime import date

from knowledge.interactions.verdicts import Profile

DAYS_A_YEAR = 365.25
FROM_AGE = re.compile(r"(\d+)세이상")


def ages_of(person: Profile, on: date) -> tuple[float, float] | None:
    """Return the least and the greatest age, in years, of someone born at any time of that year."""
    if person.birth_year is None:
        return None
    youngest = (on - date(person.birth_year, 12, 31)).days
    oldest = (on - date(person.birth_year, 1, 1)).days + 1
    return youngest / DAYS_A_YEAR, oldest / DAYS_A_YEAR


def may_be(ages: tuple[float, float] | None, start: float, below: float | None) -> bool:
    """Tell whether a person of one of these ages may fall under a rule; when in doubt, yes."""
    if ages is None:
        return False
    return ages[1] >= start and (below is None or ages[0] < below)


def may_hold(condition: str, person: Profile, on: date) -> bool:
    """Tell whether a rule with this remark, such as 75세이상남성, may hold for a person; when in doubt, yes."""
    found, ages = FROM_AGE.search(condition), ages_of(person, on)
    return found is None or ages is None or may_be(ages, float(found[1]), None)
