"""The Telegram side: the application, its features, and how updates reach them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot.app.clock import Clock
from bot.app.features import features_of
from bot.app.photos import admission_of
from bot.app.services import Services
from bot.app.storage import Stores
from bot.core.tracing import Span, no_span
from bot.ops.monitoring.health import Check
from bot.ops.monitoring.metrics import Metrics
from bot.settings import Settings
from bot.telegram.features.fallback.handlers import ErrorHandler
from bot.telegram.features.start.views import greeting
from bot.telegram.transport import application
from bot.telegram.transport.albums import Albums
from bot.telegram.transport.background import Background
from bot.telegram.transport.dispatch import Dispatcher
from bot.telegram.transport.downloads import Downloads
from bot.telegram.transport.inbox import Polling, UpdateReceiver
from bot.telegram.transport.limits import RateLimiter
from bot.telegram.transport.request_context import RequestContextFactory
from bot.telegram.transport.routing import album_of, menu_of
from bot.telegram.transport.seen_marks import SeenMarks


class TelegramSide:
    """What speaks to Telegram. It can send from the beginning; `serve` lets it answer, too."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        metrics: Metrics,
        health: dict[str, Check],
        now: Clock,
        limiter: RateLimiter | None = None,
        span: Span = no_span,
    ) -> None:
        """`limiter` is one for another server than Telegram's, as where a year is simulated."""
        self._settings = settings
        self._stores = stores
        self._now = now
        limiter = limiter or RateLimiter(meter=metrics)
        self.application = application.build(
            settings.bot_token(), settings.api_url, limiter, may_send=stores.lease.is_held, span=span
        )
        self.background = Background()
        self._admission = admission_of(settings, metrics)
        self._downloads = Downloads()
        self._marks = SeenMarks(limiter, self.background)
        self.dispatcher = Dispatcher(
            self.application, stores.inbox, now, background=self.background, meter=metrics, span=span
        )
        self.receiver = UpdateReceiver(stores.inbox, on_stored=self.dispatcher.wake, clock=now)
        self.polling = Polling(
            self.application.bot,
            stores.inbox,
            on_stored=self.dispatcher.wake,
            clock=now,
            allowed_updates=application.UPDATES,
            failed=metrics.failed,
        )
        if not settings.webhook_url:
            health["telegram"] = self.polling.is_answered
        metrics.watch_queue("updates", lambda: self.dispatcher.length)
        metrics.watch_age("oldest-update", lambda: self.dispatcher.age)
        metrics.watch_queue("messages", lambda: limiter.length)

    def serve(self, services: Services, *, planned: Callable[[], None]) -> None:
        """Give the application its features. `planned` is called when doses to come have changed."""
        requests = RequestContextFactory(services.accounts, self._stores.dialogues, self._now, greeting)
        self._features = features_of(
            services,
            self._stores,
            requests,
            self.background,
            self._admission,
            self._downloads,
            self._marks,
            planned=planned,
        )
        album = album_of(self._features, requests)
        albums = Albums(
            self._settings.album_seconds,
            album.begin,
            album.handle,
            self.background,
            self._stores.inbox,
            self._now,
            queued=self.dispatcher.queued,
        )
        application.register(
            self.application,
            self._features,
            requests,
            album_part=albums.add,
            failed=ErrorHandler(self._stores.accounts, self._now).handle,
        )

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Hold the connections to Telegram while the block lasts; SettingError where it does not know the token."""
        try:
            async with application.connected(self.application, partial(menu_of, self._features)):
                yield
        finally:
            await self._downloads.aclose()

    async def choose_way(self) -> None:
        """Tell Telegram how to bring updates: to the webhook, or by being asked."""
        await application.persist(self._set_webhook)
        self.polling.heard()

    async def _set_webhook(self) -> None:
        bot, settings = self.application.bot, self._settings
        if settings.webhook_url:
            await bot.set_webhook(
                settings.webhook_url, secret_token=settings.secret(), allowed_updates=application.UPDATES
            )
        else:
            await bot.delete_webhook()
