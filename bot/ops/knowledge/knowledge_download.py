"""Download the official files and build them, in a process of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

from bot.settings import ROOT, Settings

LONGEST = 6 * 3600.0  # seconds; a first download of everything takes one or two hours
REASON = 600  # characters of what the process said that the operator is shown
_log = structlog.stdlib.get_logger(__name__)


class KnowledgeDownload:
    """Runs a command that downloads and builds; a failure is logged, and the old file stays."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], seconds: float = LONGEST
    ) -> None:
        self._command = command
        self._environment = environment
        self._seconds = seconds

    @classmethod
    def by(cls, settings: Settings) -> "KnowledgeDownload":
        """Return the download that the settings ask for."""
        sources = settings.data_dir / "sources"
        command = (sys.executable, "-m", "knowledge", "sync", "--out", sources)
        return cls(
            (*command, "--build", settings.knowledge_path, "--json"),
            {"YAKSOK_SERVICE_KEY": settings.service()},
        )

    async def run(self) -> bool:
        """Run it to its end; return whether a new file is in place."""
        _log.info("download begins")
        process = await asyncio.create_subprocess_exec(
            *self._command, cwd=ROOT, env={**os.environ, **self._environment},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds):
                _, said = await process.communicate()
        except TimeoutError:
            said = f"not done after {self._seconds:g} s".encode()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode == 0:
            _log.info("download done")
            return True
        reason = said.decode(errors="replace").strip()[-REASON:]
        _log.error("download failed, the old file stays in use", code=process.returncode, reason=reason)
        return False
