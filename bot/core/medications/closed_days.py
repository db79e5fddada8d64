"""Weekends and public holidays of the country a person lives in: pharmacies and doctors may be closed. Pure."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from babel.core import get_global

SATURDAY, SUNDAY = 5, 6
LONGEST_REST = 14  # days; no country closes for longer

IsClosed = Callable[[date], bool]


def closed_days(zone: ZoneInfo) -> IsClosed:
    """Return whether a local day is a weekend or a public holiday where a clock is kept.

    Of countries that the `holidays` package does not have, only Saturday and Sunday are known.
    """
    country = get_global("zone_territories").get(zone.key, "")

    def is_closed(day: date) -> bool:
        weekend, free = _days_of(country, day.year)
        return day.weekday() in weekend or day in free

    return is_closed


def open_day_before(day: date, is_closed: IsClosed) -> date:
    """Return the last day before another on which nothing is closed."""
    before = (day - timedelta(days=back) for back in range(1, LONGEST_REST))
    return next((one for one in before if not is_closed(one)), day - timedelta(days=1))


def open_day_after(day: date, is_closed: IsClosed) -> date:
    """Return the first day after another on which nothing is closed."""
    after = (day + timedelta(days=further) for further in range(1, LONGEST_REST))
    return next((one for one in after if not is_closed(one)), day + timedelta(days=1))


@lru_cache(maxsize=256)
def _days_of(country: str, year: int) -> tuple[frozenset[int], frozenset[date]]:
    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return frozenset((SATURDAY, SUNDAY)), frozenset()
    return frozenset(found.weekend), frozenset(found)
