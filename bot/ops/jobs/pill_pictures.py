"""Draws the pills of reminders beside the event loop; the same pills are drawn once."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.core.errors import ServiceError
from inference.drawing.sheet import draw_sheet
from inference.types import LabelledPill

PATIENCE = 5.0  # seconds: a reminder waits no longer for its picture
KEPT = 1000  # pictures, of some 15 KB
Key = tuple[tuple[LabelledPill, ...], str]


class PillPictures:
    """One thread that draws, and the pictures that were drawn last."""

    def __init__(
        self, draw: Callable[[Sequence[LabelledPill], str], bytes] = draw_sheet, patience: float = PATIENCE
    ) -> None:
        """`patience` is in seconds."""
        self._draw = draw
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, "pill-pictures")
        self._drawn: OrderedDict[Key, asyncio.Future[bytes]] = OrderedDict()

    async def draw(self, pills: tuple[LabelledPill, ...], note: str) -> bytes:
        """Return the picture, a JPEG; raise ServiceError where it fails, or takes longer than a reminder may wait."""
        key = pills, note
        drawing = self._drawn.get(key) or self._begin(key)
        if key in self._drawn:
            self._drawn.move_to_end(key)
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.shield(drawing)
        except TimeoutError as error:
            raise ServiceError("pills took too long to draw") from error
        except Exception as error:
            self._drawn.pop(key, None)
            raise ServiceError(f"pills were not drawn: {type(error).__name__}") from error

    def _begin(self, key: Key) -> asyncio.Future[bytes]:
        """Have a picture drawn, and keep it in mind; not one with somebody's own pills."""
        drawing = asyncio.get_running_loop().run_in_executor(self._thread, self._draw, *key)
        if not any(pill.photo for pill in key[0]):
            self._drawn[key] = drawing
            if len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return drawing

    def close(self) -> None:
        """Let go of the thread; what was not begun is not drawn."""
        self._thread.shutdown(wait=False, cancel_futures=True)
