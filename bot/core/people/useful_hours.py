"""At which hour a person is told what can wait: while they are awake, and pharmacies are open. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from bot.core.people.accounts import Account

HOURS = (10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 9)  # by the person's clock, the best first
AWAKE = range(8, 22)  # hours, by the clock of whoever reads
SPREAD = 50  # minutes over which people are looked at, so that not all are at once


def next_look(account: Account, after: datetime) -> datetime:
    """Return the next instant after another at which a person is looked at: once a local day."""
    today = after.astimezone(account.zone).date()
    looks = (_look_on(account, today + timedelta(days=further)) for further in count())
    return next(at for at in looks if at > after)


def look_tomorrow(account: Account, now: datetime) -> datetime:
    """Return the instant of the next local day at which a person is looked at."""
    return _look_on(account, now.astimezone(account.zone).date() + timedelta(days=1))


def is_useful(account: Account, at: datetime) -> bool:
    """Return whether a person may be told something at an instant; it may be later than it was to be."""
    planned = _look_on(account, at.astimezone(account.zone).date())
    is_planned = planned <= at < planned + timedelta(hours=1)
    return is_planned or (at.astimezone(account.zone).hour in HOURS and _suits(account, at))


def _look_on(account: Account, day: date) -> datetime:
    """Return when a person is looked at on a local day; at ten where no hour suits them."""
    minute = account.person_id % SPREAD
    hours = [datetime.combine(day, time(hour, minute), account.zone) for hour in HOURS]
    return next((at for at in hours if _suits(account, at)), hours[0]).astimezone(UTC)


def _suits(account: Account, at: datetime) -> bool:
    there, here = at.astimezone(account.zone), at.astimezone(account.home)
    is_after_breakfast = there.time() >= account.meals.breakfast or account.meals.breakfast.hour >= AWAKE[-1]
    return is_after_breakfast and here.hour in AWAKE and not account.habits.is_quiet(at, account.home)
