"""Scans, each with its duration and outcome in the metrics."""

import time
from typing import Protocol

import structlog

from bot.core.ports import Scans
from bot.core.tracing import Span, no_span
from inference.drawing.orders import PictureOrder
from inference.photo import PhotoError
from inference.pool_errors import Busy, ScanCrashed, ScanError, ScanTimeout
from inference.types import Scan

_log = structlog.stdlib.get_logger(__name__)


class ScanMeter(Protocol):
    """Counts photos that were looked at."""

    def scanned(self, seconds: float, outcome: str) -> None: ...


class MeteredScans:
    """Does what the `Scans` inside do, and measures it."""

    def __init__(self, scans: Scans, meter: ScanMeter, span: Span = no_span) -> None:
        self._scans = scans
        self._meter = meter
        self._span = span

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        """Look at a photo, and note how long it took and what became of it."""
        began = time.perf_counter()
        outcome = "read"
        try:
            with self._span("scan"):
                return await self._scans.scan(data, numbered=numbered)
        except (PhotoError, ScanError) as error:
            outcome = _outcome_of(error)
            raise
        except BaseException:
            outcome = "broken-off"
            raise
        finally:
            seconds = time.perf_counter() - began
            self._meter.scanned(seconds, outcome)
            _log.info("photo looked at", outcome=outcome, seconds=round(seconds, 3), bytes=len(data))

    async def number(self, scan: Scan, first_number: int) -> Scan:
        """Number a photo of an album."""
        return await self._scans.number(scan, first_number)

    async def draw(self, order: PictureOrder) -> bytes:
        """Draw a picture of a photo."""
        return await self._scans.draw(order)


def _outcome_of(error: PhotoError | ScanError) -> str:
    match error:
        case PhotoError():
            return "unusable"
        case Busy():
            return "busy"
        case ScanTimeout():
            return "timeout"
        case ScanCrashed():
            return "crashed"
        case _:
            return "failed"
