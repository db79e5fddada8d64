"""How a person wants to be reminded: how often a reminder is repeated, and when it makes no sound. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY = (5, 10, 15, 30)  # minutes that can be chosen
MOST_REPEATS = 5


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which nothing is repeated and nothing makes a sound; they may pass midnight."""

    begin: time
    end: time

    def include(self, at: datetime, zone: ZoneInfo) -> bool:
        """Return whether an instant lies in them by the clock of a zone; the end does not."""
        local = at.astimezone(zone).time()
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


@dataclass(frozen=True, slots=True)
class Habits:
    """A reminder that nobody answers is repeated `repeats` times."""

    every: timedelta = timedelta(minutes=10)
    repeats: int = 3
    quiet: QuietHours | None = None

    def is_quiet(self, at: datetime, zone: ZoneInfo) -> bool:
        """Return whether an instant lies in the quiet hours."""
        return self.quiet is not None and self.quiet.include(at, zone)
