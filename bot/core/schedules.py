"""A schedule to the instants at which doses are due: pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Daily:
    """The same local times on every day. A slot is an index into `times`, which are sorted and differ."""

    times: tuple[time, ...]
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.times or list(self.times) != sorted(set(self.times)):
            raise ValueError(f"expected at least one time, sorted and all different, got {self.times}")


@dataclass(frozen=True, slots=True)
class Due:
    """One dose to come: its slot on a local day, and the instant in UTC."""

    day: date
    slot: int
    at: datetime


def due_between(schedule: Daily, after: datetime, until: datetime) -> Iterator[Due]:
    """Yield what is due in (after, until], in order.

    A local time that a clock change leaves out is due as much later as the clock jumped; one that comes twice is due
    the first time.
    """
    day, last = (
        after.astimezone(schedule.zone).date() - timedelta(days=1),
        until.astimezone(schedule.zone).date(),
    )
    while day <= last:
        for slot, local in enumerate(schedule.times):
            at = datetime.combine(day, local, schedule.zone).astimezone(UTC)
            if after < at <= until:
                yield Due(day, slot, at)
        day += timedelta(days=1)
