"""The clock of reminders: wakes when something is due next, and at least every half minute, however clocks are set."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

AT_LEAST_EVERY = timedelta(seconds=30)
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


class Ticking(Protocol):
    """What is to be done when."""

    async def tick(self, now: datetime) -> datetime | None:
        """Do what is due; return when something is due next."""
        ...


class ReminderScheduler:
    """Ticks what reminds people. The ledger is the truth, so a tick too many does no harm and a missed one is made up for.

    It waits by the event loop's clock, which only goes forward: a timer that waits for an instant of the machine's
    clock would stand for an hour where that is set back by one.
    """

    def __init__(
        self,
        reminders: Ticking,
        clock: Clock,
        hourly: Callable[[datetime], Awaitable[None]],
        timer: AsyncIOScheduler,
        at_least_every: timedelta = AT_LEAST_EVERY,
    ) -> None:
        """`hourly` is called once an hour, by the timer."""
        self._reminders = reminders
        self._clock = clock
        self._hourly = hourly
        self._timer = timer
        self._longest = at_least_every.total_seconds()
        self._turn = asyncio.Lock()
        self._soon = asyncio.Event()
        self._ticked_at: float | None = None
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with what became due while the bot was away."""
        self._running = asyncio.create_task(self._run())
        self._timer.add_job(self._tidy, "interval", hours=1, id="hourly")
        self._timer.add_job(self._tidy)  # without a trigger: now

    def wake(self) -> None:
        """Tick soon: a plan was changed."""
        self._soon.set()

    async def aclose(self) -> None:
        """Wait for the tick that is under way, and begin no other."""
        async with self._turn:
            if self._running:
                self._running.cancel()

    async def is_ticking(self) -> bool:
        """Return whether it has ticked within the last two minutes: for /healthz."""
        if self._ticked_at is None:
            return False
        return asyncio.get_running_loop().time() - self._ticked_at < 4 * self._longest

    async def _run(self) -> None:
        while True:
            self._soon.clear()
            async with self._turn:
                seconds = await self._tick()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), seconds)

    async def _tick(self) -> float:
        """Do what is due; return after how many seconds to look again."""
        try:
            next_at = await self._reminders.tick(self._clock())
        except Exception:
            log.exception("a tick failed")
            return self._longest
        self._ticked_at = asyncio.get_running_loop().time()
        if next_at is None:
            return self._longest
        return min(max((next_at - self._clock()).total_seconds(), 0.0), self._longest)

    async def _tidy(self) -> None:
        with contextlib.suppress(
            asyncio.CancelledError
        ):  # by the timer's end; the next start goes on with it
            await self._hourly(self._clock())
