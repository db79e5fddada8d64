"""Limits on the connections of the web server: how many, and how long one may take over its headers."""

import asyncio
import resource
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

CONNECTIONS = 200  # Telegram opens at most 100
KEPT_BACK = 500  # file descriptors that the database, Telegram and the workers need
HEADER_SECONDS = 10.0  # from the opening, or the first byte of a request, to the end of its headers
IDLE_SECONDS = 60.0  # between two requests of a connection
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def most_connections() -> int:
    """Return how many connections are held at once: fewer where the system gives the process few file descriptors."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files == resource.RLIM_INFINITY else max(20, min(CONNECTIONS, files - KEPT_BACK))


class Connections:
    """The open connections. Where one more would be too many, the oldest that has not finished its headers is closed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[
            _Connection, None
        ] = {}  # no request of theirs is being answered; the oldest first
        self._busy: set[_Connection] = set()

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._waiting) + len(self._busy)

    def opened(self, connection: "_Connection") -> None:
        """Count a connection, and close the oldest idle one, or this one, where it is one too many."""
        self._waiting[connection] = None
        if len(self) > self._most:
            self.close(next(iter(self._waiting)))

    def began(self, connection: "_Connection") -> None:
        """Note that the headers of a request are complete."""
        if connection in self._waiting:
            del self._waiting[connection]
            self._busy.add(connection)

    def ended(self, connection: "_Connection") -> None:
        """Note that a request was answered."""
        if connection in self._busy:
            self._busy.remove(connection)
            self._waiting[connection] = None

    def closed(self, connection: "_Connection") -> None:
        """Forget a connection."""
        self._waiting.pop(connection, None)
        self._busy.discard(connection)

    def close(self, connection: "_Connection") -> None:
        """Close one at once."""
        self.closed(connection)
        if connection.transport is not None:
            connection.transport.abort()


class _Connection(RequestHandler):
    """aiohttp's connection, with a time limit on the headers, which aiohttp has not."""

    __slots__ = ("_alarm", "_connections", "_in_request", "_seconds")

    def __init__(self, *args: Any, connections: Connections, seconds: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self._connections = connections
        self._seconds = seconds
        self._alarm: asyncio.TimerHandle | None = None
        self._in_request = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connections.opened(self)
        self._start_alarm()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop_alarm()
        self._connections.closed(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._in_request and self._alarm is None:
            self._start_alarm()
        super().data_received(data)

    def began(self) -> None:
        """Note that the headers of a request are complete."""
        self._stop_alarm()
        self._in_request = True
        self._connections.began(self)

    def ended(self) -> None:
        """Note that it was answered."""
        self._in_request = False
        self._connections.ended(self)

    def _start_alarm(self) -> None:
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(self._seconds, self._connections.close, self)

    def _stop_alarm(self) -> None:
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None


class LimitedSite(web.TCPSite):
    """Listens on a port for an application that was made with `watched` among its middlewares, within limits."""

    __slots__ = ("_header_seconds", "_limits")

    def __init__(
        self,
        runner: web.AppRunner,
        host: str,
        port: int,
        *,
        most: int | None = None,
        header_seconds: float = HEADER_SECONDS,
    ) -> None:
        super().__init__(runner, host, port)
        self._limits = Connections(most or most_connections())
        self._header_seconds = header_seconds

    async def start(self) -> None:
        """Begin to listen."""
        await web.BaseSite.start(self)
        loop = asyncio.get_running_loop()

        def connection() -> _Connection:
            return _Connection(
                self._runner.server, loop=loop, connections=self._limits, seconds=self._header_seconds,
                keepalive_timeout=IDLE_SECONDS, access_log=None,
            )  # fmt: skip

        self._server = await loop.create_server(connection, self._host, self._port, backlog=self._backlog)


@web.middleware
async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the connection when the headers of a request are complete, and when it was answered."""
    connection = request.protocol
    if not isinstance(connection, _Connection):  # served without limits, as in a test of one answer
        return await handler(request)
    connection.began()
    try:
        return await handler(request)
    finally:
        connection.ended()
