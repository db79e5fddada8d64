"""python-telegram-bot's Application: built, given its handlers, and connected to Telegram."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain, repeat
from typing import Any

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    BaseRateLimiter,
    MessageHandler,
    filters,
)

from bot.core.errors import SettingError
from bot.core.tracing import Span, no_span
from bot.telegram.transport.fence import FencedRequest
from bot.telegram.transport.introduction import Menu, introduce
from bot.telegram.transport.request_context import RequestContextFactory, answer
from bot.telegram.transport.routing import NEW, PICTURES, PRIVATE, Feature, handlers_of

Bot = Application[Any, Any, Any, Any, Any, Any]
CONNECTIONS = 256  # to Telegram, at most
UPDATES = ("message", "callback_query", "my_chat_member")  # the kinds of updates that the bot asks for
log = structlog.stdlib.get_logger(__name__)


def build(
    token: str,
    api_url: str,
    limiter: BaseRateLimiter[Any],
    *,
    may_send: Callable[[], Awaitable[bool]],
    span: Span = no_span,
) -> Bot:
    """Return an Application without handlers; `api_url` is a Bot API server of one's own, or empty.

    `may_send` is asked before every request; `span` measures those that are no long polling.
    """
    builder = ApplicationBuilder().token(token).updater(None).rate_limiter(limiter)
    builder = builder.request(FencedRequest(may_send, span, connection_pool_size=CONNECTIONS))
    builder = builder.get_updates_request(FencedRequest(may_send, connection_pool_size=1))
    if api_url:
        builder = builder.base_url(f"{api_url.rstrip('/')}/bot").base_file_url(
            f"{api_url.rstrip('/')}/file/bot"
        )
    return builder.build()


def register(
    application: Bot,
    features: Sequence[Feature],
    requests: RequestContextFactory,
    *,
    album_part: Callable[[Update], Awaitable[None]],
    failed: Callable[[object, Any], Coroutine[Any, Any, None]],
) -> None:
    """Put every handler in its place. `album_part` takes the parts of albums; `failed` gets every error."""

    async def take_part(update: Update, _: Any) -> None:
        await album_part(update)

    application.add_handler(TapElsewhere(answer_only))
    application.add_handler(MessageHandler(PRIVATE & NEW & PICTURES & MEDIA_GROUP, take_part))
    application.add_handlers(handlers_of(features, requests))
    application.add_error_handler(failed)


class TapElsewhere(BaseHandler[Update, Any, None]):
    """Takes taps outside of private chats, and on messages that were sent through another bot: they are nobody's here."""

    def check_update(self, update: object) -> bool:
        """Return whether an update is such a tap."""
        if not isinstance(update, Update) or update.callback_query is None:
            return False
        return update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE


async def answer_only(update: Update, _: Any) -> None:
    """Let a button stop spinning."""
    if update.callback_query:
        await answer(update.callback_query)


class _MediaGroup(filters.MessageFilter):
    """A message that is part of an album."""

    def filter(self, message: Any) -> bool:
        return message.media_group_id is not None


MEDIA_GROUP = _MediaGroup()


@asynccontextmanager
async def connected(application: Bot, menu: Menu) -> AsyncIterator[None]:
    """Hold the connection to Telegram and say who the bot is; SettingError where it does not know the token."""
    await persist(application.initialize, clean_up=application.bot.shutdown)
    try:
        await persist(partial(introduce, application.bot, menu))
        yield
    finally:
        await application.shutdown()


async def persist(
    ask: Callable[[], Awaitable[object]], *, clean_up: Callable[[], Awaitable[object]] | None = None
) -> None:
    """Ask Telegram for something until it answers: the network may come up after the bot."""
    for pause in chain((1, 2, 4, 8, 16), repeat(30)):
        try:
            await ask()
        except InvalidToken as error:
            if clean_up:
                await clean_up()
            raise SettingError("YAKSOK_TOKEN", "Telegram does not know this token") from error
        except NetworkError as error:
            if isinstance(error, BadRequest):
                raise
            log.warning("Telegram is not reached yet", error=type(error).__name__, pause=pause)
            await asyncio.sleep(pause)
        else:
            return
