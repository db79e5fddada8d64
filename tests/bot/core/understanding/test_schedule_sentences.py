"""Sentences that say when a medicine is taken: read right, or called unclear; and written so that they read back the same."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.people.accounts import Language
from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    Cycle,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    MealTimes,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Rule,
    Step,
    Taper,
    TimedAmount,
    clock_of,
)
from bot.core.understanding.schedule_sentences.phrase import phrase
from bot.core.understanding.schedule_sentences.reader import LONGEST, read
from bot.ops.commands.schedule_command import understand_schedule
from tests.bot.core.understanding.expected_doses import SEOUL, expected
from tests.conftest import SHARED_DATA

NOW = datetime(2026, 12, 1, 6, tzinfo=SEOUL).replace(tzinfo=None)  # local
CASES = SHARED_DATA.parent / "cases" / "schedules_dev.jsonl"


def own_sentences() -> Iterator[tuple[str, str, str, str]]:
    for line in Path(__file__).with_name("schedule_sentences.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, text, notation, *start = line.split("\t")
            yield language, text, notation, start[0] if start else "2026-12-01T06:00"


def said(text: str, language: str, start: str) -> dict[str, object]:
    """Return what `bot schedule` prints, without the sentence and the reason."""
    found = understand_schedule(text, Language(language), start, SEOUL)
    if "doses" in found:
        return {"doses": [(dose["at"], dose["amount"]) for dose in found["doses"]]}
    return {name: value for name, value in found.items() if name not in ("understood", "why")}


@pytest.mark.parametrize(
    ("language", "text", "notation", "start"), list(own_sentences()), ids=lambda value: value[:40]
)
def test_a_sentence_is_read_as_the_doses_it_says(language, text, notation, start):
    now = datetime.fromisoformat(start).replace(tzinfo=SEOUL)
    assert said(text, language, start) == expected(notation, now)


@pytest.mark.skipif(not CASES.exists(), reason=f"{CASES} is not there")
def test_sentences_of_another_hand_are_read_as_the_doses_they_say():
    wrong = []
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        found = understand_schedule(
            case["text"], Language(case["lang"]), case["from"], ZoneInfo(case["zone"])
        )
        keys = ("doses", "unclear", "as_needed", "max_per_day", "min_hours")
        if {key: found.get(key) for key in keys} != {key: case.get(key) for key in keys}:
            wrong.append(case["text"])
    assert wrong == []


def test_a_text_that_is_too_long_for_a_schedule_is_none():
    assert "unclear" in understand_schedule("아침 " * LONGEST, Language.KOREAN, "2026-12-01T06:00", SEOUL)


@given(
    st.text(
        alphabet="아침점심저녁식후전하루한두세번알일이주월화수목금토마다부터까지쉬고먹고0123456789 :,.시분간",
        max_size=60,
    )
)
@settings(max_examples=200, deadline=None)
def test_no_text_ends_in_an_error(text):
    for language in Language:
        read(text, language, NOW)


amounts = st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0])
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 45]))
minutes = st.sampled_from([0, -30, 30, -60, 60, 120])
meals = st.builds(AtMeal, st.sampled_from([Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER]), minutes) | st.just(
    AtMeal(Meal.BEDTIME)
)


def in_order(timed: list[TimedAmount]) -> tuple[TimedAmount, ...]:
    """Return the times in the order of the day, each meal and each time once."""
    by_meal = {one.at.meal if isinstance(one.at, AtMeal) else one.at: one for one in timed}
    by_clock = {clock_of(one.at, MealTimes()): one for one in by_meal.values()}
    return tuple(by_clock[at] for at in sorted(by_clock))


times = st.lists(st.builds(TimedAmount, clocks | meals, amounts), min_size=1, max_size=4).map(in_order)
days = st.dates(NOW.date(), date(2027, 10, 30))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
no_date_of_their_own = (
    st.just(EveryDay())
    | st.builds(OnWeekdays, weekdays)
    | st.builds(OnMonthDays, st.frozensets(st.integers(1, 31), min_size=1, max_size=3))
)
counted_from_a_date = (
    st.builds(EveryNDays, st.integers(2, 60), days)
    | st.builds(Cycle, st.integers(1, 40), st.integers(1, 40), days)
    | st.builds(
        lambda on, every, day: OnWeekdays(on, every, _first(day, on)), weekdays, st.integers(2, 8), days
    )
)
lengths = st.none() | st.integers(0, 60)
counts = st.none() | st.integers(2, 40)


def _first(day: date, on: frozenset[int]) -> date:
    return min(day + timedelta(days=(one - day.weekday()) % 7) for one in on)


def _regular(timed, on, first, length, count):
    last = (
        None
        if length is None
        else (first or getattr(on, "first", None) or NOW.date()) + timedelta(days=length)
    )
    return Regular((Rule(timed, on),), first, last, count)


def _taper(timed, steps, last, first):
    made = [Step((TimedAmount(timed[0].at, amount),), length) for amount, length in steps]
    made += [Step((TimedAmount(timed[0].at, last),), None)] if last else []
    return Taper(tuple(made), first)


def _interval(hours, start, amount, first, length):
    last = None if length is None else (first or NOW.date()) + timedelta(days=length)
    return Interval(hours, start, None, amount, first, last)


schedules = (
    st.builds(_regular, times, no_date_of_their_own, st.none() | days, lengths, counts)
    | st.builds(_regular, times, counted_from_a_date, st.none(), lengths, counts)
    | st.builds(
        _taper,
        times,
        st.lists(st.tuples(amounts, st.integers(2, 30)), min_size=2, max_size=5),
        st.none() | amounts,
        days,
    )
    | st.builds(
        _interval,
        st.sampled_from([1.5, 2, 3, 4, 5, 6, 8, 12, 36]),
        clocks,
        amounts,
        st.none() | days,
        lengths,
    )
    | st.builds(
        AsNeeded, amounts, st.none() | st.sampled_from([4.0, 6.0, 8.0]), st.none() | st.integers(1, 8)
    )
)


@given(schedules, st.sampled_from(list(Language)))
@settings(max_examples=400, deadline=None)
def test_a_schedule_that_is_written_reads_back_the_same(schedule, language):
    assert read(phrase(schedule, language, NOW.date()), language, NOW) == schedule
