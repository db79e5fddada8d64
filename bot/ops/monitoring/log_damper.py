"""Log storms damped: of lines that say the same, so many a minute, and then how many were left out."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

LINES, SECONDS = 30, 60.0  # of one kind within so long
KINDS = 1000  # that are kept in mind


@dataclass(slots=True)
class _Kind:
    since: float
    lines: int = 0
    left_out: int = 0


class Damper(logging.Filter):
    """Lets through `LINES` warnings or errors of one kind in `SECONDS` seconds; the next one tells how many were left out.

    Lines are of one kind where their logger, level and event are the same, whatever their fields are.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[str, int, str], _Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a line is written."""
        if (record.levelno or 0) < logging.WARNING:
            return True
        now = self._clock()
        kind = self._kinds.setdefault(_kind_of(record), _Kind(now))
        if now - kind.since >= SECONDS:
            if kind.left_out:
                _tell(record, kind.left_out)
            kind.since, kind.lines, kind.left_out = now, 0, 0
        kind.lines += 1
        if kind.lines > LINES:
            kind.left_out += 1
            return False
        if len(self._kinds) > KINDS:
            self._kinds = {key: one for key, one in self._kinds.items() if now - one.since < SECONDS}
        return True


def _kind_of(record: logging.LogRecord) -> tuple[str, int, str]:
    event = record.msg.get("event") if isinstance(record.msg, dict) else record.msg
    return record.name, record.levelno, str(event)


def _tell(record: logging.LogRecord, left_out: int) -> None:
    if isinstance(record.msg, dict):
        record.msg = record.msg | {"left_out": left_out}
    else:
        record.msg = f"{record.msg} ({left_out} such lines left out)"
