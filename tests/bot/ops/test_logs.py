"""A token never reaches the log, whichever logger it was given to."""

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator

import httpx
import pytest
import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.ops.monitoring.logs import REDACTED, Redaction, configure_logging
from tests.captured import captured_log

TOKEN = "7123456789:AAHk3-vQ9_xYzLmNoPqRsTuVwXyZ0123456"
KEY = 'a"long\\passphrase'


@pytest.fixture(params=[True, False], ids=["json", "console"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """The log as text, in both of its forms."""
    with captured_log(json=request.param, secrets=[KEY]) as out:
        yield out


def fail_with(text: str) -> None:
    raise RuntimeError(text)


@pytest.mark.parametrize(
    "name",
    [
        "bot.app.service",
        "httpx",
        "httpcore.http11",
        "telegram.ext.Application",
        "telegram.Bot",
        "asyncio",
        "root",
    ],
)
def test_no_logger_of_the_standard_library_lets_a_token_through(log: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.CRITICAL):
        logger.log(level, "POST https://api.telegram.org/bot%s/getMe", TOKEN)
        logger.log(level, "%(token)s", {"token": TOKEN})
    try:
        fail_with(f"https://api.telegram.org/file/bot{TOKEN}/photo.jpg")
    except RuntimeError:
        logger.exception("failed with %s", TOKEN)
    assert REDACTED in log.getvalue()
    assert "AAHk3" not in log.getvalue()


def test_structlog_lets_no_token_through(log: io.StringIO) -> None:
    logger = structlog.stdlib.get_logger("bot.telegram")
    try:
        fail_with(TOKEN)
    except RuntimeError:
        logger.exception(TOKEN, url=f"x/bot{TOKEN}/", nested={"list": [TOKEN]})
    assert "RuntimeError" in log.getvalue()
    assert "AAHk3" not in log.getvalue()


@pytest.mark.parametrize(
    "text", [TOKEN, f"bot{TOKEN}", TOKEN.replace(":", "%3A"), TOKEN.replace(":", "%3a"), KEY]
)
def test_what_must_not_be_told_is_redacted_in_every_form(log: io.StringIO, text: str) -> None:
    structlog.stdlib.get_logger().warning("told", what=text)
    assert REDACTED in log.getvalue()
    assert "AAHk3" not in log.getvalue()
    assert "passphrase" not in log.getvalue()


async def test_requests_of_httpx_and_the_library_leave_no_token(log: io.StringIO) -> None:
    request = HTTPXRequest(connect_timeout=0.2)
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request, get_updates_request=HTTPXRequest())
    with pytest.raises(TelegramError) as failure:
        await bot.initialize()
    logging.getLogger("bot").error("not connected", exc_info=failure.value)
    with pytest.raises(httpx.HTTPError) as unreachable:
        async with httpx.AsyncClient() as client:
            await client.get(f"http://127.0.0.1:9/bot{TOKEN}/getMe")
    logging.getLogger("bot").error(str(unreachable.value.request.url))
    await bot.shutdown()
    assert REDACTED in log.getvalue()
    assert "AAHk3" not in log.getvalue()


async def test_an_error_in_a_forgotten_task_leaves_no_token(log: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop.call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": OSError(TOKEN)}
    )
    assert REDACTED in log.getvalue()
    assert "AAHk3" not in log.getvalue()


def test_a_line_that_cannot_be_formatted_is_not_printed_with_its_arguments(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    record = logging.makeLogRecord({"name": "bot.broken", "msg": "%d", "args": (TOKEN,)})
    logging.getLogger().handlers[0].handle(record)  # not by the logger: pytest listens there too, and raises
    assert "bot.broken" in log.getvalue()
    assert "AAHk3" not in log.getvalue() + capsys.readouterr().err


def test_a_warning_is_logged_and_redacted(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"old token {TOKEN}", UserWarning, stacklevel=1)
    assert REDACTED in log.getvalue()
    assert "AAHk3" not in log.getvalue()


@pytest.mark.parametrize(
    "name", ["httpx", "telegram.Bot", "telegram.ext.ExtBot", "aiosqlite", "httpcore.connection"]
)
def test_libraries_do_not_tell_what_people_wrote(log: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("Calling sendMessage with {'text': '와파린'}")
    assert log.getvalue() == ""


def test_a_traceback_shows_no_local_variables(log: io.StringIO) -> None:
    written = "와파린"
    try:
        fail_with(f"{len(written)} characters")
    except RuntimeError:
        structlog.stdlib.get_logger().exception("failed")
    assert "3 characters" in log.getvalue()
    assert written not in log.getvalue()


def test_json_lines_are_one_document_each() -> None:
    out = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure_logging(json=True, stream=out)
        structlog.stdlib.get_logger("bot").info("update handled", update_id=5)
        logging.getLogger("other").warning("plain %s", "words")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["event"], first["update_id"], first["level"], first["logger"]) == (
        "update handled",
        5,
        "info",
        "bot",
    )
    assert second["event"] == "plain words"


@pytest.mark.parametrize(
    "text", ["12:30 take 1 tablet", "08:00:00", "update 1234567:ok", "https://example.org:8443/a"]
)
def test_what_is_no_token_stays(text: str) -> None:
    assert Redaction()(text) == text
