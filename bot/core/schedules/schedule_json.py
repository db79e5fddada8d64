"""A schedule as JSON text, as it is kept, and back. Pure.

`v` is the version of the form; every value of a union says its `kind`. A time of day is "08:00", or "dinner+30" where it
is tied to a meal.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any

from bot.core.schedules.schedule import (
    AsNeeded,
    AtMeal,
    Cycle,
    Days,
    EveryDay,
    EveryNDays,
    Interval,
    Meal,
    OnMonthDays,
    OnWeekdays,
    Regular,
    Rule,
    Schedule,
    Step,
    Taper,
    TimedAmount,
    TimeOfDay,
)

VERSION = 1
Data = dict[str, Any]


def to_json(schedule: Schedule) -> str:
    """Return a schedule as text; the same schedule gives the same text."""
    return json.dumps({"v": VERSION} | _schedule(schedule), separators=(",", ":"))


@lru_cache(
    maxsize=4096
)  # the ledger reads the plans of many people over and over, and most of them are alike
def from_json(text: str) -> Schedule:
    """Return the schedule that a text holds; raise ValueError for a version that is not known."""
    data = json.loads(text)
    if data["v"] != VERSION:
        raise ValueError(f"expected version {VERSION} of a schedule, got {data['v']}")
    return _read(data)


def _schedule(schedule: Schedule) -> Data:
    match schedule:
        case Regular(rules, first_day, last_day, doses):
            each = [{"days": _days(rule.days), "times": _times(rule.times)} for rule in rules]
            return {"kind": "regular", "rules": each} | _told(
                first_day=first_day, last_day=last_day, doses=doses
            )
        case Taper(steps, first_day):
            said = [{"times": _times(step.times), "days": step.days} for step in steps]
            return {"kind": "taper", "steps": said, "first_day": first_day.isoformat()}
        case Interval():
            return {"kind": "interval", "hours": schedule.hours, "amount": schedule.amount} | _told(
                start=schedule.start, until=schedule.until, first_day=schedule.first_day,
                last_day=schedule.last_day, doses=schedule.doses, since_taken=schedule.since_taken or None,
            )  # fmt: skip
        case AsNeeded(amount, least_hours, most_a_day):
            return {"kind": "as-needed", "amount": amount} | _told(
                least_hours=least_hours, most_a_day=most_a_day
            )


def _read(data: Mapping[str, Any]) -> Schedule:
    match data["kind"]:
        case "regular":
            rules = tuple(Rule(_read_times(one["times"]), _read_days(one["days"])) for one in data["rules"])
            return Regular(rules, _date(data, "first_day"), _date(data, "last_day"), data.get("doses"))
        case "taper":
            steps = tuple(Step(_read_times(one["times"]), one["days"]) for one in data["steps"])
            return Taper(steps, date.fromisoformat(data["first_day"]))
        case "interval":
            return Interval(
                data["hours"], time.fromisoformat(data["start"]), _time(data, "until"), data["amount"],
                _date(data, "first_day"), _date(data, "last_day"), data.get("doses"),
                since_taken=data.get("since_taken", False),
            )  # fmt: skip
        case "as-needed":
            return AsNeeded(data["amount"], data.get("least_hours"), data.get("most_a_day"))
    raise ValueError(f"expected a kind of schedule, got {data['kind']!r}")


def _days(days: Days) -> Data:
    match days:
        case EveryDay():
            return {"kind": "every-day"}
        case OnWeekdays(weekdays, every, first):
            return {"kind": "weekdays", "weekdays": sorted(weekdays), "every": every} | _told(first=first)
        case EveryNDays(every, first):
            return {"kind": "every-n-days", "every": every, "first": first.isoformat()}
        case OnMonthDays(month_days, every, first):
            return {"kind": "month-days", "days": sorted(month_days), "every": every} | _told(first=first)
        case Cycle(on, off, first):
            return {"kind": "cycle", "on": on, "off": off, "first": first.isoformat()}


def _read_days(data: Mapping[str, Any]) -> Days:
    match data["kind"]:
        case "every-day":
            return EveryDay()
        case "weekdays":
            return OnWeekdays(frozenset(data["weekdays"]), data["every"], _date(data, "first"))
        case "every-n-days":
            return EveryNDays(data["every"], date.fromisoformat(data["first"]))
        case "month-days":
            return OnMonthDays(frozenset(data["days"]), data["every"], _date(data, "first"))
        case "cycle":
            return Cycle(data["on"], data["off"], date.fromisoformat(data["first"]))
    raise ValueError(f"expected a kind of days, got {data['kind']!r}")


def _times(times: Sequence[TimedAmount]) -> list[Data]:
    return [{"at": _time_of_day(one.at), "amount": one.amount} for one in times]


def _read_times(times: Sequence[Mapping[str, Any]]) -> tuple[TimedAmount, ...]:
    return tuple(TimedAmount(_read_time_of_day(one["at"]), one["amount"]) for one in times)


def _time_of_day(at: TimeOfDay) -> str:
    return f"{at:%H:%M}" if isinstance(at, time) else f"{at.meal}{at.minutes:+d}"


def _read_time_of_day(text: str) -> TimeOfDay:
    if text[0].isdigit():
        return time.fromisoformat(text)
    sign = "-" if "-" in text else "+"
    meal, _, minutes = text.partition(sign)
    return AtMeal(Meal(meal), int(f"{sign}{minutes}"))


def _told(**values: date | time | float | None) -> Data:
    """Return those values that are told, dates and times as text."""
    return {
        name: f"{value:%H:%M}"
        if isinstance(value, time)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in values.items()
        if value is not None
    }


def _date(data: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(data[name]) if name in data else None


def _time(data: Mapping[str, Any], name: str) -> time | None:
    return time.fromisoformat(data[name]) if name in data else None
