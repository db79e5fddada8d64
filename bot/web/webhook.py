"""The webhook: stores an update before it confirms it to Telegram."""

import hmac
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.core.errors import ServiceError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
LARGEST_BODY = 1024 * 1024  # bytes; an update is text, some kilobytes of it

_log = structlog.stdlib.get_logger(__name__)


class Webhook:
    """Checks who calls, and gives each body to `take`.

    `take` raises ValueError for what is no update, answered with 400, and ServiceError where it could not be
    stored, answered with 500: Telegram brings it again after both, and after anything else but 2xx.
    """

    def __init__(self, secret: str, take: Callable[[str], Awaitable[None]]) -> None:
        if not secret:
            raise ValueError("expected a secret, for without one anybody may write updates")
        self._secret = secret.encode()
        self._take = take

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request of Telegram's."""
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            body = (await request.read()).decode()
            await self._take(body)
        except ValueError:
            return web.Response(status=400)
        except ServiceError as error:
            _log.error("update not stored", error=str(error))  # noqa: TRY400  the reason is enough
            return web.Response(status=500)
        return web.Response()
