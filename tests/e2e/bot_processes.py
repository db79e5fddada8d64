"""Forks of a process that has imported the bot already: `async with Template(log) as template`."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.settings import ROOT

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}  # a process with threads should not fork


class Fork:
    """A process that is the child of another one: what is needed of `asyncio.subprocess.Process`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._fd = os.pidfd_open(pid)  # can be read once it has ended

    def terminate(self) -> None:
        """Ask it to end."""
        signal.pidfd_send_signal(self._fd, signal.SIGTERM)

    async def wait(self) -> int:
        """Wait for its end; how it ended is not known."""
        if self.returncode is None:
            loop, over = asyncio.get_running_loop(), asyncio.Event()
            loop.add_reader(self._fd, over.set)
            await over.wait()
            loop.remove_reader(self._fd)
            os.close(self._fd)
            self.returncode = 0
        return self.returncode


class Template:
    """The process that forks; what it and the workers of its forks log is added to a file."""

    def __init__(self, log: Path) -> None:
        self._log = log

    async def __aenter__(self) -> Self:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("YAKSOK_")}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.e2e.bot_template", cwd=ROOT, env=clean | ONE_THREAD, start_new_session=True,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self._process.stdout
        if await self._process.stdout.readline() != b"ready\n":
            raise RuntimeError("the template does not run")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)  # with the process of which workers are forks
            await self._process.wait()

    async def fork(self, environment: Mapping[str, str], arguments: Sequence[str], log: Path) -> Fork:
        """Begin a bot with these settings, whose log is added to a file."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"environment": dict(environment), "arguments": list(arguments), "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return Fork(int(await self._process.stdout.readline()))
