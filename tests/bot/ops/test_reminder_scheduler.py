"""The clock of reminders: it goes on whatever the machine's clock does, and after a tick that failed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.ops.jobs.reminder_scheduler import ReminderScheduler
from bot.ops.jobs.timer import new_timer
from tests.captured import captured_log
from tests.fakes import FakeClock


class Ticks:
    """In the place of a `ReminderService`: notes when it was ticked, and says when something is due next."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.at: asyncio.Queue[datetime] = asyncio.Queue()
        self.next_in: timedelta | None = None
        self.fails = False

    async def tick(self, now: datetime) -> datetime | None:
        self.at.put_nowait(now)
        if self.fails:
            raise RuntimeError("the disk is full")
        return self.clock() + self.next_in if self.next_in is not None else None


async def nothing(_: datetime) -> None:
    """Do nothing once an hour."""


@pytest.fixture
async def ticks() -> AsyncIterator[tuple[Ticks, ReminderScheduler]]:
    clock = FakeClock()
    ticks = Ticks(clock)
    scheduler = ReminderScheduler(
        ticks, clock, nothing, new_timer(), at_least_every=timedelta(milliseconds=20)
    )
    scheduler.start()
    yield ticks, scheduler
    await scheduler.aclose()


@pytest.mark.parametrize("jump", [{"hours": -1}, {"days": -400}, {"hours": 5}])
async def test_it_goes_on_when_the_clock_of_the_machine_is_set(ticks, jump):
    service, scheduler = ticks
    async with asyncio.timeout(5):
        await service.at.get()
        service.next_in = timedelta(hours=3)
        at = service.clock.advance(**jump)
        while await service.at.get() != at:
            pass
        assert await service.at.get() == at
    assert await scheduler.is_ticking()


async def test_it_goes_on_after_a_tick_that_failed(ticks):
    service, _ = ticks
    with captured_log(json=True, secrets=[]) as log:
        async with asyncio.timeout(5):
            service.fails = True
            for _ in range(3):
                await service.at.get()
    assert "a tick failed" in log.getvalue()


async def test_it_wakes_when_something_is_due_and_when_it_is_told_to():
    clock = FakeClock()
    service = Ticks(clock)
    scheduler = ReminderScheduler(service, clock, nothing, new_timer(), at_least_every=timedelta(hours=1))
    service.next_in = timedelta(milliseconds=30)
    scheduler.start()
    async with asyncio.timeout(5):
        await service.at.get()
        await service.at.get()
        service.next_in = None
        await service.at.get()
        scheduler.wake()
        await service.at.get()
    await scheduler.aclose()


async def test_what_the_timer_breaks_off_at_its_end_is_no_error():
    begun = asyncio.Event()

    async def for_ever(_: datetime) -> None:
        begun.set()
        await asyncio.Event().wait()

    clock, timer = FakeClock(), new_timer()
    with captured_log(json=True, secrets=[]) as log:
        timer.start()
        scheduler = ReminderScheduler(Ticks(clock), clock, for_ever, timer)
        scheduler.start()
        await asyncio.wait_for(begun.wait(), 5)
        await scheduler.aclose()
        timer.shutdown(wait=False)
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
    assert "Traceback" not in log.getvalue()
