"""Stand-ins for what is outside: each does what its Protocol says, and remembers it."""

from datetime import UTC, datetime, timedelta

from bot.core.doses.reminders import Reminder, Unreachable


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
        self.failures = 0  # of the next so many reminders

    async def remind(self, reminder: Reminder) -> int:
        if reminder.account.chat_id in self.unreachable:
            raise Unreachable
        if self.failures:
            self.failures -= 1
            raise TimeoutError
        self.reminded.append(reminder)
        return 1000 + len(self.reminded)
