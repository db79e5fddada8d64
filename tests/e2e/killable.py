"""The real bot in a process of its own, which may be killed at any moment and whose clock can be moved."""

import asyncio
import os
import secrets
import sys
from copy import copy
from datetime import timedelta
from pathlib import Path

from bot.sandbox.server import Sandbox
from bot.settings import ROOT
from tests.e2e.bot_processes import Fork, Template

COLD = 10  # of a bot with a template, each such start is a whole one
PAGE = os.sysconf("SC_PAGE_SIZE")


class KillableBot:
    """`python -m bot run`, but for its clock: that is ahead by as many seconds as `moved` was called with in all.

    With a template it mostly begins as a fork of that, which is faster.
    """

    def __init__(
        self, sandbox: Sandbox, folder: Path, template: Template | None = None, **settings: str
    ) -> None:
        self.key = secrets.token_hex(32)
        self.log = folder / "bot.log"
        self.database = folder / "data" / "users.db"
        self.crashes = 0
        self.starts = 0
        self._template = template
        self.most_memory = 0  # bytes
        self._ahead = folder / "ahead"
        self._ahead.write_text("0")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")},
            "YAKSOK_TOKEN": sandbox.token,
            "YAKSOK_DATABASE_KEY": self.key,
            "YAKSOK_DATA_DIR": str(self.database.parent),
            "YAKSOK_API_URL": sandbox.url,
            "YAKSOK_PORT": "0",
            "YAKSOK_SCAN_WORKERS": "1",
            "YAKSOK_PHOTOS_PER_HOUR": "100000",  # a bench sends more than a person
            "YAKSOK_PHOTO_SECONDS_PER_HOUR": "100000",
            **settings,
        }
        self._process: asyncio.subprocess.Process | Fork | None = None
        self._restarting = asyncio.Lock()

    def beside(self, log: Path) -> "KillableBot":
        """Return another bot over the same data, with a log of its own."""
        other = copy(self)
        other.log, other._restarting = log, asyncio.Lock()
        return other

    async def start(self, *arguments: str) -> None:
        """Begin; what it logs is added to `log`."""
        self.starts += 1
        if self._template and self.starts % COLD:
            self._process = await self._template.fork(
                self._environment, [str(self._ahead), *arguments], self.log
            )
            return
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.e2e.killable_main", str(self._ahead), *arguments, cwd=ROOT, env=self._environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    async def crash(self) -> None:
        """Kill it and start it again; whoever does so at the same time waits, lest two be started."""
        async with self._restarting:
            self.crashes += 1
            await self.kill()
            await self.start()

    async def kill(self) -> None:
        """End it as a power cut would, its workers with it."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, 9)
            await self._process.wait()

    def signal(self, number: int) -> None:
        """Send it a signal, and to its workers, if it is still there."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, number)

    async def logs(self, words: str, within: float = 60.0, *, after: int = 0) -> None:
        """Wait until its log holds some words, after so many bytes."""
        async with asyncio.timeout(within):
            while words.encode() not in self._logged(after):  # noqa: ASYNC110  a file tells nobody
                await asyncio.sleep(0.05)

    def _logged(self, after: int) -> bytes:
        with self.log.open("rb") as log:
            log.seek(after)
            return log.read()

    async def ended(self, within: float) -> int:
        """Wait for its end; return its exit status."""
        assert self._process is not None
        async with asyncio.timeout(within):
            return await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def move(self, by: timedelta) -> None:
        """Let its clock go forward."""
        ahead = float(self._ahead.read_text()) + by.total_seconds()
        draft = self._ahead.with_suffix(".new")
        draft.write_text(str(ahead))
        draft.replace(self._ahead)

    def memory(self) -> int:
        """Return the bytes it holds, and keep the most of them in mind; its worker for photos is not counted."""
        try:
            pages = (
                int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) if self._process else 0
            )
        except (OSError, IndexError):  # it is being killed
            return 0
        self.most_memory = max(self.most_memory, pages * PAGE)
        return pages * PAGE

    def exceptions(self) -> list[str]:
        """Return the lines of the log that tell of an error."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return [line[:300] for line in lines if "[error" in line or line.startswith("Traceback")]
