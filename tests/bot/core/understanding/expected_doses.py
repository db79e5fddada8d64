"""Expected doses in a short notation, expanded by counting days: written apart from the code that is tested."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
Dose = tuple[str, float]  # local time, amount
Timed = tuple[time, float]
OnDay = Callable[[date], list[Timed]]


def expected(notation: str, now: datetime) -> dict[str, object]:
    """Return what `bot schedule` has to say: `daily 08:00 18:30*2`, `on 0,2,4 08:00`, `every 3 2026-12-01 08:00`, …"""
    kind, *words = notation.split()
    if kind == "unclear":
        return {"unclear": True}
    if kind == "needed":
        names = {"max": "max_per_day", "gap": "min_hours"}
        limits = dict(word.split("=") for word in words)
        return {"as_needed": True} | {names[name]: float(value) for name, value in limits.items()}
    if kind == "count":
        return {"doses": list(_doses(_every_day(words[1:]), now, int(words[0])))}
    return {"doses": list(_doses(KINDS[kind](words), now, 10))}


def _doses(on_day: OnDay, now: datetime, most: int) -> Iterator[Dose]:
    found = 0
    for day in (now.date() + timedelta(days=step) for step in range(800)):
        for at, amount in sorted(on_day(day)):
            moment = datetime.combine(day, at, SEOUL)
            if moment >= now and found < min(most, 10):
                found += 1
                yield f"{moment:%Y-%m-%dT%H:%M}", amount


def _timed(words: list[str]) -> list[Timed]:
    parts = (word.partition("*") for word in words)
    return [(time.fromisoformat(at), float(amount or 1)) for at, _, amount in parts]


def _every_day(words: list[str]) -> OnDay:
    return lambda day: _timed(words)


def _weekdays(words: list[str]) -> OnDay:
    days = {int(one) for one in words[0].split(",")}
    return lambda day: _timed(words[1:]) if day.weekday() in days else []


def _every(words: list[str]) -> OnDay:
    every, first = int(words[0]), date.fromisoformat(words[1])
    return lambda day: _timed(words[2:]) if day >= first and (day - first).days % every == 0 else []


def _weeks(words: list[str]) -> OnDay:
    return _every([str(7 * int(words[0])), *words[1:2], *words[3:]])


def _month(words: list[str]) -> OnDay:
    days = {int(one) for one in words[0].split(",")}
    return lambda day: (
        _timed(words[1:]) if day.day in {min(one, monthrange(day.year, day.month)[1]) for one in days} else []
    )


def _cycle(words: list[str]) -> OnDay:
    on, off, first = int(words[0]), int(words[1]), date.fromisoformat(words[2])
    return lambda day: (
        _timed(words[3:]) if (day - first).days >= 0 and (day - first).days % (on + off) < on else []
    )


def _span(words: list[str]) -> OnDay:
    first, last = (None if word == "-" else date.fromisoformat(word) for word in words[:2])
    return lambda day: _timed(words[2:]) if (not first or day >= first) and (not last or day <= last) else []


def _parts(words: list[str]) -> OnDay:
    by_day = {
        int(one): at for days, _, at in (word.partition(":") for word in words) for one in days.split(",")
    }
    return lambda day: _timed([by_day[day.weekday()]] if day.weekday() in by_day else [])


def _taper(words: list[str]) -> OnDay:
    """`taper FIRST TIME 4x3 3x3 1x0`: amounts and days; 0 days: from then on."""
    first, at = date.fromisoformat(words[0]), time.fromisoformat(words[1])
    steps = [(float(amount), int(days)) for amount, _, days in (word.partition("x") for word in words[2:])]

    def on_day(day: date) -> list[Timed]:
        left = (day - first).days
        for amount, days in steps if left >= 0 else ():
            if days == 0 or left < days:
                return [(at, amount)]
            left -= days
        return []

    return on_day


KINDS: dict[str, Callable[[list[str]], OnDay]] = {
    "daily": _every_day, "on": _weekdays, "every": _every, "weeks": _weeks, "month": _month, "cycle": _cycle, "span": _span,
    "parts": _parts, "taper": _taper,
}  # fmt: skip
