"""New times for a medicine in the middle of a day: what was taken is not asked for again at another time. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.schedules.plans import Plan


def asks_after(
    before: Plan | None, plan: Plan, taken: Sequence[datetime], zone: ZoneInfo, now: datetime
) -> datetime:
    """Return the instant after which a new plan asks for doses: now, or today's last dose that was taken already.

    `taken` are the instants of today's doses that were, by the plan before. They and what lies before the last of
    them are behind the person, so as many of today's doses are by the new plan.
    """
    today = now.astimezone(zone).date()
    if not taken or not plan.includes(today):
        return now
    last = max(taken).astimezone(zone).time()
    behind = max(len(taken), sum(at <= last for at in before.times) if before else 0)
    over = [datetime.combine(today, at, zone).astimezone(UTC) for at in plan.times[:behind]]
    return max([now, *over])


def is_over_today(plan: Plan, zone: ZoneInfo, now: datetime) -> bool:
    """Return whether a plan of one dose a day begins today, and its time has passed: the first reminder is days away."""
    local = now.astimezone(zone)
    return plan.first_day == local.date() and len(plan.times) == 1 and plan.times[0] <= local.time()
