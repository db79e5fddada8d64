"""Requests to Telegram that only the bot whose turn it is may make: one that was replaced sends nothing more."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from httpx import Request
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

from bot.core.tracing import Span, no_span


class NotOurTurn(NetworkError):
    """The request was not made: another bot has taken over."""

    def __init__(self) -> None:
        super().__init__("another bot has taken over")


class FencedRequest(HTTPXRequest):
    """python-telegram-bot's requests, each after a look at whether this process may still make them."""

    def __init__(self, may_send: Callable[[], Awaitable[bool]], span: Span = no_span, **options: Any) -> None:
        hooks = {"event_hooks": {"request": [_in_one_piece]}}
        super().__init__(httpx_kwargs=hooks | options.pop("httpx_kwargs", {}), **options)
        self._may_send = may_send
        self._span = span

    async def do_request(self, url: str, *args: Any, **values: Any) -> tuple[int, bytes]:
        """Make one request; raise NotOurTurn, without making it, where it may not be made.

        What is answered with nonsense has mostly been done, as what takes too long: it counts as that.
        """
        if not await self._may_send():
            raise NotOurTurn
        with self._span(url.rsplit("/", 1)[-1]):  # the method: what stands before it holds the token
            status, body = await super().do_request(url, *args, **values)
        if status == HTTPStatus.OK and "/file/" not in url and not body.lstrip().startswith(b"{"):
            raise TimedOut("an answer that makes no sense")
        return status, body


async def _in_one_piece(request: Request) -> None:
    """Join the body of a request: a form is otherwise written to the socket field by field, which costs more than its bytes."""
    await request.aread()
