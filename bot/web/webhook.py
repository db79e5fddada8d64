"""The webhook: stores an update before it confirms it to Telegram."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.core.errors import ServiceError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
BODY_SECONDS = 15.0  # from the end of the headers to the last byte
LARGEST_BODY = 1024 * 1024  # bytes; an update is text, some kilobytes of it

_log = structlog.stdlib.get_logger(__name__)


class Webhook:
    """Checks who calls, and gives each body to `take`.

    A body that takes longer than `body_seconds` is answered with 408.
    `take` raises ValueError for what is no update, answered with 400, and ServiceError where it could not be
    stored, answered with 500: Telegram brings it again after both, and after anything else but 2xx.
    """

    def __init__(
        self, secret: str, take: Callable[[str], Awaitable[None]], *, body_seconds: float = BODY_SECONDS
    ) -> None:
        if not secret:
            raise ValueError("expected a secret, for without one anybody may write updates")
        self._secret = _digest(secret)
        self._take = take
        self._body_seconds = body_seconds

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request of Telegram's."""
        given = _digest(request.headers.get(SECRET_HEADER, ""))
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            async with asyncio.timeout(self._body_seconds):
                body = (await request.read()).decode()
            await self._take(body)
        except TimeoutError:
            return web.Response(status=408)
        except ValueError:
            return web.Response(status=400)
        except ServiceError as error:
            _log.error("update not stored", error=str(error))  # noqa: TRY400  the reason is enough
            return web.Response(status=500)
        return web.Response()


def _digest(secret: str) -> bytes:
    """Return a hash: of one length, so that a comparison tells nothing, not even how long the secret is."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
