"""Decides what a person is to be told of what is left of a medicine: each thing once a pack. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.core.doses.model import MedicationId
from bot.core.medications.closed_days import IsClosed, closed_days, open_day_after, open_day_before
from bot.core.schedules.timetable import Timetable

STOCK_DAYS = (
    7,
    3,
    5,
    10,
    14,
    0,
)  # days before the last tablet that can be chosen; the first unless set; 0: not told
EXPIRY_DAYS = 30  # before the last day of a pack on which it is told
SPARE_DAYS = 3  # more than the days set must be left before the same can be told again
AHEAD = timedelta(days=35)  # looked at: the most days that can be set, a long rest, and a few to spare


class StockNews(StrEnum):
    """What can be told of a medicine."""

    LOW = "low"  # so many days are left
    CLOSED = (
        "closed"  # it runs out on a weekend or a holiday, or just after: today is the last day to get more
    )
    OUT = "out"  # not enough is left for the next dose
    EXPIRES = "expires"  # the pack may soon not be taken any more


OF_STOCK = frozenset({StockNews.LOW, StockNews.CLOSED, StockNews.OUT})


@dataclass(frozen=True, slots=True)
class Supply:
    """What is left of one medicine of a person's list, and what was told of it."""

    id: MedicationId
    timetable: Timetable | None = None  # None: it has no plan
    stock: float | None = None  # units; None: not counted
    expires_on: date | None = None
    told: frozenset[StockNews] = field(default_factory=frozenset)
    is_paused: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether there is anything to tell of it, ever."""
        return self.stock is not None or self.expires_on is not None


@dataclass(frozen=True, slots=True)
class StockLook:
    """What is news of one medicine, and what was told and may be told again."""

    new: frozenset[StockNews] = field(default_factory=frozenset)
    over: frozenset[StockNews] = field(default_factory=frozenset)


def look_at(supply: Supply, days: int, now: datetime, today: date) -> StockLook:
    """Return what is to be told today, a local day, and was not told of this pack. `days` of 0: nothing of stock."""
    if supply.is_paused:
        return StockLook()
    due = _of_stock(supply, days, now, today) if days else frozenset()
    told = supply.told & OF_STOCK
    over = told if told and not due and _is_plenty(supply, days, now, today) else frozenset()
    if _expires_soon(supply, today):
        due |= {StockNews.EXPIRES}
    return StockLook(due - supply.told, over)


def lacking(supply: Supply, now: datetime, until: datetime) -> date | None:
    """Return the local day of the first dose up to an instant that the stock is not enough for; None for none."""
    if supply.timetable is None or supply.stock is None:
        return None
    left = supply.stock
    for dose in supply.timetable.between(now, until):
        left -= dose.amount
        if left < 0:
            return dose.day
    return None


def _of_stock(supply: Supply, days: int, now: datetime, today: date) -> frozenset[StockNews]:
    if supply.stock is None:
        return frozenset()
    if _is_out(supply, supply.stock, now):
        return frozenset({StockNews.OUT})
    day = lacking(supply, now, now + AHEAD)
    if day is None or supply.timetable is None:
        return frozenset()
    is_closed = closed_days(supply.timetable.zone)
    found = set()
    if day - timedelta(days=days) < open_day_after(
        today, is_closed
    ):  # not told on a day when nothing is open
        found.add(StockNews.LOW)
    if runs_out_in_rest(day, is_closed) and open_day_before(day, is_closed) == today:
        found.add(StockNews.CLOSED)
    return frozenset(found)


def runs_out_in_rest(day: date, is_closed: IsClosed) -> bool:
    """Return whether the first day without a medicine is a closed one, or follows one."""
    return is_closed(day) or is_closed(day - timedelta(days=1))


def _is_out(supply: Supply, stock: float, now: datetime) -> bool:
    dose = supply.timetable.next(now) if supply.timetable else None
    if dose is None:
        return stock <= 0
    return stock < dose.amount


def _is_plenty(supply: Supply, days: int, now: datetime, today: date) -> bool:
    """Return whether enough is left for some days more than are told before."""
    if supply.stock is None or _is_out(supply, supply.stock, now):
        return False
    day = lacking(supply, now, now + AHEAD)
    return day is None or day > today + timedelta(days=days + SPARE_DAYS)


def _expires_soon(supply: Supply, today: date) -> bool:
    return supply.expires_on is not None and supply.expires_on <= today + timedelta(days=EXPIRY_DAYS)
