"""Every scan is in the metrics, with what became of it."""

import asyncio

import pytest

from bot.app.metered_scans import MeteredScans
from bot.ops.monitoring.metrics import Metrics
from inference.drawing.orders import NumberedPhoto, PictureOrder
from inference.photo import PhotoError, PhotoProblem
from inference.pool_errors import Busy, ScanCrashed, ScanError, ScanTimeout
from inference.types import Scan


class Scans:
    """Sees nothing, or raises what it was made with."""

    def __init__(self, error: BaseException | None) -> None:
        self._error = error

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        if self._error:
            raise self._error
        return Scan(1, 1, (), data)

    async def number(self, scan: Scan, first_number: int) -> Scan:
        return scan

    async def draw(self, order: PictureOrder) -> bytes:
        return order.photo


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "read"),
        (PhotoError(PhotoProblem.DAMAGED), "unusable"),
        (Busy("full"), "busy"),
        (ScanTimeout("slow"), "timeout"),
        (ScanCrashed("died"), "crashed"),
        (ScanError("else"), "failed"),
        (asyncio.CancelledError(), "broken-off"),
    ],
)
async def test_a_scan_is_counted_by_its_outcome(error: BaseException | None, outcome: str) -> None:
    metrics = Metrics()
    scans = MeteredScans(Scans(error), metrics)
    if error is None:
        assert await scans.scan(b"photo") == Scan(1, 1, (), b"photo")
    else:
        with pytest.raises(type(error)):
            await scans.scan(b"photo")
    assert f'yaksok_scan_seconds_count{{outcome="{outcome}"}} 1.0' in metrics.text().decode()


async def test_a_picture_is_not_counted_as_a_scan() -> None:
    metrics = Metrics()
    assert await MeteredScans(Scans(None), metrics).draw(NumberedPhoto(b"photo", ())) == b"photo"
    assert "yaksok_scan_seconds_count{" not in metrics.text().decode()
