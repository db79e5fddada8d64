"""Draws charts and pages in a process of its own, one at a time: seconds of work must not slow the chat down."""

import asyncio
import logging
import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path

from bot.core.errors import ServiceError
from bot.core.reports.drawings import Chart, Document

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0  # seconds for one, on a slow machine
WAITING = 50  # that may wait for their turn
FAILURE = 60  # characters of the name of an error


class Drawing:
    """The door to that process: it is begun for each picture, and ends with it, so that it keeps no memory."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def draw(self, what: Chart | Document) -> bytes:
        """Return a chart as PNG, a page as PDF; raise ServiceError where that fails or takes too long."""
        if self._waiting >= WAITING:
            raise ServiceError("too many pages wait to be drawn")
        self._waiting += 1
        try:
            async with self._turn:
                return await _drawn(what)
        finally:
            self._waiting -= 1


async def _drawn(what: Chart | Document) -> bytes:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "bot.ops.jobs.drawing"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
        cwd=ROOT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, failure = await child.communicate(pickle.dumps(what))
    except TimeoutError as error:
        raise ServiceError("a page took too long to draw") from error
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode:
        raise ServiceError(f"a page was not drawn: {failure.decode(errors='replace')[:FAILURE]}")
    return out


def _environment() -> dict[str, str]:
    """Return the environment without what is the bot's alone: no secret goes to the process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "MPLBACKEND": "agg"}


def main() -> None:
    """Draw what comes in from the bot that began this process; of an error only its name is told, and no text of anybody's."""
    logging.disable()
    try:
        sys.stdout.buffer.write(_made())
    except Exception as error:
        sys.exit(type(error).__name__)


def _made() -> bytes:
    what = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own parent, a few lines above)
    if isinstance(what, Chart):
        from bot.core.reports.chart import draw  # large libraries, and only one is needed

        return draw(what)
    from bot.core.reports.page import render

    return render(what)


if __name__ == "__main__":
    main()
