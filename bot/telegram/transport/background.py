"""Work that outlives the handler that began it."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.stdlib.get_logger(__name__)


class Background:
    """Keeps track of such work. An update is handled only once its work has ended, so a crash replays it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._of: defaultdict[int, list[asyncio.Task[None]]] = defaultdict(list)

    @property
    def length(self) -> int:
        """How much is under way."""
        return len(self._tasks)

    def spawn(self, work: Coroutine[Any, Any, None], *, update_id: int | None = None) -> asyncio.Task[None]:
        """Begin work. Its error goes to the error handler with the update; without one, to the log."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if update_id is None:
            task.add_done_callback(_log_error)
        else:
            self._of[update_id].append(task)
        return task

    def concerns(self, update_id: int) -> bool:
        """Return whether an update has background work whose end was not awaited yet."""
        return update_id in self._of

    async def ended(self, update_id: int) -> list[Exception] | None:
        """Wait for the end of an update's work, and of what that work began; return what went wrong.

        None where work was cancelled: then the update is not handled. Work that ends early on purpose
        returns.
        """
        ended: list[asyncio.Task[None]] = []
        while tasks := self._of.pop(update_id, []):
            await asyncio.wait(tasks)
            ended += tasks
        if any(task.cancelled() for task in ended):
            return None
        return [error for task in ended if isinstance(error := task.exception(), Exception)]

    async def wait(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """Break off what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _log_error(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.error("background work failed", exc_info=error)
