"""The sandbox as one aiohttp application, and as a server that runs beside a bot in one process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import TracebackType

from aiohttp import web

from bot.sandbox.api import BotApi
from bot.sandbox.client import SandboxClient
from bot.sandbox.contract import PersonSide, plain_refusals
from bot.sandbox.delivery.webhook_delivery import WebhookSender
from bot.sandbox.state.snapshot import StateKeeper
from bot.sandbox.state.world import SandboxSettings, World

WORLD = web.AppKey("world", World)

_LARGEST_BODY = 64 * 1024 * 1024
_STATIC = Path(__file__).with_name("static")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_app(settings: SandboxSettings | None = None) -> web.Application:
    """Return the sandbox: the Bot API, the person's side and the web chat at `/`."""
    world = World(settings or SandboxSettings())
    app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[plain_refusals])
    app[WORLD] = world
    app.add_routes(BotApi(world).routes())
    app.add_routes(PersonSide(world).routes())
    app.router.add_get("/", _web_chat)
    app.router.add_static("/static/", _STATIC)
    app.on_response_prepare.append(_protect)
    app.on_shutdown.append(_wake_waiters)
    if world.settings.state_file is not None:
        app.cleanup_ctx.append(_beside(StateKeeper(world, world.settings.state_file).run))
    app.cleanup_ctx.append(_beside(WebhookSender(world).run))
    return app


class Sandbox:
    """A running sandbox: `async with Sandbox() as sandbox`. Port 0 means any that is free."""

    def __init__(
        self, settings: SandboxSettings | None = None, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.settings = settings or SandboxSettings()
        self._host, self._wanted_port = host, port
        self._runner: web.AppRunner | None = None
        self._world: World | None = None
        self._clients: list[SandboxClient] = []

    async def start(self) -> None:
        """Listen; OSError where the port is taken."""
        # Without an access log: every address of the Bot API holds the token.
        app = create_app(self.settings)
        self._world = app[WORLD]
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        await web.TCPSite(runner, self._host, self._wanted_port).start()
        self._runner = runner

    async def stop(self) -> None:
        """End what waits, keep the state where it is kept, and stop listening."""
        for client in self._clients:
            await client.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def world(self) -> World:
        """What it holds, for a bench in the same process."""
        if self._world is None:
            raise RuntimeError("expected a started sandbox")
        return self._world

    @property
    def url(self) -> str:
        """The address of the web chat, without a slash at its end."""
        if self._runner is None:
            raise RuntimeError("expected a started sandbox")
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as base_url."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as base_file_url."""
        return f"{self.url}/file/bot"

    @property
    def token(self) -> str:
        """The token that the sandbox accepts."""
        return self.settings.token

    def client(self) -> SandboxClient:
        """Return a client for the person's side, closed together with the sandbox."""
        self._clients.append(SandboxClient(self.url))
        return self._clients[-1]

    async def __aenter__(self) -> "Sandbox":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def _beside(run: Callable[[], Awaitable[None]]) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a clean-up context that runs something as long as the application lives."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        task = asyncio.ensure_future(run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return context


async def _wake_waiters(app: web.Application) -> None:
    app[WORLD].closing = True
    app[WORLD].wake_all()


async def _web_chat(request: web.Request) -> web.FileResponse:
    return web.FileResponse(_STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    """Let pages take nothing from elsewhere, and be asked for anew after an upgrade."""
    if request.path == "/" or request.path.startswith("/static/"):
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
