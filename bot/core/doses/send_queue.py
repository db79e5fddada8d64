"""Sends reminders beside the clock: each person's in order, many people at once, nobody kept waiting by another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.doses.model import ReminderId
from bot.core.doses.reminder_content import Reminder
from bot.core.doses.retry_policy import Blocked, Delivered, Delivery, DeliveryState, Failed, Outcome
from bot.core.people.accounts import ChatId, PersonId

AT_ONCE = 256  # reminders on their way at the same time; the outbox sets the pace
PATIENCE = timedelta(seconds=20)  # for which a stop of the service waits for what is on its way
log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The person can't be written to: they blocked the bot or their account is gone."""


class Notifier(Protocol):
    """How a reminder reaches a person."""

    async def remind(self, reminder: Reminder) -> Outcome:
        """Send it, and return what came of that."""
        ...

    async def replace(self, reminder: Reminder) -> None:
        """Remove the message in whose place a reminder was sent."""
        ...


class Blocks(Protocol):
    """Where it is noted that a chat can't be written to."""

    async def block(self, chat_id: ChatId, at: datetime) -> None: ...


class ReminderMeter(Protocol):
    """Counts what became of reminders."""

    def reminded(self, lateness_seconds: float) -> None: ...
    def reminders_failed(self, count: int) -> None: ...


class Deliveries(Protocol):
    """The reminders that are to be sent."""

    async def pending(self, id: ReminderId, at: datetime) -> Reminder | None:
        """Return a reminder whose time to be sent has come; None where it has not, or it asks for nothing any more."""
        ...

    async def attempted(self, id: ReminderId, outcome: Outcome, at: datetime) -> Delivery | None:
        """Note what came of an attempt, and return what is next; None where that changes nothing any more."""
        ...


@dataclass(frozen=True, slots=True)
class ToSend:
    """A reminder whose time has come, and whose it is."""

    id: ReminderId
    person: PersonId


class Sending:
    """Sends reminders in tasks of its own."""

    def __init__(
        self, deliveries: Deliveries, notifier: Notifier, blocks: Blocks, meter: ReminderMeter
    ) -> None:
        self._deliveries = deliveries
        self._notifier = notifier
        self._blocks = blocks
        self._meter = meter
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._queues: dict[PersonId, list[ToSend]] = {}  # the first of each is on its way
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, reminders: Iterable[ToSend], now: datetime) -> None:
        """Begin to send what is not on its way yet."""
        started = asyncio.get_running_loop().time()

        def clock() -> datetime:
            return now + timedelta(seconds=asyncio.get_running_loop().time() - started)

        for one in reminders:
            queue = self._queues.get(one.person)
            if queue is None:
                self._queues[one.person] = [one]
                task = asyncio.create_task(self._send_all(one.person, clock))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            elif one not in queue:
                queue.append(one)

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def aclose(self) -> None:
        """Wait for what is on its way, for a while; what is cut short is sent again after the next start."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE.total_seconds())
        for task in self._tasks:
            task.cancel()

    async def _send_all(self, person: PersonId, clock: Callable[[], datetime]) -> None:
        queue = self._queues[person]
        try:
            while queue:
                async with self._limit:
                    await _guarded(self._send(queue[0].id, clock), queue[0].id)
                del queue[0]
        finally:
            del self._queues[person]

    async def _send(self, id: ReminderId, clock: Callable[[], datetime]) -> None:
        reminder = await self._deliveries.pending(id, clock())
        if reminder is None:
            return
        try:
            outcome = await self._notifier.remind(reminder)
        except Exception:
            log.exception("a reminder could not be made", extra={"reminder": id})
            outcome = Failed()
        at = clock()
        delivery = await self._deliveries.attempted(id, outcome, at)
        if isinstance(outcome, Blocked):
            await self._blocks.block(reminder.account.chat_id, at)
        elif delivery:
            self._count(reminder, delivery, at)
        if isinstance(outcome, Delivered):  # only now: what is not noted is sent again
            await self._notifier.replace(reminder)

    def _count(self, reminder: Reminder, delivery: Delivery, at: datetime) -> None:
        if delivery.state is DeliveryState.SENT and reminder.doses:
            self._meter.reminded((at - min(dose.due_at for dose in reminder.doses)).total_seconds())
        elif delivery.state is DeliveryState.FAILED:
            log.error("a reminder was given up", extra={"reminder": reminder.id})
            self._meter.reminders_failed(1)


async def _guarded(work: Awaitable[None], id: ReminderId) -> None:
    """One reminder that fails keeps no other: it stays to be sent."""
    try:
        await work
    except Exception:
        log.exception("a reminder was not sent", extra={"reminder": id})
