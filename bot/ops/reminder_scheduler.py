"""The clock of reminders: APScheduler wakes it when the next dose is due, and at least every half minute."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.doses.reminder_service import ReminderService

AT_LEAST_EVERY = timedelta(seconds=30)
AT_ONCE = 2  # ticks of one job: one that runs, and one that waits to see what was changed meanwhile
Clock = Callable[[], datetime]


class ReminderScheduler:
    """Ticks `ReminderService`. The ledger is the truth, so a tick too many does no harm and a missed one is made up for."""

    def __init__(
        self,
        reminders: ReminderService,
        clock: Clock,
        hourly: Callable[[datetime], Awaitable[None]],
        timer: AsyncIOScheduler,
    ) -> None:
        """`hourly` is called once an hour."""
        self._reminders = reminders
        self._clock = clock
        self._hourly = hourly
        self._turn = asyncio.Lock()
        self._ticked_at: datetime | None = None
        self._timer = timer

    def start(self) -> None:
        """Begin, with what became due while the bot was away."""
        seconds = AT_LEAST_EVERY.total_seconds()
        self._timer.add_job(self._tick, "interval", seconds=seconds, id="steady", max_instances=AT_ONCE)
        self._timer.add_job(self._tidy, "interval", hours=1, id="hourly")
        for work in (self._tick, self._tidy):
            self._timer.add_job(work)  # without a trigger: now

    def wake(self) -> None:
        """Tick soon: a plan was changed."""
        self._timer.add_job(self._tick, id="soon", replace_existing=True, max_instances=AT_ONCE)

    async def aclose(self) -> None:
        """Wait for the tick that is under way; the timer is paused before, and cuts it short when it ends."""
        async with self._turn:
            pass

    async def is_ticking(self) -> bool:
        """Return whether it has ticked within the last two minutes: for /healthz."""
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
        self._timer.add_job(
            self._tick, "date", run_date=at, id="next", replace_existing=True, max_instances=AT_ONCE
        )
