"""The real bot in a process of its own, which may be killed at any moment and whose clock can be moved."""

import asyncio
import os
import secrets
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.__main__ import serve
from bot.app.clock import utc_now
from bot.sandbox.server import Sandbox
from bot.settings import ROOT, read_settings

PAGE = os.sysconf("SC_PAGE_SIZE")


class KillableBot:
    """`python -m bot run`, but for its clock: that is ahead by as many seconds as `moved` was called with in all."""

    def __init__(self, sandbox: Sandbox, folder: Path, **settings: str) -> None:
        self.key = secrets.token_hex(32)
        self.log = folder / "bot.log"
        self.database = folder / "data" / "users.db"
        self.crashes = 0
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
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._restarting = asyncio.Lock()

    async def start(self) -> None:
        """Begin; what it logs is added to `log`."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.e2e.killable", str(self._ahead), cwd=ROOT, env=self._environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

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


def main(ahead: Path) -> None:
    """Serve as the command does, with a clock that is ahead."""

    def now() -> datetime:
        return utc_now() + timedelta(seconds=float(ahead.read_text()))

    serve(read_settings(), now)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
