"""What was found in a sentence so far, and why it may be unclear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.core.schedules.schedule import Days, EveryDay, MealTimes, TimedAmount, clock_of
from bot.core.understanding.schedule_sentences.slots import Slot
from bot.core.understanding.schedule_sentences.tokens import Token, kinds


class Why(StrEnum):
    """Why a sentence is no schedule yet."""

    TIME = "no-such-time"  # 25:00, April 31
    ENDS_BEFORE = "ends-before"  # it begins
    TWICE = "same-time-twice"  # 아침 8시 8시
    AMOUNT = "amount"  # nothing, or far too much, at a time
    TOO_OFTEN = "too-often"  # in a day, or never
    ENDLESS = "endless"  # amounts that become fewer, without an end
    IMPOSSIBLE = "impossible"  # anything else that can't be
    INCOMPLETE = "incomplete"  # the days or the hours are missing
    NOTHING = "nothing"  # it says nothing of times
    LEFT_OVER = "left-over"  # a part of it was not understood


@dataclass(frozen=True, slots=True)
class Unclear:
    """A sentence that a careful assistant asks about."""

    why: Why


class UnclearError(Exception):
    """Ends the reading of a sentence that is no schedule yet."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Draft:
    """What was found in a sentence so far; `rest` is what is not used yet."""

    rest: list[Token]
    now: datetime  # local
    first: date | None = None
    last: date | None = None
    lasting: int | None = None
    total: int | None = None
    a_day: int | None = None
    days: Days = field(default_factory=EveryDay)
    has_days: bool = False

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def start(self) -> date:
        return self.first or self.today

    def take(self, pattern: str) -> list[Token] | None:
        """Take the first tokens whose kinds fit a pattern out of what is not used."""
        match = re.search(pattern, kinds(self.rest))
        if match is None or match.start() == match.end():
            return None
        taken = self.rest[match.start() : match.end()]
        del self.rest[match.start() : match.end()]
        return taken


def timed(slots: Sequence[Slot], amounts: Sequence[float]) -> tuple[TimedAmount, ...]:
    """Join times and amounts: one amount is for all times, otherwise there is one for each group of times."""
    if not amounts:
        amounts = (1.0,)
    groups = max(slot.group for slot in slots) + 1
    if len(amounts) not in (1, groups):
        raise UnclearError(Why.LEFT_OVER)
    each = [amounts[slot.group if len(amounts) > 1 else 0] for slot in slots]
    found = {slot.at: TimedAmount(slot.at, amount) for slot, amount in zip(slots, each, strict=True)}
    return tuple(sorted(found.values(), key=lambda one: clock_of(one.at, MealTimes())))


def first_day_of_course(times: Sequence[TimedAmount], draft: Draft, meals: MealTimes) -> date:
    """Return today where one of its doses is still to come, else tomorrow."""
    left = any(clock_of(one.at, meals) >= draft.now.time() for one in times)
    return draft.today + timedelta(days=not left)


def number(token: Token) -> float:
    """Return the number that a token stands for."""
    if not isinstance(token.value, int | float):
        raise TypeError(f"expected a number, got {token}")
    return float(token.value)


def in_days(token: Token) -> int:
    """Return a length in days."""
    return int(number(token)) * {"w": 7, "m": 30}.get(token.kind, 1)


def day_of(token: Token) -> date:
    """Return the date that a token stands for."""
    if not isinstance(token.value, date):
        raise TypeError(f"expected a date, got {token}")
    return token.value


def next_on(start: date, weekdays: frozenset[int]) -> date:
    """Return the first day from a start on that is one of the weekdays."""
    return min(start + timedelta(days=(one - start.weekday()) % 7) for one in weekdays)
