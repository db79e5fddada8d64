"""Stored updates handed to the handlers: in order within a chat, many chats at once, each at least once."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.ext import Application, ApplicationHandlerStop

from bot.core.errors import DiskError, ServiceError, is_passing
from bot.core.tracing import Span, no_span
from bot.core.updates import PendingUpdate, UpdateStore, deaths_after
from bot.telegram.transport.background import Background
from bot.telegram.transport.chat_queues import ChatQueues

_log = structlog.stdlib.get_logger(__name__)
_KEPT = timedelta(hours=48)  # Telegram may send an update again for 24 hours
_TIDIED_EVERY = timedelta(hours=1)
_LONGEST_PAUSE = 30.0  # seconds between two tries
_TOLD_AFTER = 3  # tries


class GivenUpError(ServiceError):
    """An update was begun several times and never came to its end."""


class PutOffError(ServiceError):
    """An update is not handled yet, since the database takes no changes; it will be."""


class HandlingMeter(Protocol):
    """Counts what becomes of updates."""

    def updates_stored(self, count: int) -> None: ...
    def update_handled(self) -> None: ...
    def update_failed(self) -> None: ...
    def update_took(self, seconds: float) -> None: ...
    def failed(self, stage: str, kind: str) -> None: ...


class Dispatcher:
    """Takes waiting updates in turn: one of a chat at a time, `at_once` chats, none of them twice in a row.

    A handler's error, or its taking longer than `handler_seconds`, goes to the application's error handler,
    and the update counts as handled. An update that can't be read is given up at once. Where the database fails
    for a while, the update is tried again: as long as it takes where the disk is at fault, else `tries` times. The
    person is told once, by a PutOffError at the error handler.

    Nobody knows which of the updates under way ended the process. Those that were begun twice are handled by
    themselves, nothing beside them (`ChatQueues`). Where the process ended `most_deaths` times while a chat was the
    only one under way, its updates are given up with an error in the log and at the error handler.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        inbox: UpdateStore,
        clock: Callable[[], datetime],
        *,
        background: Background,
        meter: HandlingMeter,
        span: Span = no_span,
        at_once: int = 64,
        most_deaths: int = 4,
        tries: int = 10,
        handler_seconds: float = 120.0,
        closing_seconds: float = 10.0,
        retry_seconds: float = 1.0,
        probation_seconds: float = 10.0,
    ) -> None:
        """Made before other error handlers are added: it is the first to see an error that passes."""
        self._application = application
        self._inbox = inbox
        self._clock = clock
        self._background = background
        self._meter = meter
        self._span = span
        self._most_deaths = most_deaths
        self._tries = tries
        self._handler_seconds = handler_seconds
        self._closing_seconds = closing_seconds
        self._retry_seconds = retry_seconds
        self._changed = asyncio.Event()
        self._queues = ChatQueues(at_once, probation_seconds, on_due=self._changed.set)
        self._arrived: deque[PendingUpdate] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._since: dict[
            int, float
        ] = {}  # the event loop's time at which each update was heard of, the oldest first
        self._faults: dict[int, Exception] = {}
        self._failures: Counter[int] = Counter()
        self._closing = False
        self._tidied_at: datetime | None = None
        application.add_error_handler(self._keep_passing_fault)

    @property
    def length(self) -> int:
        """How many updates are not handled yet."""
        return self._queues.length + len(self._arrived)

    @property
    def age(self) -> float:
        """For how many seconds the oldest has waited, since its arrival or the start."""
        oldest = next(iter(self._since.values()), None)
        return 0.0 if oldest is None else asyncio.get_running_loop().time() - oldest

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        """What runs for updates."""
        return frozenset(self._running)

    def wake(self, turns: Iterable[PendingUpdate] = ()) -> None:
        """Take note of updates that were stored; those known already are passed over."""
        turns = list(turns)
        self._hear_of(turns)
        self._arrived.extend(turns)
        self._changed.set()

    def _hear_of(self, turns: Iterable[PendingUpdate]) -> None:
        now = asyncio.get_running_loop().time()
        for turn in turns:
            self._since.setdefault(turn.update_id, now)

    def queued(self, chat_id: int) -> bool:
        """Return whether an update of a chat waits for its turn, or has it, and is not held back."""
        waits = self._queues.has(chat_id) and not self._queues.holds_back(chat_id)
        return waits or any(turn.chat_id == chat_id for turn in self._arrived)

    async def run(self) -> None:
        """Handle what waits since earlier runs, and what comes, until `aclose`."""
        await self._recover()
        while not self._closing:
            self._changed.clear()
            self._meter.updates_stored(self._queues.add(self._arrived))
            self._arrived.clear()
            while turn := self._queues.next():
                self._start_turn(turn)
            await self._tidy()
            await self._changed.wait()

    async def _recover(self) -> None:
        """Line up what waits, and judge by what was under way at the end of the last run."""
        while not self._closing:
            try:
                waiting = await self._inbox.waiting()
                deaths = deaths_after(waiting)
                await self._inbox.rest(deaths)
            except ServiceError as error:
                _log.warning("waiting updates not lined up yet", error=str(error))
                await asyncio.sleep(self._retry_seconds)
            else:
                self._hear_of(waiting)
                self._queues.restore(waiting, deaths)
                return

    def _start_turn(self, turn: PendingUpdate) -> None:
        self._go_on(self._take_turn(turn), turn).add_done_callback(lambda _: self._queues.turn_over(turn))

    def _go_on(self, work: Coroutine[Any, Any, None], turn: PendingUpdate) -> asyncio.Task[None]:
        """Run something that an update needs before it is handled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        self._queues.began(turn)

        def over(task: asyncio.Task[None]) -> None:
            self._running.discard(task)
            self._queues.ended(turn)
            self._changed.set()

        task.add_done_callback(over)
        return task

    async def aclose(self) -> None:
        """Begin nothing more, let what runs come to its end for some seconds; the rest stays waiting."""
        self._closing = True
        self._changed.set()
        try:
            async with asyncio.timeout(self._closing_seconds):
                while self._running:
                    await asyncio.wait(self._running)
                await self._background.wait()
        except TimeoutError:
            _log.warning("updates left for the next start", count=self.length)
        # These first, so that none is marked as handled because its background work was cancelled.
        await _cancel(self._running)
        await self._background.cancel()
        try:
            await self._inbox.rest({})
        except ServiceError as error:
            _log.warning("updates look broken off", error=str(error))

    async def _take_turn(self, turn: PendingUpdate) -> None:
        """Handle an update. All that is logged meanwhile, also of its work in the background, has its number."""
        structlog.contextvars.bind_contextvars(update=turn.update_id)
        while not (await self._handled(turn) or self._closing):  # noqa: ASYNC110  nothing tells when it is well again
            await asyncio.sleep(self._pause(turn))

    async def _handled(self, turn: PendingUpdate) -> bool:
        """Handle an update, or begin to; False where it is to be tried again."""
        try:
            attempt = await self._inbox.begin(turn.update_id)
            if attempt is None:
                self._since.pop(turn.update_id, None)
                self._queues.handled(turn)
                return True
            update = Update.de_json(json.loads(attempt.body), self._application.bot)
        except ServiceError as error:
            self._failures[turn.update_id] += 1
            self._meter.failed("store", type(error).__name__)
            _log.warning("update not begun", update_id=turn.update_id, error=str(error))
            return False
        except Exception as error:  # the guard round one update: no body may stop its chat
            _log.error("update not readable", update_id=turn.update_id, error=type(error).__name__)  # noqa: TRY400
            await self._finish(turn, failed=True)
            return True
        if attempt.deaths >= self._most_deaths:
            await self._give_up(turn, update, f"the process ended {attempt.deaths} times while it was alone")
            return True
        return await self._hand_over(turn, update)

    async def _hand_over(self, turn: PendingUpdate, update: Update) -> bool:
        try:
            async with asyncio.timeout(self._handler_seconds):
                with self._span("update"):
                    await self._application.process_update(update)
        except TimeoutError as error:
            await self._application.process_error(update, error)
        fault = self._faults.pop(turn.update_id, None)
        if self._background.concerns(turn.update_id):
            self._go_on(self._finish_after_background(turn, update, fault), turn)
            return True
        return await self._settle(turn, update, [fault] if fault else [])

    async def _finish_after_background(
        self, turn: PendingUpdate, update: Update, fault: Exception | None
    ) -> None:
        errors = await self._background.ended(turn.update_id)
        if errors is not None and not await self._settle(turn, update, [fault, *errors] if fault else errors):
            await asyncio.sleep(self._pause(turn))
            await self._take_turn(turn)

    async def _settle(self, turn: PendingUpdate, update: Update, errors: Sequence[Exception]) -> bool:
        """Mark an update as handled, or give it up; False where it is to be tried again."""
        fault = next((error for error in errors if is_passing(error)), None)
        if fault is None:
            for error in errors:
                self._meter.failed("handle", type(error).__name__)
                await self._application.process_error(update, error)
            await self._finish(turn)
            return True
        self._failures[turn.update_id] += 1
        self._meter.failed("handle", type(fault).__name__)
        failures = self._failures[turn.update_id]
        _log.warning("update put off", update_id=turn.update_id, failures=failures, error=str(fault))
        if failures >= self._tries and not isinstance(fault, DiskError):
            await self._give_up(turn, update, str(fault))
            return True
        if failures == _TOLD_AFTER:
            await self._application.process_error(update, PutOffError(str(fault)))
        return False

    async def _keep_passing_fault(self, update: object, context: Any) -> None:
        """Keep what may pass from the other error handlers: the update is tried again."""
        if isinstance(update, Update) and is_passing(context.error):
            self._faults[update.update_id] = context.error
            raise ApplicationHandlerStop

    def _pause(self, turn: PendingUpdate) -> float:
        """Return the seconds until the next try: twice as many each time."""
        return min(self._retry_seconds * 2.0 ** min(self._failures[turn.update_id] - 1, 10), _LONGEST_PAUSE)

    async def _give_up(self, turn: PendingUpdate, update: Update, reason: str) -> None:
        _log.error("update given up", update_id=turn.update_id, reason=reason)
        await self._application.process_error(update, GivenUpError(f"update {turn.update_id}: {reason}"))
        await self._finish(turn, failed=True)

    async def _finish(self, turn: PendingUpdate, *, failed: bool = False) -> None:
        """Mark an update as handled, however often that takes: handling it again would be worse."""
        while True:
            try:
                await self._inbox.done([turn.update_id], self._clock())
                break
            except ServiceError as error:
                _log.warning("update not marked yet", update_id=turn.update_id, error=str(error))
                self._failures[turn.update_id] += 1
                await asyncio.sleep(self._pause(turn))
        self._failures.pop(turn.update_id, None)
        self._queues.handled(turn)
        now = asyncio.get_running_loop().time()
        seconds = now - self._since.pop(turn.update_id, now)
        self._meter.update_took(seconds)
        _log.info("update handled", seconds=round(seconds, 3), failed=failed)
        if failed:
            self._meter.update_failed()
        else:
            self._meter.update_handled()

    async def _tidy(self) -> None:
        """Once an hour, drop the traces of updates that Telegram can't send again."""
        now = self._clock()
        if self._tidied_at is None or now - self._tidied_at >= _TIDIED_EVERY:
            self._tidied_at = now
            try:
                await self._inbox.forget(now - _KEPT)
            except ServiceError as error:
                _log.warning("old updates not dropped", error=str(error))


async def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    cancelled = list(tasks)
    for task in cancelled:
        task.cancel()
    await asyncio.gather(*cancelled, return_exceptions=True)
