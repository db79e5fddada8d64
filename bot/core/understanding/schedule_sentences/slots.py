"""Times of a day and amounts among the tokens of a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.core.schedules.schedule import AtMeal, Meal, TimeOfDay
from bot.core.understanding.schedule_sentences.tokens import Clock, Token

PARTS = {  # the meal that a part of the day goes by
    "breakfast": AtMeal(Meal.BREAKFAST),
    "lunch": AtMeal(Meal.LUNCH),
    "dinner": AtMeal(Meal.DINNER),
    "morning": AtMeal(Meal.BREAKFAST),
    "noon": AtMeal(Meal.LUNCH),
    "evening": AtMeal(Meal.DINNER),
    "bedtime": AtMeal(Meal.BEDTIME),
    "night": AtMeal(Meal.BEDTIME),
}
BEFORE_BREAKFAST = AtMeal(Meal.BREAKFAST, -30)  # where an empty stomach in the morning is asked for
MEALS = {1: (Meal.BREAKFAST,), 2: (Meal.BREAKFAST, Meal.DINNER), 3: (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)}
USUAL: dict[int, tuple[TimeOfDay, ...]] = {
    **{count: tuple(AtMeal(meal) for meal in meals) for count, meals in MEALS.items()},
    4: (AtMeal(Meal.BREAKFAST), AtMeal(Meal.LUNCH), AtMeal(Meal.DINNER), AtMeal(Meal.BEDTIME)),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the day, and which group of times it belongs to: an amount is said for each group."""

    at: TimeOfDay
    group: int = 0


def usual_slots(count: int, offset: int | None) -> list[Slot]:
    """Return the usual times for a number of doses a day; `offset` is minutes from meals. Empty where there are none."""
    if offset is None:
        return [Slot(at, place) for place, at in enumerate(USUAL.get(count, ()))]
    meals = MEALS.get(count, ())
    return [Slot(AtMeal(meal, offset), place) for place, meal in enumerate(meals)]


def slots_of(tokens: Sequence[Token], a_day: int | None = None) -> list[Slot] | None:
    """Return the times of a day that tokens name, in the order said; None where they contradict the number a day.

    A relation to meals without a meal holds for all of them, or for as many as the number a day says.
    """
    found, offset = _named(tokens)
    if found:
        return found if a_day in (None, len(found)) else None
    if offset is not None:
        return usual_slots(a_day or 3, offset) or None
    if a_day is not None:
        return usual_slots(a_day, None) or None
    return []


def amounts_of(tokens: Sequence[Token]) -> list[float]:
    """Return the amounts in the order said."""
    return [float(one.value) for one in tokens if one.kind == "x" and isinstance(one.value, int | float)]


def _named(tokens: Sequence[Token]) -> tuple[list[Slot], int | None]:
    """Return the named times, and the relation to meals where it is said of no meal."""
    reader = _SlotReader()
    for token in tokens:
        reader.take(token)
    return reader.slots(), reader.of_all_meals


class _SlotReader:
    """Reads the times of a day token by token.

    A relation such as "after" holds for the meals before it that have none yet (Korean), or for those that follow it (English).
    """

    def __init__(self) -> None:
        self._slots: list[Slot] = []
        self._group = 0
        self._is_group_over = False
        self._leading: int | None = None  # a relation that waits for its meal
        self._generic: int | None = None
        self._minutes: int | None = None
        self._related: list[int] = []  # the slots that the last relation holds for
        self._before = ""  # the kind of the token before

    def slots(self) -> list[Slot]:
        """Return the times found, each once; a meal whose relation was said is not taken without it as well."""
        related = {
            (one.group, one.at.meal) for one in self._slots if isinstance(one.at, AtMeal) and one.at.minutes
        }
        kept = [one for one in self._slots if not (_is_plain(one) and (one.group, _meal(one)) in related)]
        return list({one.at: one for one in reversed(kept)}.values())[::-1]

    @property
    def of_all_meals(self) -> int | None:
        """The relation that was said of no meal."""
        left = self._leading if self._leading is not None else self._generic
        return None if self._slots else left

    def take(self, token: Token) -> None:
        """Read one token."""
        match token.kind, token.value:
            case "x", _:
                self._is_group_over, self._leading = bool(self._slots), None
            case (("i" | "h"), int() | float() as length):
                self._length(int(length * (60 if token.kind == "h" else 1)))
            case "r", int() as offset:
                self._relation(offset)
            case "P", int() as offset:
                self._leading = self._signed(offset)
            case "M", _:
                self._generic, self._leading = (
                    self._leading if self._leading is not None else self._generic,
                    None,
                )
            case "E", _ if self._before == "c":
                pass  # the time of the clock was said
            case "E", _:
                self._slots = [one for one in self._slots if one.at != AtMeal(Meal.BREAKFAST)]
                self._add(BEFORE_BREAKFAST)
            case "p", str() as part:
                self._part(PARTS[part])
            case "c", Clock() as said:
                self._clock(said)
        self._before = token.kind if token.kind not in "e@" else self._before

    def _length(self, minutes: int) -> None:
        """Minutes that belong to the relation just said (식후 30분), or to the one that follows (30 minutes before)."""
        if self._before == "r" and self._related:
            for place in self._related:
                self._slots[place] = _related(self._slots[place], _sign(self._slots[place], minutes))
        elif self._before == "r" and self._generic is not None:
            self._generic = -minutes if self._generic < 0 else minutes
        else:
            self._minutes = minutes

    def _relation(self, offset: int) -> None:
        offset = self._signed(offset)
        places = [place for place in range(len(self._slots)) if _is_plain(self._slots[place])]
        if (
            self._before != "x"
        ):  # an amount ends what a relation reaches back to, unless the relation follows it
            places = [place for place in places if self._slots[place].group == self._slots[-1].group]
        for place in places:
            self._slots[place] = _related(self._slots[place], offset)
        self._related = places
        if not places:
            self._generic = offset

    def _part(self, at: AtMeal) -> None:
        if at == AtMeal(Meal.BREAKFAST) and any(one.at == BEFORE_BREAKFAST for one in self._slots):
            return
        if self._leading is not None and at.meal is not Meal.BEDTIME:
            at = AtMeal(at.meal, self._leading)
        self._add(at)

    def _clock(self, said: Clock) -> None:
        if self._before == "E" and self._slots and (said.half == 0 or said.hour in range(5, 11)):
            self._slots.pop()  # an empty stomach at 6
        elif self._before == "p" and said.half is None and self._slots:  # every morning at 7
            said = replace(said, half=_half_of(self._slots.pop().at))
        self._add(_time_of(said, self._slots))

    def _add(self, at: TimeOfDay) -> None:
        if self._is_group_over:
            self._group, self._is_group_over = self._group + 1, False
        self._slots.append(Slot(at, self._group))

    def _signed(self, offset: int) -> int:
        """Return a relation with the minutes that were said before it."""
        minutes, self._minutes = self._minutes, None
        return offset if minutes is None else -minutes if offset < 0 else minutes


def _meal(slot: Slot) -> Meal | None:
    return slot.at.meal if isinstance(slot.at, AtMeal) else None


def _sign(slot: Slot, minutes: int) -> int:
    return -minutes if isinstance(slot.at, AtMeal) and slot.at.minutes < 0 else minutes


def _time_of(said: Clock, before: Sequence[Slot]) -> time:
    """Return the time of the clock that is meant: from 7 to 11 the morning, from 1 to 6 the afternoon.

    The same hour a second time is that of the other half of the day.
    """
    hour = said.hour % 24
    if said.half is not None:
        hour = said.hour % 12 + said.half
    elif 1 <= said.hour <= 6:
        hour = said.hour + 12
    at = time(hour, said.minute)
    if said.half is None and at in [one.at for one in before] and hour < 12:
        return time(hour + 12, said.minute)
    return at


def _half_of(part: TimeOfDay) -> int:
    """Return the half of the day, 0 or 12, that a part of the day lies in."""
    return 0 if isinstance(part, AtMeal) and part.meal is Meal.BREAKFAST else 12


def _is_plain(slot: Slot) -> bool:
    """Return whether a slot is a meal of which no relation was said."""
    return isinstance(slot.at, AtMeal) and slot.at.meal is not Meal.BEDTIME and slot.at.minutes == 0


def _related(slot: Slot, offset: int) -> Slot:
    return replace(slot, at=AtMeal(slot.at.meal, offset)) if isinstance(slot.at, AtMeal) else slot
