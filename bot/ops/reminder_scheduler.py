"""The clock of reminders: APScheduler wakes it when the next dose is due, and at least every half minute."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.doses.reminders import ReminderService

AT_LEAST_EVERY = timedelta(seconds=30)
Clock = Callable[[], datetime]


class ReminderScheduler:
    """Ticks `ReminderService`. The ledger is the truth, so a tick too many does no harm and a missed one is made up for."""

    def __init__(
        self, reminders: ReminderService, clock: Clock, hourly: Callable[[datetime], Awaitable[None]]
    ) -> None:
        """`hourly` is what the house needs once an hour, whenever that is."""
        self._reminders = reminders
        self._clock = clock
        self._hourly = hourly
        self._turn = asyncio.Lock()
        self._ticked_at: datetime | None = None
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2}
        )

    def start(self) -> None:
        """Begin, with what became due while the bot was away."""
        seconds = AT_LEAST_EVERY.total_seconds()
        self._scheduler.add_job(self._tick, "interval", seconds=seconds, id="steady")
        self._scheduler.add_job(self._tidy, "interval", hours=1, id="hourly")
        for work in (self._tick, self._tidy):
            self._scheduler.add_job(work)  # without a trigger: now
        self._scheduler.start()

    def wake(self) -> None:
        """Tick soon: a plan was changed."""
        self._scheduler.add_job(self._tick, id="soon", replace_existing=True)

    async def aclose(self) -> None:
        """Stop, after the tick that is under way."""
        self._scheduler.pause()
        async with self._turn:  # the scheduler would cut it short
            self._scheduler.shutdown(wait=False)

    async def is_ticking(self) -> bool:
        """Return whether the last tick is no longer ago than it may be: for /healthz."""
        return self._ticked_at is not None and self._clock() - self._ticked_at < 4 * AT_LEAST_EVERY

    async def _tick(self) -> None:
        async with self._turn:
            next_at = await self._reminders.tick(self._clock())
            self._ticked_at = self._clock()
        if next_at is not None and next_at < self._ticked_at + AT_LEAST_EVERY:
            self._wake_at(max(next_at, self._ticked_at))

    async def _tidy(self) -> None:
        await self._hourly(self._clock())

    def _wake_at(self, at: datetime) -> None:
        self._scheduler.add_job(self._tick, "date", run_date=at, id="next", replace_existing=True)
