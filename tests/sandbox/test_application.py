"""A whole python-telegram-bot Application lives in the sandbox as it would with Telegram."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import RetryAfter
from telegram.ext import (
    Application,
    BaseRateLimiter,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.world import SandboxSettings

from .api_spec import Journal, JournalledRequest
from .conftest import picture

Context = ContextTypes.DEFAULT_TYPE


def echo_bot(sandbox: Sandbox, journal: Journal) -> Application[Any, Any, Any, Any, Any, Any]:
    """A bot that greets, sends photos back, and marks a button as pressed."""
    builder = Application.builder().token(sandbox.token).base_url(sandbox.base_url)
    builder = builder.base_file_url(sandbox.base_file_url).request(JournalledRequest(journal))
    builder = builder.get_updates_request(JournalledRequest(journal)).rate_limiter(_PatientLimiter())
    application = builder.build()
    application.add_handler(CommandHandler("start", _greet))
    application.add_handler(CommandHandler("flood", _flood))
    application.add_handler(MessageHandler(filters.PHOTO, _return_photo))
    application.add_handler(CallbackQueryHandler(_mark))
    return application


class _PatientLimiter(BaseRateLimiter[None]):
    """Sends as fast as it is asked to, and after a 429 waits as long as it is told to."""

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(self, callback: Any, args: Any, kwargs: Any, *rest: Any, **more: Any) -> Any:
        while True:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                pause = cast(timedelta, error.retry_after)  # what PTB_TIMEDELTA asks for
                await asyncio.sleep(pause.total_seconds())


async def _greet(update: Update, context: Context) -> None:
    assert update.message
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("네", callback_data="yes")]])
    await update.message.reply_text("<b>안녕하세요</b>", parse_mode="HTML", reply_markup=keyboard)


async def _flood(update: Update, context: Context) -> None:
    assert update.message
    for number in range(4):
        await update.message.reply_text(f"{number}")


async def _return_photo(update: Update, context: Context) -> None:
    assert update.message
    data = await (await update.message.photo[-1].get_file()).download_as_bytearray()
    await update.message.reply_photo(bytes(data), caption="돌려드려요")


async def _mark(update: Update, context: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("고마워요")
    await update.callback_query.edit_message_text("눌렀어요")


@pytest.fixture
async def living_bot(journal: Journal) -> AsyncIterator[SandboxClient]:
    async with Sandbox(SandboxSettings(chat_burst=3)) as sandbox, echo_bot(sandbox, journal) as application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=10)
        yield sandbox.client()
        await application.updater.stop()
        await application.stop()


async def test_a_person_talks_with_a_polling_bot(living_bot: SandboxClient) -> None:
    person = await living_bot.person(start=True)
    greeting = await person.wait_for_bot()
    assert greeting["text"] == "안녕하세요"
    answer = await person.tap(greeting["message_id"], "네", wait=10)
    assert answer.text == "고마워요"
    assert (await person.wait_for_bot())["text"] == "눌렀어요"
    await person.send_photo(picture())
    assert (await person.wait_for_bot())["caption"] == "돌려드려요"


async def test_a_bot_that_obeys_429_loses_nothing(living_bot: SandboxClient) -> None:
    person = await living_bot.person()
    await person.send_text("/flood")
    assert [(await person.wait_for_bot())["text"] for _ in range(4)] == ["0", "1", "2", "3"]
    stats = await living_bot.stats()
    assert stats["too_many_requests"] >= 1
    assert stats["messages_sent"] == 4


async def test_polling_goes_on_after_every_kind_of_fault(living_bot: SandboxClient) -> None:
    for fault in ("500", "drop-before", "drop-after"):
        await living_bot.order_fault("getUpdates", fault)
    person = await living_bot.person(start=True)
    assert (await person.wait_for_bot(timeout=30))["text"] == "안녕하세요"


async def test_many_people_are_answered_at_once(living_bot: SandboxClient) -> None:
    people = [await living_bot.person(f"사람 {number}", start=True) for number in range(20)]
    for person in people:
        assert (await person.wait_for_bot())["text"] == "안녕하세요"
