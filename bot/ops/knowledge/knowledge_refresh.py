"""Newer knowledge: looked for, taken into use, and every list checked again by it; downloaded where that is wished."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.interactions.rechecks import Rechecks
from bot.ops.knowledge.live_knowledge import LiveKnowledge

LOOK_EVERY = timedelta(seconds=20)
TRY_AGAIN = timedelta(minutes=5)  # after the lists could not be checked
SPREAD_SECONDS = 1800  # not every bot of the country downloads at the same second
Clock = Callable[[], datetime]
KnowledgeDownload = Callable[[], Awaitable[bool]]
_log = structlog.stdlib.get_logger(__name__)


class KnowledgeRefresh:
    """Looks for a newer knowledge file, and lets `download` make one every day at an hour, if it is given one."""

    def __init__(
        self,
        knowledge: LiveKnowledge,
        rechecks: Rechecks,
        clock: Clock,
        timer: AsyncIOScheduler,
        *,
        download: KnowledgeDownload | None = None,
        hour: int = 3,
        time_zone: str = "UTC",
        in_use: Callable[[], None] = lambda: None,
    ) -> None:
        """`in_use` is called in a thread at the start, and after every look: the file in use may be another."""
        self._knowledge = knowledge
        self._rechecks = rechecks
        self._clock = clock
        self._download = download
        self._in_use = in_use
        self._turn = asyncio.Lock()
        self._looked_at: datetime | None = None
        self._wait_until: datetime | None = None
        self._checked = ""
        self._timer = timer
        self._time_zone = time_zone
        self._hour = hour
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with lists that an earlier run left unchecked."""
        self._task = asyncio.create_task(self._watch())
        if self._download:
            self._timer.add_job(
                self._sync, "cron", id="sync", hour=self._hour, minute=0, jitter=SPREAD_SECONDS,
                timezone=self._time_zone,
            )  # fmt: skip

    async def aclose(self) -> None:
        """Stop; what was begun is begun again by the next run."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def is_well(self) -> bool:
        """Return whether the newest file is in use and somebody looks for newer ones: for /healthz."""
        return await self._knowledge.is_sound() and self._task is not None and not self._task.done()

    async def look(self) -> None:
        """Take a newer file, if there is one, and check the lists by what is in use, if that was not done."""
        async with self._turn:
            if await asyncio.to_thread(self._knowledge.refresh):
                self._wait_until = None
            await asyncio.to_thread(self._in_use)
            now, version = self._clock(), self._knowledge.version
            if version == self._checked or (self._wait_until and now < self._wait_until):
                return
            self._wait_until = now + TRY_AGAIN
            if await self._rechecks.run(version, now):
                self._checked = version
            self._wait_until = None

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:  # whatever it is, the next look may go well
                _log.exception("looking for newer knowledge failed")
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def _sync(self) -> None:
        if self._download and await self._download():
            await self.look()
