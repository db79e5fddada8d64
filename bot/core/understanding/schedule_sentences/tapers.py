"""Amounts that go down step by step."""

import re
from collections.abc import Sequence

from bot.core.schedules.schedule import MealTimes, Step, Taper
from bot.core.understanding.schedule_sentences.draft import (
    Draft,
    UnclearError,
    Why,
    first_day_of_course,
    in_days,
    number,
    timed,
)
from bot.core.understanding.schedule_sentences.slots import slots_of, usual_slots
from bot.core.understanding.schedule_sentences.tokens import Token, kinds

OFTEN = {"a": 2, "L": 7, "y": 1}  # days from one step to the next: every other day, every week, every day


def taper(draft: Draft, meals: MealTimes) -> Taper | None:
    said = kinds(draft.rest)
    if "R" in said:
        return _by_reduction(draft, meals)
    amounts = said.count("x")
    lengths = len(re.findall(r"[dDw]", re.sub(r"d(?=t)|(?<=t)d", "", said)))
    if amounts < 2 or not lengths or re.search("[kl]", said):
        return None
    if lengths < amounts - 1 and not (lengths == 1 and "@" in said):
        return None
    if (
        lengths == 1
        and amounts == 2
        and "N" not in said
        and "S" not in said
        and not re.search(r"D.*x.*x|x.*D.*x", said)
    ):
        return None
    pairs = _pairs(draft)
    slots = slots_of(
        [one for one in draft.rest if one.kind in "cprPMEih"], times_a_day(draft)
    ) or usual_slots(times_a_day(draft) or 1, None)
    steps = tuple(Step(timed(slots, (amount,)), days) for amount, days in pairs)
    return Taper(steps, draft.first or first_day_of_course(steps[0].times, draft, meals))


def times_a_day(draft: Draft) -> int | None:
    match = re.search(r"[dy]t|t[dy]", kinds(draft.rest))
    if match is None:
        return None
    return int(number(next(one for one in draft.rest[match.start() : match.end()] if one.kind == "t")))


def _pairs(draft: Draft) -> list[tuple[float, int | None]]:
    """Return the amounts of a taper in order, each with its number of days; the last may have none."""
    tokens = [
        one
        for place, one in enumerate(draft.rest)
        if one.kind in "xdDw" and not _is_per_day(draft.rest, place)
    ]
    lengths = [in_days(one) for one in tokens if one.kind != "x"]
    amounts = [number(one) for one in tokens if one.kind == "x"]
    if len(lengths) == 1 and len(amounts) > 1 and "N" not in kinds(draft.rest):
        lengths = lengths * len(amounts)
    if len(lengths) == len(amounts) - 1 and tokens[-1].kind == "x":
        return [*zip(amounts[:-1], lengths, strict=True), (amounts[-1], None)]
    if len(lengths) != len(amounts):
        raise UnclearError(Why.LEFT_OVER)
    return list(zip(amounts, lengths, strict=True))


def _is_per_day(tokens: Sequence[Token], place: int) -> bool:
    """Return whether a number of days is only the "a day" of a frequency."""
    if tokens[place].kind != "d":
        return False
    around = kinds(tokens[max(0, place - 1) : place + 2])
    return number(tokens[place]) == 1 and (
        "t" in around
        or (place > 0 and tokens[place - 1].kind == "x" and "x" in around and around.endswith("d"))
    )


def _by_reduction(draft: Draft, meals: MealTimes) -> Taper:
    """Read "four at first, one less every three days": down to nothing, or to the amount that is said last."""
    amounts = [number(one) for one in draft.rest if one.kind == "x"]
    lengths = [
        OFTEN[one.kind] if one.kind in OFTEN else in_days(one) for one in draft.rest if one.kind in "dDwaLy"
    ]
    if len(amounts) < 2 or len(lengths) != 1:
        raise UnclearError(Why.ENDLESS)
    is_less_first = kinds(draft.rest).find("R") < kinds(draft.rest).find("x")
    first, less = (max(amounts[:2]), min(amounts[:2])) if not is_less_first else (amounts[0], amounts[1])
    least = amounts[2] if len(amounts) > 2 else less
    slots = slots_of(
        [one for one in draft.rest if one.kind in "cprPMEih"], times_a_day(draft)
    ) or usual_slots(1, None)
    steps: list[Step] = []
    left = first
    while left >= least > 0 and len(steps) < 60:
        is_last = left - less < least
        steps.append(Step(timed(slots, (left,)), None if is_last and len(amounts) > 2 else lengths[0]))
        left = round(left - less, 2)
    return Taper(tuple(steps), draft.first or first_day_of_course(steps[0].times, draft, meals))
