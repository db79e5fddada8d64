"""Stand-ins for what is outside: each does what its Protocol says, and remembers it."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import Blocked, Delivered, Outcome
from inference.drawing.orders import PictureOrder
from inference.drawing.pictures import draw
from inference.photo import DEFAULT_LIMITS


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> datetime:
        """Move on, and return what it shows now."""
        self.at += timedelta(**by)
        return self.at


class FakeNotifier:
    """A `Notifier` that keeps what it was given; it fails for the chats it is told to."""

    def __init__(self) -> None:
        self.reminded: list[Reminder] = []
        self.unreachable: set[int] = set()
        self.failing: list[Outcome] = []  # what comes of the next reminders
        self.replaced: list[int | None] = []  # messages before

    async def remind(self, reminder: Reminder) -> Outcome:
        if reminder.account.chat_id in self.unreachable:
            return Blocked()
        if self.failing:
            return self.failing.pop(0)
        self.reminded.append(reminder)
        return Delivered(1000 + len(self.reminded))

    async def replace(self, reminder: Reminder) -> None:
        self.replaced.append(reminder.message_id)


class DrawsPictures:
    """What draws pictures for `Scans` that only see what a test lays before them."""

    async def draw(self, order: PictureOrder) -> bytes:
        return await asyncio.to_thread(draw, order, DEFAULT_LIMITS)


class FakeMeter:
    """A `ReminderMeter` that keeps what it was told."""

    def __init__(self) -> None:
        self.lateness: list[float] = []
        self.failed = 0

    def reminded(self, lateness_seconds: float) -> None:
        self.lateness.append(lateness_seconds)

    def reminders_failed(self, count: int) -> None:
        self.failed += count


class NoCatalogue:
    """The `products` of a `Knowledge` that has none."""

    async def products(self, ids: object) -> dict[object, object]:
        return {}
