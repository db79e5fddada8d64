"""A whole bot: opened, run, and closed in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiohttp import web

from bot.app.clock import Clock, utc_now
from bot.app.engines import opened_knowledge, opened_pool
from bot.app.metered_scans import MeteredScans
from bot.app.services import Services
from bot.app.storage import Stores, opened_stores
from bot.app.telegram import TelegramSide
from bot.core.errors import SettingError
from bot.core.ports import Scans
from bot.core.tracing import Span, no_span
from bot.ops.backups.backup import Backups, NightlyBackups
from bot.ops.jobs.pill_pictures import PillPictures
from bot.ops.jobs.reminder_scheduler import ReminderScheduler
from bot.ops.jobs.timer import new_timer
from bot.ops.knowledge.knowledge_download import KnowledgeDownload
from bot.ops.knowledge.knowledge_refresh import KnowledgeRefresh
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.ops.knowledge.sentences import LiveSentences
from bot.ops.monitoring.health import Check
from bot.ops.monitoring.metrics import Metrics
from bot.ops.monitoring.tracing import tracing
from bot.settings import Settings
from bot.telegram.features.alerts.notifier import TelegramAlerts
from bot.telegram.features.caregivers.notifier import TelegramCare
from bot.telegram.features.reminders.notifier import TelegramNotifier
from bot.telegram.features.stock.notifier import TelegramPersonNotifier
from bot.telegram.transport.limits import RateLimiter
from bot.web.connections import LimitedSite
from bot.web.server import create_web_app
from bot.web.webhook import Webhook


class Service:
    """The parts of a bot that is open; `running` sets them going."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        knowledge: LiveKnowledge,
        scans: Scans,
        now: Clock,
        limiter: RateLimiter | None = None,
        span: Span = no_span,
    ) -> None:
        self._settings = settings
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.stores = stores
        self.metrics = Metrics()
        self.health: dict[str, Check] = {
            "service": self._is_whole,
            "database": stores.is_writable,
            "lease": stores.lease.is_held,
        }
        self._timer = new_timer()
        self.telegram = TelegramSide(settings, stores, self.metrics, self.health, now, limiter, span=span)
        self._sentences = LiveSentences(knowledge)
        self._pill_pictures = PillPictures()
        self.services = self._use_cases(knowledge, MeteredScans(scans, self.metrics, span))
        self.reminder_scheduler = ReminderScheduler(self.services, now, stores.forget_old, self._timer)
        self.health["reminders"] = self.reminder_scheduler.is_ticking
        self._plan_jobs(knowledge, now)
        self.telegram.serve(self.services, planned=self.reminder_scheduler.wake)

    def _use_cases(self, knowledge: LiveKnowledge, scans: Scans) -> Services:
        bot = self.telegram.application.bot
        return Services(
            self._settings,
            self.stores,
            knowledge,
            self._sentences,
            scans,
            TelegramNotifier(bot, knowledge, self.stores.own_pills, self._pill_pictures.draw),
            TelegramAlerts(bot),
            TelegramCare(bot, knowledge),
            TelegramPersonNotifier(bot),
            self.metrics,
        )

    def _plan_jobs(self, knowledge: LiveKnowledge, now: Clock) -> None:
        """Make what is done once a day: newer knowledge, and a backup."""
        settings = self._settings
        self.knowledge_refresh = KnowledgeRefresh(
            knowledge,
            self.services.rechecks,
            now,
            self._timer,
            download=None if settings.sync_hour is None else KnowledgeDownload.by(settings).run,
            hour=settings.sync_hour or 0,
            time_zone=settings.time_zone,
            in_use=self._sentences.refresh,
        )
        self.backups = NightlyBackups(
            Backups.of(settings),
            settings.key(),
            now,
            self._timer,
            hour=settings.backup_hour,
            time_zone=settings.zone,
        )
        self.health["knowledge"] = self.knowledge_refresh.is_well
        self.health["backup"] = self.backups.is_well
        self.metrics.watch_age("knowledge", lambda: knowledge.age(now()))
        self.metrics.watch_age("backup", lambda: self.backups.age(now()))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Receive, handle and remind while the block lasts; at its end finish what runs, or leave it for the next start."""
        async with AsyncExitStack() as stack:
            self._run_on(stack, self.stores.lease.keep())
            await stack.enter_async_context(self.telegram.connected())
            self._run_on(stack, self.telegram.dispatcher.run())
            stack.push_async_callback(self.telegram.dispatcher.aclose)
            self._timer.start()
            stack.callback(self._timer.shutdown, wait=False)
            stack.callback(self._pill_pictures.close)
            self.reminder_scheduler.start()
            stack.push_async_callback(self.services.aclose)
            stack.push_async_callback(self.reminder_scheduler.aclose)
            self.knowledge_refresh.start()
            stack.push_async_callback(self.knowledge_refresh.aclose)
            self.backups.start()
            stack.push_async_callback(self.backups.aclose)
            stack.callback(self._timer.pause)  # before any of them waits for what runs
            await self._serve_web(stack)
            await self.telegram.choose_way()
            if not self._settings.webhook_url:
                self._run_on(stack, self.telegram.polling.run())
            yield

    async def failed(self) -> None:
        """Wait until a part that should run for ever has failed, and raise its error."""
        await asyncio.shield(self._failure)

    def _run_on(self, stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
        """Run something until the end of the stack; its failure is the service's."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._note)
        stack.push_async_callback(_end, task)

    def _note(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) and not self._failure.done():
            self._failure.set_exception(error)

    async def _is_whole(self) -> bool:
        return not self._failure.done()

    async def _serve_web(self, stack: AsyncExitStack) -> None:
        """Serve /healthz, /metrics and the webhook, before Telegram gets its address."""
        app = create_web_app(checks=self.health, metrics=self.metrics, webhook=self._webhook())
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = LimitedSite(runner, self._settings.host, self._settings.port)
        try:
            await site.start()
        except OSError as error:
            raise SettingError("YAKSOK_PORT", f"can't be listened on: {error.strerror}") from error

    def _webhook(self) -> Webhook | None:
        if not self._settings.webhook_url:
            return None
        return Webhook(self._settings.secret(), self.telegram.receiver.take_body)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def opened(
    settings: Settings, now: Clock = utc_now, *, after: int | None = None
) -> AsyncIterator[Service]:
    """Open everything the bot needs; raise SettingError, naming the setting, where something can not be used.

    `after` is the fence of the bot before this one, as `bot.ops.process.standby.turn` gives it.
    """
    settings.bot_token()
    async with (
        opened_stores(settings, after) as stores,
        opened_knowledge(settings) as knowledge,
        opened_pool(settings) as pool,
    ):
        with tracing(settings.traces_url) as span:
            yield Service(settings, stores, knowledge, pool, now, span=span)
