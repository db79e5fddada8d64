"""The rate limiter in a loop of virtual time: obeys refusals, and repeats only what may be repeated."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.ops.monitoring.metrics import Metrics
from bot.telegram.transport.limits import Priority, RateLimiter
from tests.bot.telegram.virtual import loop_time, run_virtually

Refuse = Callable[[int, float], Exception | None]


@dataclass
class Server:
    """Takes requests; `refuse(chat, moment)` says which it refuses. Keeps what arrived."""

    refuse: Refuse = lambda chat, moment: None
    asked: list[tuple[float, int]] = field(default_factory=list)
    arrived: list[tuple[float, int]] = field(default_factory=list)

    async def answer(self, chat: int) -> bool:
        moment = loop_time()
        self.asked.append((moment, chat))
        if error := self.refuse(chat, moment):
            raise error
        self.arrived.append((moment, chat))
        return True


def limiter(**options: Any) -> RateLimiter:
    return RateLimiter(meter=Metrics(), **options)


async def send(
    limits: RateLimiter,
    server: Server,
    chat: int,
    priority: Priority | None = None,
    endpoint: str = "sendMessage",
) -> Any:
    return await limits.process_request(server.answer, (chat,), {}, endpoint, {"chat_id": chat}, priority)


def once(error: Exception) -> Refuse:
    """Refuse the first request only."""
    errors = [error]
    return lambda chat, moment: errors.pop() if errors else None


def test_thirty_messages_a_second_are_never_exceeded_by_fifteen_hundred_reminders() -> None:
    async def scene() -> Server:
        server, limits = Server(), limiter()
        async with asyncio.TaskGroup() as group:
            for chat in range(1, 1501):
                group.create_task(send(limits, server, chat, Priority.REMINDER))
        return server

    arrived = run_virtually(scene()).arrived
    moments = [moment for moment, _ in arrived]
    assert Counter(chat for _, chat in arrived) == Counter(range(1, 1501))
    assert moments[-1] <= 60.0
    assert all(later - earlier >= 1.0 for earlier, later in zip(moments, moments[30:], strict=False))


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.floats(0, 5), st.integers(1, 8)), max_size=60),
    st.sets(st.integers(0, 120), max_size=20),
)
def test_nothing_is_lost_when_any_requests_are_refused(
    plan: list[tuple[float, int]], refused: set[int]
) -> None:
    async def scene() -> Server:
        server, limits = Server(), limiter()
        server.refuse = lambda chat, moment: RetryAfter(2) if len(server.asked) in refused else None

        async def later(delay: float, chat: int) -> None:
            await asyncio.sleep(delay)
            await send(limits, server, chat, Priority.REMINDER)

        async with asyncio.TaskGroup() as group:
            for delay, chat in plan:
                group.create_task(later(delay, chat))
        return server

    assert Counter(chat for _, chat in run_virtually(scene()).arrived) == Counter(chat for _, chat in plan)


def test_a_refused_chat_is_left_alone_as_long_as_telegram_asks_and_others_are_served() -> None:
    async def scene() -> Server:
        server, limits = Server(once(RetryAfter(7))), limiter()
        refused = asyncio.create_task(send(limits, server, 1))
        await asyncio.sleep(0.5)
        same_chat = asyncio.create_task(send(limits, server, 1))
        await send(limits, server, 2)
        await asyncio.gather(refused, same_chat)
        return server

    assert run_virtually(scene()).arrived == [(0.5, 2), (7.0, 1), (pytest.approx(7.0, abs=0.1), 1)]


@pytest.mark.parametrize("chats", [1, 2, 9])
def test_chats_that_have_to_wait_for_an_hour_delay_nobody_else(chats: int) -> None:
    async def scene() -> Server:
        server = Server(lambda chat, moment: RetryAfter(3600) if chat <= chats else None)
        limits = limiter()
        refused = [asyncio.create_task(send(limits, server, chat)) for chat in range(1, chats + 1)]
        results = await asyncio.gather(*refused, return_exceptions=True)
        assert all(isinstance(result, RetryAfter) for result in results)
        await asyncio.sleep(1 - loop_time())
        await asyncio.gather(*(send(limits, server, chat) for chat in (101, 102)))
        return server

    assert max(moment for moment, _ in run_virtually(scene()).arrived) <= 1.1


def test_several_chats_that_are_refused_in_a_row_halt_all_for_as_long_as_telegram_asks() -> None:
    async def scene() -> Server:
        server, limits = Server(lambda chat, moment: RetryAfter(10) if moment < 10 else None), limiter()
        tasks = [asyncio.create_task(send(limits, server, chat)) for chat in (1, 2, 3)]
        await asyncio.sleep(1)
        await asyncio.gather(*tasks, *(send(limits, server, chat) for chat in range(4, 20)))
        return server

    server = run_virtually(scene())
    assert len([moment for moment, _ in server.asked if moment < 10]) == 3
    assert sorted(chat for _, chat in server.arrived) == list(range(1, 20))


def test_a_halt_of_all_ends_after_half_a_minute_and_telegram_is_asked_again() -> None:
    async def scene() -> Server:
        server, limits = Server(lambda chat, moment: RetryAfter(200) if moment < 20 else None), limiter()
        tasks = [asyncio.create_task(send(limits, server, chat)) for chat in range(1, 60)]
        await asyncio.gather(*tasks)
        return server

    server = run_virtually(scene())
    asked = [moment for moment, _ in server.asked]
    assert len([moment for moment in asked if moment < 30]) <= 12
    assert min(moment for moment, _ in server.arrived) == pytest.approx(30, abs=0.5)
    assert max(moment for moment, _ in server.arrived) < 210


def test_refusals_between_accepted_messages_halt_no_other_chat() -> None:
    async def scene() -> Server:
        server, limits = (
            Server(lambda chat, moment: RetryAfter(10) if chat < 4 and moment < 10 else None),
            limiter(),
        )
        tasks = []
        for chat in (1, 101, 2, 102, 3, 103):
            tasks.append(asyncio.create_task(send(limits, server, chat)))
            await asyncio.sleep(0.1)
        await send(limits, server, 104)
        assert loop_time() < 1
        await asyncio.gather(*tasks)
        return server

    assert len(run_virtually(scene()).arrived) == 7


@pytest.mark.parametrize(
    ("priority", "asked"), [(Priority.REPLY, 6), (Priority.ACKNOWLEDGEMENT, 6), (Priority.REMINDER, 20)]
)
def test_only_reminders_are_sent_again_and_again(priority: Priority, asked: int) -> None:
    async def scene() -> Server:
        server = Server()
        server.refuse = lambda chat, moment: RetryAfter(1) if len(server.asked) < 20 else None
        try:
            await send(limiter(retries=5), server, 1, priority)
        except RetryAfter:
            assert priority is not Priority.REMINDER
        return server

    assert len(run_virtually(scene()).asked) == asked


def test_a_wait_of_hours_is_raised_at_once_and_for_that_chat_alone() -> None:
    async def scene() -> Server:
        server, limits = Server(once(RetryAfter(9000))), limiter()
        for _ in range(2):
            with pytest.raises(RetryAfter):
                await send(limits, server, 1, Priority.REMINDER)
        await send(limits, server, 2)
        return server

    assert [chat for _, chat in run_virtually(scene()).asked] == [1, 2]


@pytest.mark.parametrize(
    ("priority", "error", "asked"),
    [
        (Priority.REMINDER, TimedOut(), 1),
        (Priority.REMINDER, NetworkError("connection cut"), 1),
        (Priority.REPLY, TimedOut(), 1),
        (Priority.REPLY, NetworkError("Internal Server Error"), 2),
        (Priority.ALERT, NetworkError("connection cut"), 2),
        (Priority.ACKNOWLEDGEMENT, TimedOut(), 1),
        (Priority.REMINDER, BadRequest("chat not found"), 1),
        (Priority.REMINDER, Forbidden("bot was blocked by the user"), 1),
    ],
)
def test_what_failed_on_the_way_is_sent_once_more_but_not_what_takes_too_long_nor_a_reminder(
    priority: Priority, error: Exception, asked: int
) -> None:
    async def scene() -> Server:
        server = Server(lambda chat, moment: error)
        with pytest.raises(type(error)):
            await send(limiter(), server, 1, priority)
        return server

    assert len(run_virtually(scene()).asked) == asked


@pytest.mark.parametrize(
    ("endpoint", "asked"),
    [
        ("editMessageText", 2),
        ("answerCallbackQuery", 2),
        ("getFile", 2),
        ("sendMessage", 1),
        ("sendPhoto", 1),
    ],
)
def test_what_takes_too_long_is_asked_for_again_where_twice_is_the_same(endpoint: str, asked: int) -> None:
    async def scene() -> Server:
        server = Server(lambda chat, moment: TimedOut())
        with pytest.raises(TimedOut):
            await send(limiter(), server, 1, endpoint=endpoint)
        return server

    assert len(run_virtually(scene()).asked) == asked


@pytest.mark.parametrize(
    "endpoint", ["answerCallbackQuery", "getFile", "sendChatAction", "deleteMessage", "setMessageReaction"]
)
def test_what_is_no_message_does_not_wait_for_its_turn(endpoint: str) -> None:
    async def scene() -> Server:
        server, limits = Server(), limiter()
        await asyncio.gather(*(send(limits, server, 1, endpoint=endpoint) for _ in range(100)))
        return server

    assert [moment for moment, _ in run_virtually(scene()).arrived] == [0.0] * 100


@pytest.mark.parametrize(
    "error", [RetryAfter(1), TimedOut(), NetworkError("cut"), BadRequest("REACTION_INVALID")]
)
def test_a_reaction_that_fails_is_not_tried_again_and_halts_nobody(error: Exception) -> None:
    async def scene() -> Server:
        server, limits = Server(once(error)), limiter()
        with pytest.raises(type(error)):
            await send(limits, server, 1, endpoint="setMessageReaction")
        await send(limits, server, 1)
        return server

    assert run_virtually(scene()).asked == [(0.0, 1), (0.0, 1)]


@pytest.mark.parametrize(("messages", "chats", "is_behind"), [(20, 20, True), (4, 4, False), (20, 1, False)])
def test_messages_are_behind_where_many_wait_for_other_chats_but_not_for_their_own(
    messages: int, chats: int, is_behind: bool
) -> None:
    async def scene() -> tuple[bool, bool]:
        server, limits = Server(), limiter()
        sending = [asyncio.ensure_future(send(limits, server, 1 + each % chats)) for each in range(messages)]
        await asyncio.sleep(0.1)
        found = limits.is_behind
        await asyncio.gather(*sending)
        return found, limits.is_behind

    assert run_virtually(scene()) == (is_behind, False)


def test_an_answer_does_not_stand_behind_screens_that_change() -> None:
    async def scene() -> Server:
        server, limits = Server(), limiter()
        async with asyncio.TaskGroup() as group:
            for chat in range(1, 26):
                group.create_task(send(limits, server, chat, endpoint="editMessageText"))
            group.create_task(send(limits, server, 1000))
        return server

    (moment,) = (moment for moment, chat in run_virtually(scene()).arrived if chat == 1000)
    assert moment <= 0.1


def test_an_edit_counts_as_a_message() -> None:
    async def scene() -> Server:
        server, limits = Server(), limiter()
        await asyncio.gather(*(send(limits, server, 1, endpoint="editMessageText") for _ in range(5)))
        return server

    assert [moment for moment, _ in run_virtually(scene()).arrived][-1] == pytest.approx(2.0)


def test_an_album_counts_as_its_pictures() -> None:
    async def scene() -> float:
        server, limits = Server(), limiter()
        data = {"chat_id": 1, "media": ["picture"] * 10}
        await limits.process_request(server.answer, (1,), {}, "sendMediaGroup", data, None)
        await send(limits, server, 1)
        return server.arrived[-1][0]

    assert run_virtually(scene()) == pytest.approx(8.0)


def test_a_cancelled_request_gives_its_place_to_the_next() -> None:
    async def scene() -> Server:
        server, limits = Server(), limiter(burst=1)
        tasks = [asyncio.create_task(send(limits, server, 1)) for _ in range(3)]
        await asyncio.sleep(0.1)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert limits.length == 0
        return server

    assert [moment for moment, _ in run_virtually(scene()).arrived] == [0.0, 1.0]


def test_shutting_down_ends_what_waits() -> None:
    async def scene() -> None:
        server, limits = Server(), limiter(burst=1)
        await send(limits, server, 1)
        waiting = asyncio.create_task(send(limits, server, 1))
        await asyncio.sleep(0.1)
        await limits.shutdown()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert len(server.asked) == 1

    run_virtually(scene())
