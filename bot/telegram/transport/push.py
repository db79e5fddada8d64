"""Messages that nobody asked for just now: reminders and news; and what came of sending one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.core.doses.retry_policy import Failed, Outcome, Refused, Unconfirmed
from bot.core.doses.send_queue import Unreachable
from bot.core.people.accounts import Account
from bot.telegram.transport.limits import Priority, seconds_of
from bot.telegram.ui.personalization import dressed, messages_of
from bot.telegram.ui.screens import CAPTION_LIMIT, Screen

NEVER_LEFT = ("ConnectTimeout", "PoolTimeout", "ConnectError")  # by the name that httpx gives them


async def send(
    bot: ExtBot[Priority], account: Account, screen: Screen, priority: Priority, *, is_silent: bool = False
) -> Message:
    """Send a screen about a person of an account, without a sound where `is_silent`; return its last message.

    Raise Unreachable where the chat can't be written to.
    """
    *before, last = messages_of(screen, account)
    with _reached():
        for part in before:
            await _send(bot, account, part, priority, is_silent=is_silent)
        return await _send(bot, account, last, priority, is_silent=is_silent)


async def send_picture(
    bot: ExtBot[Priority],
    account: Account,
    picture: bytes | str,
    screen: Screen,
    priority: Priority,
    *,
    is_silent: bool = False,
) -> Message | None:
    """Send a picture, or one that Telegram has by its file id, with a screen under it; None where that has no room.

    Raise Unreachable where the chat can't be written to.
    """
    shown = dressed(screen, account)
    if not shown.fits(CAPTION_LIMIT):
        return None
    with _reached():
        return await bot.send_photo(
            account.chat_id,
            picture,
            caption=shown.text(CAPTION_LIMIT),
            parse_mode=ParseMode.HTML,
            reply_markup=shown.keyboard,
            disable_notification=is_silent,
            rate_limit_args=priority,
        )


@contextmanager
def _reached() -> Iterator[None]:
    """Raise Unreachable where a chat can't be written to."""
    try:
        yield
    except Forbidden as error:
        raise Unreachable from error
    except BadRequest as error:
        if "chat not found" in error.message.lower():
            raise Unreachable from error
        raise


def outcome_of(error: TelegramError) -> Outcome:
    """Return what an error of sending says about the message.

    Without any answer to a request that left, the message may have arrived: after a time-out, a cut connection, or
    an answer that makes no sense. python-telegram-bot gives the error of httpx as the cause.
    """
    match error:
        case RetryAfter():
            return Failed(timedelta(seconds=seconds_of(error)))
        case BadRequest() | ChatMigrated():
            return Refused()
        case Conflict() | InvalidToken():
            return Failed()
        case NetworkError() if _is_known_not_sent(error):
            return Failed()
        case _:
            return Unconfirmed()


def _is_known_not_sent(error: NetworkError) -> bool:
    """Return whether Telegram answered with an error of its own, or the request never left."""
    cause = error.__cause__
    is_answered = cause is None or isinstance(cause, TelegramError)
    return type(cause).__name__ in NEVER_LEFT or (is_answered and not isinstance(error, TimedOut))


async def _send(
    bot: ExtBot[Priority], account: Account, part: Screen, priority: Priority, *, is_silent: bool
) -> Message:
    return await bot.send_message(
        account.chat_id,
        part.text(),
        parse_mode=ParseMode.HTML,
        reply_markup=part.keyboard,
        disable_notification=is_silent,
        rate_limit_args=priority,
    )
