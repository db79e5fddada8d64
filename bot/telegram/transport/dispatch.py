"""Stored updates handed to the handlers: in order within a chat, many chats at once, each at least once."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.ext import Application

from bot.core.errors import ServiceError
from bot.core.updates import PendingUpdate, UpdateStore
from bot.telegram.transport.background import Background

_log = structlog.stdlib.get_logger(__name__)
_KEPT = timedelta(hours=48)  # Telegram may send an update again for 24 hours
_SUSPECT = 2  # begun so often without an end, an update may be what ended the process
_TIDIED_EVERY = timedelta(hours=1)


class GivenUpError(ServiceError):
    """An update was begun several times and never came to its end."""


class HandlingMeter(Protocol):
    """Counts what becomes of updates."""

    def updates_stored(self, count: int) -> None: ...
    def update_handled(self) -> None: ...
    def update_failed(self) -> None: ...


class Dispatcher:
    """Takes waiting updates in turn: one of a chat at a time, `at_once` chats, none of them twice in a row.

    A handler's error, or its taking longer than `handler_seconds`, goes to the application's error handler,
    and the update counts as handled. One that ended the process is begun `attempts` times, then given up
    with an error in the log and at the error handler. One that can't be read is given up at once.

    Nobody knows which of those under way ended the process. So where some were begun twice and never ended,
    the next start handles their chats one after the other, before all else: only the one at fault is begun
    again and again.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        inbox: UpdateStore,
        clock: Callable[[], datetime],
        *,
        background: Background,
        meter: HandlingMeter,
        at_once: int = 64,
        attempts: int = 5,
        handler_seconds: float = 120.0,
        closing_seconds: float = 10.0,
        retry_seconds: float = 1.0,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._clock = clock
        self._background = background
        self._meter = meter
        self._at_once = at_once
        self._attempts = attempts
        self._handler_seconds = handler_seconds
        self._closing_seconds = closing_seconds
        self._retry_seconds = retry_seconds
        self._arrived: deque[PendingUpdate] = deque()
        self._known: set[int] = set()
        self._queues: dict[Hashable, deque[PendingUpdate]] = {}
        self._ready: deque[Hashable] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._watching: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._closing = False
        self._replaying = False
        self._tidied_at: datetime | None = None

    @property
    def length(self) -> int:
        """How many updates are not handled yet."""
        return len(self._known) + len(self._arrived)

    def wake(self, turns: Iterable[PendingUpdate] = ()) -> None:
        """Take note of updates that were stored; those known already are passed over."""
        self._arrived.extend(turns)
        self._changed.set()

    def queued(self, chat_id: int) -> bool:
        """Return whether an update of a chat waits for its turn, or has it; what is new has none during a replay."""
        arrived = () if self._replaying else self._arrived
        return chat_id in self._queues or any(turn.chat_id == chat_id for turn in arrived)

    async def run(self) -> None:
        """Replay what waits since earlier runs, then handle what comes, until `aclose`."""
        waiting = await self._inbox.waiting()
        self._replaying = True
        await self._replay_suspects(waiting)
        self._replaying = False
        self._line_up(waiting)
        while not self._closing:
            self._changed.clear()
            self._meter.updates_stored(self._line_up(self._arrived))
            self._arrived.clear()
            self._start_turns()
            await self._tidy()
            await self._changed.wait()

    async def _replay_suspects(self, waiting: Sequence[PendingUpdate]) -> None:
        """Handle what waits in the chats of suspects, one chat at a time and nothing beside it."""
        for chat in dict.fromkeys(turn.chat_id for turn in await self._inbox.waiting(_SUSPECT)):
            self._line_up(turn for turn in waiting if turn.chat_id == chat)
            while self._known and not self._closing:
                self._changed.clear()
                self._start_turns()
                await self._changed.wait()

    async def aclose(self) -> None:
        """Begin nothing more, let what runs come to its end for some seconds; the rest stays waiting."""
        self._closing = True
        self._changed.set()
        try:
            async with asyncio.timeout(self._closing_seconds):
                while under_way := self._running | self._watching:
                    await asyncio.wait(under_way)
                await self._background.wait()
        except TimeoutError:
            _log.warning("updates left for the next start", count=self.length)
        # These first, so that none is marked as handled because its background work was cancelled.
        await _cancel(self._running | self._watching)
        await self._background.cancel()

    def _line_up(self, turns: Iterable[PendingUpdate]) -> int:
        """Put turns at the end of their chats' lanes; return how many were new."""
        before = len(self._known)
        for turn in turns:
            if turn.update_id not in self._known:
                self._known.add(turn.update_id)
                queue: Hashable = turn if turn.chat_id is None else turn.chat_id
                if queue not in self._queues:
                    self._queues[queue] = deque()
                    self._ready.append(queue)
                self._queues[queue].append(turn)
        return len(self._known) - before

    def _start_turns(self) -> None:
        while self._ready and len(self._running) < self._at_once:
            queue = self._ready.popleft()
            task = asyncio.create_task(self._take_turn(self._queues[queue].popleft()))
            self._running.add(task)
            task.add_done_callback(lambda task, queue=queue: self._turn_over(task, queue))  # type: ignore[misc]

    def _turn_over(self, task: asyncio.Task[None], queue: Hashable) -> None:
        self._running.discard(task)
        if self._queues[queue]:
            self._ready.append(queue)
        else:
            del self._queues[queue]
        self._changed.set()

    async def _take_turn(self, turn: PendingUpdate) -> None:
        while True:
            if await self._handled(turn):
                return
            await asyncio.sleep(self._retry_seconds)

    async def _handled(self, turn: PendingUpdate) -> bool:
        """Handle an update, or begin to; False where it is to be tried again."""
        try:
            attempt = await self._inbox.begin(turn.update_id)
            if attempt is None:
                self._known.discard(turn.update_id)
                return True
            update = Update.de_json(json.loads(attempt.body), self._application.bot)
        except ServiceError as error:
            _log.warning("update not begun", update_id=turn.update_id, error=str(error))
            return False
        except Exception as error:  # the guard round one update: no body may stop its chat
            _log.error("update not readable", update_id=turn.update_id, error=type(error).__name__)  # noqa: TRY400
            await self._finish(turn, failed=True)
            return True
        if attempt.number > self._attempts:
            await self._give_up(turn, update)
        else:
            await self._hand_over(turn, update)
        return True

    async def _hand_over(self, turn: PendingUpdate, update: Update) -> None:
        try:
            async with asyncio.timeout(self._handler_seconds):
                await self._application.process_update(update)
        except TimeoutError as error:
            await self._application.process_error(update, error)
        if self._background.concerns(turn.update_id):
            watch = asyncio.create_task(self._finish_after_background(turn, update))
            self._watching.add(watch)
            watch.add_done_callback(self._watching.discard)
        else:
            await self._finish(turn)

    async def _finish_after_background(self, turn: PendingUpdate, update: Update) -> None:
        errors = await self._background.ended(turn.update_id)
        if errors is not None:
            for error in errors:
                await self._application.process_error(update, error)
            await self._finish(turn)

    async def _give_up(self, turn: PendingUpdate, update: Update) -> None:
        _log.error("update given up", update_id=turn.update_id, attempts=self._attempts)
        error = GivenUpError(f"update {turn.update_id} given up after {self._attempts} attempts")
        await self._application.process_error(update, error)
        await self._finish(turn, failed=True)

    async def _finish(self, turn: PendingUpdate, *, failed: bool = False) -> None:
        """Mark an update as handled, however often that takes: handling it again would be worse."""
        while True:
            try:
                await self._inbox.done([turn.update_id], self._clock())
                break
            except ServiceError as error:
                _log.warning("update not marked yet", update_id=turn.update_id, error=str(error))
                await asyncio.sleep(self._retry_seconds)
        self._known.discard(turn.update_id)
        self._changed.set()
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


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
