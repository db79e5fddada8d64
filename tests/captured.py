"""The whole log of a test as text."""

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog

from bot.ops.monitoring.logs import configure_logging


@contextmanager
def captured_log(*, json: bool, secrets: Iterable[str]) -> Iterator[io.StringIO]:
    """Configure logging at DEBUG into a text, as JSON or as for a console; put it back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    configure_logging(json=json, level="DEBUG", secrets=secrets, stream=out)
    yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
