"""New times for a medicine in the middle of a day: what was taken is not asked for again at another time. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.schedules.schedule import AsNeeded, Interval, Regular, Schedule, Taper
from bot.core.schedules.timetable import Timetable


def asks_after(
    before: Timetable | None, new: Timetable, taken: Sequence[datetime], now: datetime
) -> datetime:
    """Return the instant after which a new schedule asks for doses: now, or today's last dose that was taken already.

    `taken` are the instants of today's doses that were, by the schedule before. They and what lies before the last of
    them are behind the person, so as many of today's doses are by the new one.
    """
    today = now.astimezone(new.zone).date()
    doses = new.on(today)
    if not taken or not doses:
        return now
    last = max(taken)
    behind = max(len(taken), sum(one.at <= last for one in before.on(today)) if before else 0)
    return max([now, *(one.at for one in doses[:behind])])


def resumed(before: Timetable, paused_at: datetime, now: datetime) -> Schedule:
    """Return the schedule that goes on after a pause.

    A last day, and the steps of a taper, move by as long as the pause was; of a number of doses those are left that were
    not due before it. Days apart keep their rhythm: a weekly medicine taken on Monday is not asked for on Wednesday.
    """
    schedule = before.schedule
    pause = now.astimezone(before.zone).date() - paused_at.astimezone(before.zone).date()
    if isinstance(schedule, AsNeeded):
        return schedule
    if isinstance(schedule, Taper):
        return replace(schedule, first_day=schedule.first_day + pause)
    return replace(
        schedule,
        last_day=schedule.last_day and schedule.last_day + pause,
        doses=schedule.doses and max(1, schedule.doses - _due_before(before, paused_at)),
    )


def without_past_end(schedule: Schedule, today: date) -> Schedule:
    """Return a schedule without a last day that is over already."""
    if isinstance(schedule, Regular | Interval) and schedule.last_day and schedule.last_day < today:
        return replace(schedule, last_day=None)
    return schedule


def _due_before(timetable: Timetable, paused_at: datetime) -> int:
    return sum(1 for _ in timetable.between(timetable.begins, paused_at))
