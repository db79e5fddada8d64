"""Each failure of Telegram, with what the person sees of it, and what the log and the figures say."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.e2e.conftest import BotHarness, text_of
from tests.pictures import four_pills

pytestmark = pytest.mark.asyncio(loop_scope="session")
ANSWER, APOLOGY = "사진", "문제가 생겼어요"


@dataclass(frozen=True)
class Row:
    """A failure, how often it happens, and what comes of it: the texts of the answer, and the kind in the figures."""

    method: str
    fault: str
    seen: tuple[str, ...]
    kind: str
    times: int = 1
    retry_after: int = 1


ROWS = [
    Row("sendMessage", "429", (ANSWER,), "RetryAfter"),
    Row("sendMessage", "429", (), "RetryAfter", retry_after=3600),
    Row("sendMessage", "403", (), "Forbidden"),
    Row("sendMessage", "400", (APOLOGY,), "BadRequest"),
    Row("sendMessage", "400-cant-parse", (APOLOGY,), "BadRequest"),
    Row("sendMessage", "500", (ANSWER,), "NetworkError"),
    Row("sendMessage", "500", (APOLOGY,), "NetworkError", times=2),
    Row("sendMessage", "drop-before", (ANSWER,), "NetworkError"),
    Row("sendMessage", "drop-after", (ANSWER, ANSWER), "NetworkError"),
    Row("sendMessage", "garbage", (ANSWER, APOLOGY), "TimedOut"),
    Row("sendMessage", "hang-before", (APOLOGY,), "TimedOut"),
    Row("sendMessage", "hang-after", (ANSWER, APOLOGY), "TimedOut"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def faults(house: BotHarness) -> AsyncIterator[None]:
    yield
    await house.client.ask("DELETE", "/sandbox/faults")


def failures(house: BotHarness) -> dict[str, float]:
    """Return the failures of sending by kind, as the figures tell them."""
    assert house.service is not None
    found = re.findall(
        r'yaksok_failures_total{kind="(\w+)",stage="send"} ([\d.]+)', house.service.metrics.text().decode()
    )
    return {kind: float(count) for kind, count in found}


async def settled(house: BotHarness) -> None:
    """Wait until every update is handled."""
    assert house.service is not None
    async with asyncio.timeout(60):
        while house.service.telegram.dispatcher.length:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row.method} {row.fault} {row.retry_after}x{row.times}"
)
async def test_a_text_is_answered_or_apologised_for_and_the_figures_tell_why(
    house: BotHarness, faults, row: Row
):
    person = await house.person()
    await person.send_text("/settings")
    await person.wait_for_bot(timeout=60)
    await settled(house)
    before, seen = failures(house), await person.messages()
    await house.client.order_fault(row.method, row.fault, retry_after=row.retry_after, times=row.times)
    await person.send_text("/help")
    await person.messages(seen.seq, wait=1)
    assert house.service is not None
    while not house.service.telegram.dispatcher.length and failures(house) == before:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await settled(house)
    said = [text_of(m) for m in (await person.messages(seen.seq)).messages if m["from"]["is_bot"]]
    assert len(said) == len(row.seen), said
    assert all(words in text for words, text in zip(row.seen, said, strict=True)), said
    assert failures(house).get(row.kind, 0) > before.get(row.kind, 0)
    async with asyncio.timeout(5):
        other = await house.person()
        await other.send_text("/help")  # nobody else notices
        await other.wait_for_bot()


@pytest.mark.parametrize("fault", ["400-too-old", "hang-before", "garbage", "500"])
async def test_a_tap_that_can_not_be_answered_does_what_it_is_for(house: BotHarness, faults, fault: str):
    person = await house.person()
    await person.send_text("/settings")
    screen = await person.wait_for_bot(timeout=60)
    await house.client.order_fault("answerCallbackQuery", fault, times=2)
    button = screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    seen = await person.messages()
    tapping = asyncio.create_task(person.tap(screen["message_id"], button, wait=0.2))
    await person.wait_for_bot(timeout=60)
    await tapping
    await settled(house)
    assert any(m["from"]["is_bot"] for m in (await person.messages(seen.seq)).messages)


@pytest.mark.parametrize("fault", ["400-not-modified", "400"])
async def test_a_screen_that_can_not_be_changed_costs_no_apology(house: BotHarness, faults, fault: str):
    person = await house.person()
    await person.send_text("/settings")
    screen = await person.wait_for_bot(timeout=60)
    await house.client.order_fault("editMessageText", fault)
    button = screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await person.tap(screen["message_id"], button)
    await settled(house)
    said = [text_of(m) for m in (await person.messages()).messages if m["from"]["is_bot"]]
    assert not any(APOLOGY in text for text in said)


@pytest.mark.parametrize("fault", ["half", "500", "garbage"])
async def test_a_file_that_does_not_come_whole_is_asked_for_again(house: BotHarness, faults, fault: str):
    person = await house.person()
    await house.client.order_fault("file", fault)
    await person.send_photo(four_pills())
    told = await person.wait_for(lambda m: m["from"]["is_bot"] and "다시 보내" in text_of(m), timeout=60)
    assert APOLOGY not in text_of(told)
