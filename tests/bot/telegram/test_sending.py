"""The real Application sends through the limiter to the sandbox, which refuses what comes too fast."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram.error import Forbidden, NetworkError
from telegram.ext import ApplicationBuilder, ExtBot

from bot.ops.monitoring.metrics import Metrics
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.telegram.transport.limits import Priority, RateLimiter


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def bot(sandbox: Sandbox, metrics: Metrics) -> AsyncIterator[ExtBot[Priority]]:
    builder = ApplicationBuilder().token(sandbox.token).updater(None).base_url(sandbox.base_url)
    application = builder.rate_limiter(RateLimiter(meter=metrics)).build()
    async with application:
        yield application.bot


async def texts(client: SandboxClient, chat_id: int) -> list[str]:
    """Return what the bot wrote in a chat."""
    shown = await client.ask("GET", f"/sandbox/chats/{chat_id}/messages", params={"after": "0", "wait": "0"})
    return [message["text"] for message in shown["messages"] if message["from"]["is_bot"]]


async def test_sixty_people_and_one_who_is_written_to_often_cause_no_refusal(
    bot: ExtBot[Priority], client: SandboxClient, metrics: Metrics
) -> None:
    people = [await client.person(start=True) for _ in range(60)]
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(
                bot.send_message(person.chat_id, "약 먹을 시간", rate_limit_args=Priority.REMINDER)
            )
        for number in range(5):
            group.create_task(bot.send_message(people[0].chat_id, str(number)))
    stats = await client.stats()
    assert stats["refusals"] == {}
    assert stats["greatest_messages_per_second"] <= 30
    assert b'yaksok_messages_sent_total{priority="reminder"} 60.0' in metrics.text()
    assert await texts(client, people[0].chat_id) == ["약 먹을 시간", *map(str, range(5))]


async def test_a_refused_message_is_sent_when_telegram_allows_it(
    bot: ExtBot[Priority], client: SandboxClient, metrics: Metrics
) -> None:
    person = await client.person(start=True)
    await client.order_fault("sendMessage", "429", retry_after=1, times=2)
    await bot.send_message(person.chat_id, "after all")
    assert await texts(client, person.chat_id) == ["after all"]
    assert b"yaksok_too_many_requests_total 2.0" in metrics.text()


async def test_a_block_is_raised_through(bot: ExtBot[Priority], client: SandboxClient) -> None:
    person = await client.person(start=True)
    await person.block()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(person.chat_id, "hello", rate_limit_args=Priority.REMINDER)


@pytest.mark.parametrize("fault", ["500", "drop-before", "drop-after"])
@pytest.mark.parametrize("priority", [Priority.ALERT, Priority.REPLY])
async def test_a_message_whose_way_was_cut_is_sent_once_more(
    bot: ExtBot[Priority], client: SandboxClient, fault: str, priority: Priority
) -> None:
    person = await client.person(start=True)
    await client.order_fault("sendMessage", fault)
    await bot.send_message(person.chat_id, "dose 5", rate_limit_args=priority)
    assert await texts(client, person.chat_id) == ["dose 5"] * (2 if fault == "drop-after" else 1)


async def test_a_message_whose_way_is_cut_twice_is_not_there(
    bot: ExtBot[Priority], client: SandboxClient
) -> None:
    person = await client.person(start=True)
    await client.order_fault("sendMessage", "500", times=2)
    with pytest.raises(NetworkError):
        await bot.send_message(person.chat_id, "never")
    assert await texts(client, person.chat_id) == []
