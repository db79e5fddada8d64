"""The composition root: opens stores, models and pool, wires them, and closes them in reverse order."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.core.doses.reminders import UNDO_FOR, ReminderService
from bot.core.errors import SettingError
from bot.core.interactions.check import InteractionCheck
from bot.core.interactions.rechecks import Rechecks
from bot.core.medications.as_needed import AsNeededService
from bot.core.medications.medications import MedicationService
from bot.core.medications.substitution import SubstitutionService
from bot.core.people.accounts import AccountService
from bot.core.people.household import PeopleService
from bot.core.people.privacy import AccountDataService
from bot.core.photos.donations import DonationService
from bot.core.photos.photo_service import PhotoService
from bot.core.ports import Scans
from bot.ops.backup import Backups, NightlyBackups
from bot.ops.knowledge_download import KnowledgeDownload
from bot.ops.knowledge_refresh import KnowledgeRefresh
from bot.ops.live_knowledge import LiveKnowledge
from bot.ops.metrics import Metrics
from bot.ops.reminder_scheduler import ReminderScheduler
from bot.settings import Settings
from bot.storage import tombstones as deletions
from bot.storage.account_data import StoredAccountData
from bot.storage.accounts import StoredAccounts
from bot.storage.database import Database
from bot.storage.dialogues import Dialogues
from bot.storage.donations import StoredDonations
from bot.storage.inbox import Inbox
from bot.storage.intakes import StoredIntakes
from bot.storage.ledger import StoredLedger
from bot.storage.medications import StoredMedications
from bot.storage.people import StoredPeople
from bot.storage.questions import StoredQuestions
from bot.storage.shown_findings import StoredShownFindings
from bot.storage.substitutions import StoredSubstitutions
from bot.telegram.features.alerts.notifier import TelegramAlerts
from bot.telegram.features.as_needed.handlers import AsNeededHandlers
from bot.telegram.features.check.handlers import CheckHandlers
from bot.telegram.features.donations.handlers import DonationHandlers
from bot.telegram.features.dose_times.handlers import DoseTimesHandlers
from bot.telegram.features.fallback.dialogue_router import answers
from bot.telegram.features.fallback.handlers import ErrorHandler, FallbackHandlers
from bot.telegram.features.info.handlers import InfoHandlers
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.medications.handlers import MedicationHandlers
from bot.telegram.features.people.handlers import PeopleHandlers
from bot.telegram.features.photos.handlers import PhotoHandlers
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.privacy.handlers import PrivacyHandlers
from bot.telegram.features.reminders.handlers import ReminderHandlers, TelegramNotifier
from bot.telegram.features.settings.handlers import SettingsHandlers
from bot.telegram.features.start.handlers import StartHandlers
from bot.telegram.features.substitution.handlers import SubstitutionHandlers
from bot.telegram.features.time_zones.handlers import TimeZoneHandlers
from bot.telegram.transport import application as telegram
from bot.telegram.transport.albums import Albums
from bot.telegram.transport.background import Background
from bot.telegram.transport.dispatch import Dispatcher
from bot.telegram.transport.inbox import Polling, UpdateReceiver
from bot.telegram.transport.limits import RateLimiter
from bot.telegram.transport.request_context import RequestContextFactory
from bot.web.server import create_web_app
from bot.web.webhook import Webhook
from inference.engine import EngineSettings
from inference.model_card import WeightsError
from inference.pool import PoolSettings, ScanPool
from inference.scan import ScanSettings
from knowledge.starter import build_starter

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The only place where the service asks for the time."""
    return datetime.now(UTC)


class Stores:
    """Everything that is kept of people, over one database."""

    def __init__(self, database: Database, backup_days: int) -> None:
        self._database = database
        self._backup_days = timedelta(days=backup_days)
        self.inbox = Inbox(database)
        self.accounts = StoredAccounts(database)
        self.dialogues = Dialogues(database)
        self.medications = StoredMedications(database)
        self.intakes = StoredIntakes(database)
        self.replacements = StoredSubstitutions(database)
        self.questions = StoredQuestions(database)
        self.ledger = StoredLedger(database)
        self.people = StoredPeople(database)
        self.told = StoredShownFindings(database)
        self.possessions = StoredAccountData(database)
        self.donations = StoredDonations(database)

    async def forget_old(self, now: datetime) -> None:
        """Delete for good what nobody needs any more: once an hour."""
        await self.questions.forget_old(now)
        await self.medications.forget_deleted(now - UNDO_FOR)
        await deletions.forget(self._database, now - self._backup_days)

    async def is_writable(self) -> bool:
        """Return whether the database takes a change: for /healthz."""
        async with self._database.change() as tx:
            return await tx.run("UPDATE accounts SET language = language WHERE chat_id = 0") == 0


class Service:
    """The parts of a bot that is open, wired to each other; `run` sets it going."""

    def __init__(
        self, settings: Settings, stores: Stores, knowledge: LiveKnowledge, scans: Scans, now: Clock
    ) -> None:
        self.metrics = Metrics()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        limiter = RateLimiter(meter=self.metrics)
        self.application = telegram.build(settings.bot_token(), settings.api_url, limiter)
        self.background = Background()
        self.dispatcher = Dispatcher(
            self.application, stores.inbox, now, background=self.background, meter=self.metrics
        )
        self.metrics.watch_queue("updates", lambda: self.dispatcher.length)
        self.metrics.watch_queue("messages", lambda: limiter.length)
        reception = AccountService(stores.accounts, settings.time_zone)
        medicines = MedicationService(stores.medications, stores.intakes, knowledge, stores.told)
        photos = PhotoService(scans, knowledge, stores.questions, stores.medications)
        reminders = self._reminders = ReminderService(
            stores.ledger, TelegramNotifier(self.application.bot), stores.accounts
        )
        self.clock = ReminderScheduler(reminders, now, stores.forget_old)
        alerts = TelegramAlerts(self.application.bot)
        rechecks = Rechecks(stores.told, medicines, knowledge, alerts, stores.accounts)
        self.watch = KnowledgeRefresh(
            knowledge, rechecks, now, download=_download(settings), hour=settings.sync_hour or 0,
            time_zone=settings.time_zone,
        )  # fmt: skip
        self.nightly = NightlyBackups(
            Backups.of(settings), settings.key(), now, hour=settings.backup_hour,
            time_zone=settings.zone,
        )  # fmt: skip
        requests = RequestContextFactory(reception, stores.dialogues, now)
        library = InteractionCheck(medicines, knowledge)
        check, info = CheckHandlers(requests, library), InfoHandlers(requests, library)
        guide = PlanQuestionHandlers(requests, medicines, planned=self.clock.wake)
        times = DoseTimesHandlers(requests, medicines, planned=self.clock.wake)
        adding = Adding(requests, medicines, photos, guide)
        zones = TimeZoneHandlers(requests, reception, adding, moved=self.clock.wake)
        giving = DonationService(stores.donations)
        photo_handlers = PhotoHandlers(requests, photos, medicines, adding, giving, self.background)
        medicine_handlers = MedicationHandlers(requests, medicines, adding, planned=self.clock.wake)
        people = PeopleHandlers(requests, PeopleService(stores.people))
        own_settings = SettingsHandlers(requests, reception, medicines)
        telegram.register(
            self.application,
            start=StartHandlers(requests, reception, adding),
            zones=zones,
            photos=photo_handlers,
            medicines=medicine_handlers,
            needed=AsNeededHandlers(requests, medicines, AsNeededService(medicines, stores.intakes)),
            refills=SubstitutionHandlers(
                requests, medicines, photos, SubstitutionService(photos, medicines, stores.replacements),
                refresh=photo_handlers.refresh,
            ),
            guide=guide,
            times=times,
            reminders=ReminderHandlers(requests, reminders),
            privacy=PrivacyHandlers(
                requests, AccountDataService(stores.possessions, stores.accounts, settings.backup_days), giving
            ),
            donations=DonationHandlers(requests, giving, settings.backup_days),
            people=people,
            settings=own_settings,
            check=check,
            info=info,
            other=FallbackHandlers(
                requests, answers(zones, photo_handlers, guide, times, check, info, people, own_settings),
                medicine_handlers.look_up, stores.accounts,
            ),
            failures=ErrorHandler(stores.accounts, now),
            albums=Albums(
                settings.album_seconds, photo_handlers.album, self.background, stores.inbox, now,
                queued=self.dispatcher.queued,
            ),
        )  # fmt: skip
        self._settings = settings
        self.stores = stores
        self._polling = Polling(
            self.application.bot, stores.inbox, on_stored=self.dispatcher.wake, clock=now,
            allowed_updates=telegram.UPDATES,
        )  # fmt: skip
        self._intake = UpdateReceiver(stores.inbox, on_stored=self.dispatcher.wake, clock=now)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Receive, handle and remind while the block lasts; what is under way at its end is finished or left waiting."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(telegram.connected(self.application))
            self._go_on(stack, self.dispatcher.run())
            stack.push_async_callback(self.dispatcher.aclose)
            self.clock.start()
            stack.push_async_callback(self._reminders.aclose)
            stack.push_async_callback(self.clock.aclose)
            self.watch.start()
            stack.push_async_callback(self.watch.aclose)
            self.nightly.start()
            stack.push_async_callback(self.nightly.aclose)
            await self._serve_web(stack)
            await telegram.persist(self._say_how_to_be_reached)
            if not self._settings.webhook_url:
                self._go_on(stack, self._polling.run())
            yield

    async def _say_how_to_be_reached(self) -> None:
        bot, settings = self.application.bot, self._settings
        if settings.webhook_url:
            await bot.set_webhook(
                settings.webhook_url, secret_token=settings.secret(), allowed_updates=telegram.UPDATES
            )
        else:
            await bot.delete_webhook()

    async def failed(self) -> None:
        """Wait until something that should go on for ever has failed, and raise what it failed of."""
        await asyncio.shield(self._failure)

    def _go_on(self, stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
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
        """Serve /healthz, /metrics and the webhook, before Telegram is told of it."""
        checks = {
            "database": self.stores.is_writable,
            "reminders": self.clock.is_ticking,
            "service": self._is_whole,
            "knowledge": self.watch.is_well,
            "backup": self.nightly.is_well,
        }
        webhook = None
        if self._settings.webhook_url:
            webhook = Webhook(self._settings.secret(), self._intake.take_body)
        else:
            checks["telegram"] = self._polling.is_answered
        app = create_web_app(checks=checks, metrics=self.metrics, webhook=webhook)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self._settings.host, self._settings.port)
        try:
            await site.start()
        except OSError as error:
            raise SettingError("YAKSOK_PORT", f"can't be listened on: {error.strerror}") from error


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def opened(settings: Settings, now: Clock = utc_now) -> AsyncIterator[Service]:
    """Open everything the bot needs; raise SettingError, naming the setting, where something can not be used."""
    settings.bot_token()
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.database_path, settings.key())
        stack.push_async_callback(database.close)
        knowledge = await asyncio.to_thread(open_knowledge, settings)
        stack.callback(knowledge.close)
        try:
            pool = await stack.enter_async_context(ScanPool(_pool(settings)))
        except WeightsError as error:
            raise SettingError("YAKSOK_WEIGHTS_DIR", str(error)) from error
        yield Service(settings, Stores(database, settings.backup_days), knowledge, pool, now)


def open_knowledge(settings: Settings) -> LiveKnowledge:
    """Open the knowledge file; where none was named and none is there, make one of the starter set."""
    if settings.knowledge is None and not settings.knowledge_path.exists():
        build_starter(settings.knowledge_path)
    return LiveKnowledge(settings.knowledge_path, settings.wrong_rate)


def _download(settings: Settings) -> Callable[[], Awaitable[bool]] | None:
    return None if settings.sync_hour is None else KnowledgeDownload.by(settings).run


def _pool(settings: Settings) -> PoolSettings:
    return PoolSettings(
        workers=settings.scan_workers or len(os.sched_getaffinity(0)),
        waiting=settings.scan_queue,
        timeout=settings.scan_timeout,
        scan=ScanSettings(weights=settings.weights_dir, engine=EngineSettings(threads=1)),
    )
