"""Logs for an operator: events with fields, and never a token in them."""

import logging
import re
import sys
from collections.abc import Iterable
from json import dumps as json_text
from typing import TextIO

import structlog

from bot.ops.monitoring.log_damper import Damper

REDACTED = "[redacted]"

_TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
# These tell at DEBUG or INFO what people wrote, the token in an address, or a statement with its values.
_TALKATIVE = ("httpx", "httpcore", "telegram", "aiosqlite", "aiohttp.access", "asyncio", "apscheduler")
_QUOTING = "telegram.request"  # logs an unreadable answer as a whole, and raises it as well


class Redaction:
    """Takes out of a text all that looks like a bot's token, and the secrets it was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        given = [secret for secret in secrets if secret]
        escaped = [form(secret)[1:-1] for secret in given for form in (json_text, repr)]  # as lines have them
        known = sorted({*given, *escaped}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        if self._known:
            text = self._known.sub(REDACTED, text)
        return _TOKEN.sub(REDACTED, text)


class _RedactingHandler(logging.StreamHandler[TextIO]):
    """Redacts whole lines, when message, fields and traceback are one text: nothing can pass beside it."""

    def __init__(self, stream: TextIO, redact: Redaction) -> None:
        super().__init__(stream)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Say which logger failed; logging's own report would print the arguments as they are."""
        self.stream.write(f"a log line of {record.name} could not be written\n")


def configure_logging(
    *, json: bool = False, level: str = "INFO", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send all logs, structlog's and the standard library's, to one redacting handler (stderr unless given).

    `secrets` are texts that must not appear besides what looks like a token: the database's key, for one.
    """
    out = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _RedactingHandler(out, Redaction(secrets))
    handler.addFilter(Damper())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(out, json=json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(_QUOTING).setLevel(logging.CRITICAL)
    logging.captureWarnings(True)


def _renderer(stream: TextIO, *, json: bool) -> structlog.typing.Processor:
    if json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    # Plain tracebacks: the default shows local variables, and what people wrote is among them.
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
