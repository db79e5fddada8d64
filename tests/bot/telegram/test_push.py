"""What an error of sending says about the message: it will never arrive, it did not leave, or nobody knows."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.core.doses.retry_policy import Failed, Refused, Unconfirmed
from bot.telegram.transport.push import outcome_of


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    """Return an error as python-telegram-bot raises it."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BadRequest("can't parse entities"), Refused()),
        (ChatMigrated(5), Refused()),
        (RetryAfter(7), Failed(timedelta(seconds=7))),
        (NetworkError("Internal Server Error"), Failed()),
        (caused(NetworkError("Bad Gateway (502)"), TelegramError("Invalid server response")), Failed()),
        (caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("refused")), Failed()),
        (caused(TimedOut(), httpx.ConnectTimeout("slow")), Failed()),
        (caused(TimedOut(), httpx.PoolTimeout("full")), Failed()),
        (Conflict("another program polls"), Failed()),
        (InvalidToken(), Failed()),
        (caused(TimedOut(), httpx.ReadTimeout("silent")), Unconfirmed()),
        (caused(TimedOut(), httpx.WriteTimeout("slow")), Unconfirmed()),
        (caused(NetworkError("httpx.RemoteProtocolError"), httpx.RemoteProtocolError("cut")), Unconfirmed()),
        (TelegramError("Invalid server response"), Unconfirmed()),
    ],
)  # fmt: skip
def test_an_error_says_what_came_of_the_message(error, outcome):
    assert outcome_of(error) == outcome
