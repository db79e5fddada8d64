"""What Telegram sends is stored before it is acknowledged, whatever happens on the way."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.core.errors import DiskError, ServiceError
from bot.core.updates import IncomingUpdate, PendingUpdate
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.storage.chats.inbox import Inbox
from bot.storage.file.database import Database
from bot.telegram.transport.inbox import NotAnUpdateError, Polling, UpdateReceiver, arrival_of, chat_of
from tests.bot.full_disk import full_disk
from tests.bot.telegram.telegram_fixture import KEY, NOON, noon
from tests.bot.telegram.virtual import loop_time, run_virtually


class Arrivals:
    """What polling told of, as it came; a test waits for so many different updates."""

    def __init__(self) -> None:
        self.turns: list[PendingUpdate] = []
        self._news = asyncio.Event()

    def __call__(self, turns: Sequence[PendingUpdate]) -> None:
        self.turns += turns
        self._news.set()

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not enough():
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "users.db", KEY)
    yield opened
    await opened.close()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as opened:
        yield opened


@asynccontextmanager
async def polling(bot: Bot, inbox: Any, arrivals: Arrivals, **options: Any) -> AsyncIterator[Polling]:
    fetch = Polling(bot, inbox, on_stored=arrivals, clock=noon, pauses=(0.01,), **options)
    task = asyncio.create_task(fetch.run())
    yield fetch
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def bodies(database: Database) -> list[dict[str, Any]]:
    rows = await database.rows("SELECT body FROM updates ORDER BY update_id")
    return [json.loads(row["body"]) for row in rows]


async def test_a_message_is_stored_as_it_came(bot: Bot, database: Database, client: SandboxClient) -> None:
    arrivals = Arrivals()
    async with polling(bot, Inbox(database), arrivals):
        person = await client.person()
        sent = await person.send_text("약 😀 </b>")
        await arrivals.until(lambda: len(arrivals.turns) == 1)
    assert [body["message"] for body in await bodies(database)] == [sent]
    assert arrivals.turns[0].chat_id == person.chat_id


async def test_an_update_is_acknowledged_only_after_it_is_stored(
    bot: Bot, database: Database, client: SandboxClient
) -> None:
    class SlowInbox(Inbox):
        def __init__(self, database: Database) -> None:
            super().__init__(database)
            self.asked, self.gate = asyncio.Event(), asyncio.Event()

        async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
            self.asked.set()
            await self.gate.wait()
            return await super().store(arrivals, at)

    inbox, arrivals = SlowInbox(database), Arrivals()
    person = await client.person()
    await person.send_text("first")
    async with polling(bot, inbox, arrivals):
        await inbox.asked.wait()
        assert (await bot.get_webhook_info()).pending_update_count == 1
        inbox.gate.set()
        await arrivals.until(lambda: len(arrivals.turns) == 1)
        await person.send_text("second")  # the next request acknowledges the first
        await arrivals.until(lambda: len(arrivals.turns) == 2)
    assert (await bot.get_webhook_info()).pending_update_count <= 1


async def test_what_could_not_be_stored_is_fetched_again(
    bot: Bot, database: Database, client: SandboxClient
) -> None:
    class FullInbox(Inbox):
        failures = 3

        async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
            if self.failures:
                self.failures -= 1
                raise ServiceError("the disk is full")
            return await super().store(arrivals, at)

    arrivals = Arrivals()
    await (await client.person()).send_text("kept")
    async with polling(bot, FullInbox(database), arrivals):
        await arrivals.until(lambda: len(arrivals.turns) == 1)
    assert [body["message"]["text"] for body in await bodies(database)] == ["kept"]


@pytest.mark.parametrize("fault", ["drop-after", "drop-before", "500", "429"])
async def test_a_fault_on_the_way_loses_nothing_and_doubles_nothing(
    bot: Bot, database: Database, client: SandboxClient, fault: str
) -> None:
    arrivals = Arrivals()
    person = await client.person()
    async with polling(bot, Inbox(database), arrivals, seconds=1):
        for number in range(6):
            await person.send_text(str(number))
            if number % 3 == 1:
                await client.order_fault("getUpdates", fault, times=1, retry_after=1)
        await arrivals.until(lambda: len({turn.update_id for turn in arrivals.turns}) == 6)
        await person.send_text("last")
        await arrivals.until(lambda: len({turn.update_id for turn in arrivals.turns}) == 7)
    assert [body["message"]["text"] for body in await bodies(database)] == [*map(str, range(6)), "last"]


async def test_after_a_restart_what_was_handled_is_not_told_of_again(
    bot: Bot, database: Database, client: SandboxClient
) -> None:
    inbox, first, second = Inbox(database), Arrivals(), Arrivals()
    person = await client.person()
    await person.send_text("handled")
    fetch = UpdateReceiver(inbox, on_stored=first, clock=noon)
    await fetch.take(await bot.do_api_request("get_Updates"))  # and ended before it was acknowledged
    await inbox.done([first.turns[0].update_id], NOON)
    await person.send_text("new")
    async with polling(bot, inbox, second):
        await second.until(lambda: bool(second.turns))
    assert len(second.turns) == 1
    assert second.turns[0].update_id > first.turns[0].update_id


class ScriptedBot:
    """Answers getUpdates from a script of answers and errors, then waits for ever. Keeps what it was asked, and when."""

    def __init__(self, *script: list[dict[str, Any]] | Exception) -> None:
        self._script = list(script)
        self.asked: list[tuple[float, int | None]] = []

    async def do_api_request(
        self, endpoint: str, api_kwargs: dict[str, Any], **_: Any
    ) -> list[dict[str, Any]]:
        assert endpoint == "get_Updates"
        self.asked.append((loop_time(), api_kwargs["offset"]))
        if not self._script:
            await asyncio.sleep(1e9)
        answer = self._script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Kept:
    """An inbox in memory."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
        self.numbers += [arrival.turn.update_id for arrival in arrivals]
        return tuple(arrival.turn for arrival in arrivals)


def poll(bot: ScriptedBot, seconds: float = 1000.0) -> Kept:
    """Poll for so many virtual seconds."""

    async def scene() -> Kept:
        kept = Kept()
        fetch = Polling(bot, kept, on_stored=lambda turns: None, clock=noon)  # type: ignore[arg-type]
        try:
            async with asyncio.timeout(seconds):
                await fetch.run()
        except TimeoutError:
            return kept
        raise AssertionError("polling ended")

    return run_virtually(scene())


def update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": 5}}}


def test_an_offset_is_sent_until_it_arrived_and_then_dropped() -> None:
    bot = ScriptedBot([update(5), update(6)], TimedOut(), NetworkError("cut"), [], [update(3)], [])
    kept = poll(bot)
    assert [offset for _, offset in bot.asked] == [None, 7, 7, 7, None, 4, None]
    assert kept.numbers == [5, 6, 3]


def test_failures_in_a_row_are_followed_by_longer_and_longer_pauses_up_to_half_a_minute() -> None:
    bot = ScriptedBot(*[NetworkError("cut")] * 9, [], NetworkError("cut"))
    poll(bot)
    moments = [moment for moment, _ in bot.asked]
    pauses = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 0, 0.5]


@pytest.mark.parametrize(("error", "pause"), [(RetryAfter(17), 17.0), (Conflict("other getUpdates"), 5.0)])
def test_telegram_is_left_alone_for_as_long_as_it_wants(error: Exception, pause: float) -> None:
    bot = ScriptedBot(error)
    poll(bot)
    assert bot.asked[1][0] == pause


def test_something_that_is_no_update_does_not_stop_the_others() -> None:
    bot = ScriptedBot([{"message": {}}, {"update_id": "7"}, update(8)])
    assert poll(bot).numbers == [8]
    assert bot.asked[1][1] == 9


def test_an_unknown_token_ends_polling() -> None:
    with pytest.raises(InvalidToken):
        poll(ScriptedBot(InvalidToken("Unauthorized")))


async def test_health_tells_whether_telegram_answered_lately(
    bot: Bot, database: Database, client: SandboxClient
) -> None:
    now = NOON
    arrivals = Arrivals()
    fetch = Polling(bot, Inbox(database), on_stored=arrivals, clock=lambda: now)
    assert not await fetch.is_answered()
    await (await client.person()).send_text("hello")
    task = asyncio.create_task(fetch.run())
    await arrivals.until(lambda: bool(arrivals.turns))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await fetch.is_answered()
    now += timedelta(seconds=61)
    assert not await fetch.is_answered()


def test_health_is_sound_from_the_first_answer_of_telegram_on_and_waits_for_no_update(
    bot: Bot, database: Database
) -> None:
    fetch = Polling(bot, Inbox(database), on_stored=Arrivals(), clock=lambda: NOON)
    assert not asyncio.run(fetch.is_answered())
    fetch.heard()
    assert asyncio.run(fetch.is_answered())


@pytest.mark.parametrize(
    ("content", "chat_id"),
    [
        ({"message": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"edited_message": {"chat": {"id": -100}}}, -100),
        ({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, 5),
        ({"callback_query": {"from": {"id": 6}, "inline_message_id": "x"}}, 6),
        ({"inline_query": {"from": {"id": 6}}}, 6),
        ({"my_chat_member": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"poll_answer": {"user": {"id": 6}}}, 6),
        ({"poll": {"id": "9"}}, None),
        ({"message": {"chat": {"id": 2**70}}}, None),
        ({"message": {"chat": "somewhere"}}, None),
        ({"message": "text"}, None),
        ({}, None),
    ],
)
def test_an_update_belongs_to_the_chat_where_it_happened_or_to_who_did_it(
    content: dict[str, Any], chat_id: int | None
) -> None:
    assert chat_of({"update_id": 1} | content) == chat_id


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "5", "{}", '{"update_id": null}', '{"update_id": "5"}', '{"update_id": 1.5}',
     '{"update_id": true}', '{"update_id": -1}', '{"update_id": 9999999999999999999}', "{" * 50, "[" * 200_000],
)  # fmt: skip
def test_what_is_no_update_is_refused(body: str) -> None:
    with pytest.raises(NotAnUpdateError):
        arrival_of(body)


@pytest.mark.usefixtures("capsys")
async def test_what_comes_while_the_disk_is_full_is_not_acknowledged_and_stored_when_there_is_room(
    bot: Bot, database: Database, client: SandboxClient, tmp_path: Path
) -> None:
    person, arrivals, refused = await client.person(), Arrivals(), asyncio.Event()

    class NotingInbox(Inbox):
        async def store(self, arrivals: Sequence[IncomingUpdate], at: datetime) -> tuple[PendingUpdate, ...]:
            try:
                return await super().store(arrivals, at)
            except DiskError:
                refused.set()
                raise

    with full_disk(tmp_path / "users.db"):
        await person.send_text("복용했어요")
        async with polling(bot, NotingInbox(database), arrivals):
            await asyncio.wait_for(refused.wait(), 20)
        assert await bodies(database) == []
    async with polling(bot, Inbox(database), arrivals):
        await arrivals.until(lambda: len(arrivals.turns) == 1)
    assert [body["message"]["text"] for body in await bodies(database)] == ["복용했어요"]
