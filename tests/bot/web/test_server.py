"""The service's web server: health, figures, and a webhook that takes nothing it has not stored."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot

from bot.core.errors import ServiceError
from bot.core.updates import PendingUpdate
from bot.ops.monitoring.health import Check
from bot.ops.monitoring.metrics import Metrics
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database
from bot.telegram.transport.inbox import UpdateReceiver
from bot.web.server import WEBHOOK_PATH, create_web_app
from bot.web.webhook import LARGEST_BODY, SECRET_HEADER, Webhook
from tests.bot.full_disk import full_disk
from tests.bot.telegram.telegram_fixture import KEY, noon

SECRET = "s3cret-of_the-webhook"
UPDATE = '{"update_id": 5, "message": {"chat": {"id": 7}}}'


@asynccontextmanager
async def served(
    *, checks: dict[str, Check] | None = None, metrics: Metrics | None = None, webhook: Webhook | None = None
) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """Serve an app; give its address and a session."""
    app = create_web_app(checks=checks or {}, metrics=metrics or Metrics(), webhook=webhook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as session:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}", session
    finally:
        await runner.cleanup()


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def broken() -> bool:
    raise ServiceError("the disk is full")


async def hanging() -> bool:
    await asyncio.Event().wait()
    return True


async def test_health_is_ok_where_every_check_says_yes() -> None:
    async with (
        served(checks={"database": yes, "clock": yes}) as (url, session),
        session.get(f"{url}/healthz") as answer,
    ):
        assert answer.status == 200
        assert await answer.json() == {
            "status": "ok",
            "checks": {"database": "ok", "clock": "ok"},
            "reasons": {},
        }


@pytest.mark.parametrize(
    ("check", "reasons"), [(no, {}), (broken, {"clock": "the disk is full"}), (hanging, {})]
)
async def test_health_names_the_check_that_fails_raises_or_hangs_and_why(
    check: Check, reasons: dict[str, str]
) -> None:
    async with (
        served(checks={"database": yes, "clock": check}) as (url, session),
        session.get(f"{url}/healthz") as answer,
    ):
        assert answer.status == 503
        assert await answer.json() == {
            "status": "failing",
            "checks": {"database": "ok", "clock": "failing"},
            "reasons": reasons,
        }


async def test_figures_tell_counts_and_lengths_of_queues() -> None:
    metrics = Metrics()
    metrics.updates_stored(3)
    metrics.update_handled()
    metrics.update_failed()
    metrics.message_sent("reminder")
    metrics.too_many_requests()
    metrics.scanned(0.25, "read")
    metrics.photos_refused(2)
    metrics.reminded(-0.1)
    waiting = [1, 2, 3, 4]
    metrics.watch_queue("outbox", lambda: len(waiting))
    waiting.pop()
    async with served(metrics=metrics) as (url, session), session.get(f"{url}/metrics") as answer:
        assert answer.content_type == "text/plain"
        lines = (await answer.text()).splitlines()
    for line in (
        'yaksok_updates_total{state="stored"} 3.0',
        'yaksok_updates_total{state="handled"} 1.0',
        'yaksok_updates_total{state="failed"} 1.0',
        'yaksok_messages_sent_total{priority="reminder"} 1.0',
        "yaksok_too_many_requests_total 1.0",
        'yaksok_scan_seconds_bucket{le="0.3",outcome="read"} 1.0',
        "yaksok_photos_refused_total 2.0",
        'yaksok_reminder_lateness_seconds_bucket{le="1.0"} 1.0',
        'yaksok_queue_length{queue="outbox"} 3.0',
    ):
        assert line in lines


def test_every_label_is_of_a_few_words_known_beforehand() -> None:
    metrics = Metrics()
    labels = {
        label for family in metrics.registry.collect() for sample in family.samples for label in sample.labels
    }
    labels |= {label for each in vars(metrics).values() for label in getattr(each, "_labelnames", ())}
    assert labels <= {"state", "priority", "queue", "outcome", "le", "of", "stage", "kind"}


def test_two_services_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.update_handled()
    assert b'state="handled"' in one.text()
    assert b'state="handled"' not in other.text()


class Taken:
    """Takes bodies; raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.bodies: list[str] = []
        self.error = error

    async def __call__(self, body: str) -> None:
        if self.error:
            raise self.error
        self.bodies.append(body)


async def post(taken: Taken, body: bytes | io.BytesIO, headers: dict[str, str]) -> int:
    async with (
        served(webhook=Webhook(SECRET, taken)) as (url, session),
        session.post(url + WEBHOOK_PATH, data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_the_webhook_takes_what_comes_with_the_secret() -> None:
    taken = Taken()
    assert await post(taken, UPDATE.encode(), {SECRET_HEADER: SECRET}) == 200
    assert taken.bodies == [UPDATE]


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: "é" * 20}]
)
async def test_the_webhook_takes_nothing_without_the_secret(headers: dict[str, str]) -> None:
    taken = Taken()
    assert await post(taken, UPDATE.encode(), headers) == 403
    assert taken.bodies == []


async def test_a_body_that_is_too_large_is_refused() -> None:
    taken = Taken()
    assert await post(taken, io.BytesIO(b" " * (LARGEST_BODY + 1)), {SECRET_HEADER: SECRET}) == 413
    assert taken.bodies == []


async def test_a_body_that_is_no_text_is_refused() -> None:
    assert await post(Taken(), b"\xff\xfe\x00", {SECRET_HEADER: SECRET}) == 400


async def test_telegram_is_asked_to_come_again_when_an_update_could_not_be_stored() -> None:
    assert await post(Taken(ServiceError("full")), UPDATE.encode(), {SECRET_HEADER: SECRET}) == 500


async def test_the_webhook_is_not_open_to_other_methods_nor_there_without_one() -> None:
    async with (
        served(webhook=Webhook(SECRET, Taken())) as (url, session),
        session.get(url + WEBHOOK_PATH) as answer,
    ):
        assert answer.status == 405
    async with served() as (url, session), session.post(url + WEBHOOK_PATH) as answer:
        assert answer.status == 404


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook("", Taken())


class FailingAtFirst:
    """Stores after so many failures."""

    def __init__(self, intake: UpdateReceiver, failures: int) -> None:
        self._intake = intake
        self._failures = failures

    async def __call__(self, body: str) -> None:
        if self._failures:
            self._failures -= 1
            raise ServiceError("the disk is full")
        await self._intake.take_body(body)


async def test_an_update_reaches_the_inbox_through_the_webhook_however_often_storing_fails(
    tmp_path: Path,
) -> None:
    database = await Database.open(tmp_path / "users.db", KEY)
    inbox, arrived, turns = Inbox(database), asyncio.Event(), list[PendingUpdate]()

    def on_stored(stored: tuple[PendingUpdate, ...]) -> None:
        turns.extend(stored)
        arrived.set()

    take = FailingAtFirst(UpdateReceiver(inbox, on_stored=on_stored, clock=noon), 2)  # type: ignore[arg-type]
    settings = SandboxSettings(webhook_retry_seconds=0.01)
    async with Sandbox(settings) as sandbox, served(webhook=Webhook(SECRET, take)) as (url, _):
        async with Bot(sandbox.token, base_url=sandbox.base_url) as bot:
            await bot.set_webhook(url + WEBHOOK_PATH, secret_token=SECRET)
            person = await sandbox.client().person(start=True)
            async with asyncio.timeout(20):
                await arrived.wait()
            info = await bot.get_webhook_info()
        assert [turn.chat_id for turn in turns] == [person.chat_id]
        assert info.last_error_message is not None
        assert "500" in info.last_error_message
    assert await inbox.waiting() == tuple(turns)
    await database.close()


async def test_bodies_that_are_no_update_are_refused_by_the_intake(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "users.db", KEY)
    intake = UpdateReceiver(Inbox(database), on_stored=lambda turns: None, clock=noon)
    webhook = Webhook(SECRET, intake.take_body)
    async with served(webhook=webhook) as (url, session):
        for body in ("{}", "[]", "nonsense", "[" * 100_000):
            async with session.post(url + WEBHOOK_PATH, data=body, headers={SECRET_HEADER: SECRET}) as answer:
                assert answer.status == 400
    await database.close()


@pytest.mark.usefixtures("capsys")
async def test_on_a_full_disk_telegram_is_asked_to_come_again_and_health_says_why(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "users.db", KEY)
    intake = UpdateReceiver(Inbox(database), on_stored=lambda _: None, clock=noon)
    webhook = Webhook(SECRET, intake.take_body)

    async def is_writable() -> bool:
        await database.probe()
        return True

    async def bring() -> int:
        async with session.post(
            f"{url}{WEBHOOK_PATH}", data=UPDATE, headers={SECRET_HEADER: SECRET}
        ) as answer:
            return answer.status

    async def health() -> tuple[int, dict[str, str]]:
        async with session.get(f"{url}/healthz") as answer:
            return answer.status, (await answer.json())["reasons"]

    async with served(checks={"database": is_writable}, webhook=webhook) as (url, session):
        with full_disk(tmp_path / "users.db"):
            assert await bring() == 500
            assert await health() == (503, {"database": "the database: disk I/O error"})
        assert await bring() == 200
        assert await health() == (200, {})
    assert [turn.update_id for turn in await Inbox(database).waiting()] == [5]
    await database.close()
