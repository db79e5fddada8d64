"""Scans in processes of their own: a crash, a hang or a bad picture costs one photo and nobody else's answer."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self

from inference.annotate import number
from inference.drawing.orders import PictureOrder
from inference.engine import cores
from inference.pool_processes import PoolSettings, Workers
from inference.pool_worker import SeesPhotos, draw_with, make_scanner, scan_with
from inference.scan import ScanSettings
from inference.types import Scan


def settings_for(cores: int, scan: ScanSettings | None = None) -> PoolSettings:
    """One worker a core: more photos in the same time than one worker on all cores."""
    scan = scan or ScanSettings()
    engine = replace(scan.engine, threads=1)
    return PoolSettings(workers=max(1, cores), scan=replace(scan, engine=engine))


class WorkerPool:
    """Scans photos in processes that hold a tool each: `async with ScanPool(settings) as pool`."""

    def __init__(self, settings: PoolSettings, make_tool: Callable[[], SeesPhotos]) -> None:
        """`make_tool` is as in `Workers`."""
        self._workers = Workers(settings, make_tool)
        self._scan = settings.scan

    async def __aenter__(self) -> Self:
        """Start and warm up.

        Raises:
            WeightsError: the models are missing, damaged or not those of their cards.
            ScanError: a process did not start, or what it asks elsewhere can't be reached.
        """
        try:
            await self._workers.start()
        except BaseException:
            await self._workers.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._workers.close()

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """See what is in a photo; its pills are numbered from 1, on the picture too if `numbered`.

        Raises:
            PhotoError: the photo cannot be used.
            Busy, ScanTimeout, ScanCrashed: it could not be scanned now.
        """
        return await self._workers.run(scan_with, data, numbered=numbered)

    async def number(self, scan: Scan, first_number: int) -> Scan:
        """Return a scan that is not numbered yet with its pills numbered from `first_number`.

        In a thread: the picture is small and our own, so it can neither hang nor crash.
        """
        return await asyncio.to_thread(number, scan, first_number)

    async def draw(self, order: PictureOrder) -> bytes:
        """Draw a picture of a photo, a JPEG; errors are those of `scan`."""
        return await self._workers.run(draw_with, order, self._scan)


class ScanPool(WorkerPool):
    """Scans photos on this machine."""

    def __init__(self, settings: PoolSettings | None = None) -> None:
        settings = settings or settings_for(cores())
        super().__init__(settings, partial(make_scanner, settings.scan))
