"""Log lines of the processes that scan photos: each has the number of the update that the photo came with."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog

from bot.ops.monitoring.logs import configure_logging

KEY = "update"  # as the dispatcher binds it


@dataclass(frozen=True, slots=True)
class WorkerLogs:
    """`inference.pool_worker.TaskLogs` by structlog. A worker knows no secret, so none is there to be redacted."""

    json: bool = False

    def start(self) -> None:
        """Write as the bot does."""
        configure_logging(json=self.json)

    def about(self) -> str:
        """Return the number of the update that is handled; empty where none is."""
        return str(structlog.contextvars.get_contextvars().get(KEY, ""))

    def within(self, about: str) -> AbstractContextManager[object]:
        """Let the lines of a block have the number."""
        return structlog.contextvars.bound_contextvars(**({KEY: int(about)} if about else {}))
