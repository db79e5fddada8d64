"""A small bot on python-telegram-bot's real Application, for tests that need one to talk with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction
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

from bot.sandbox.server import Sandbox

from .api_spec import Journal, JournalledRequest

Context = ContextTypes.DEFAULT_TYPE
COMMANDS = {
    "en": [("start", "Begin"), ("soon", "Wait a little")],
    "": [("start", "처음부터"), ("soon", "조금 뒤에")],
}
KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("네", callback_data="yes"),
            InlineKeyboardButton("주의", callback_data="alert"),
        ],
        [InlineKeyboardButton("지우기", callback_data="delete")],
    ]
)


@asynccontextmanager
async def echo_bot(sandbox: Sandbox, journal: Journal) -> AsyncIterator[None]:
    """Poll as long as the context lasts: greet, send photos and texts back, answer buttons."""
    builder = Application.builder().token(sandbox.token).base_url(sandbox.base_url)
    builder = builder.base_file_url(sandbox.base_file_url).request(JournalledRequest(journal))
    builder = builder.get_updates_request(JournalledRequest(journal)).rate_limiter(_PatientLimiter())
    application = builder.build()
    application.add_handler(CommandHandler("start", _greet))
    application.add_handler(CommandHandler("flood", _flood))
    application.add_handler(CommandHandler("soon", _act))
    application.add_handler(MessageHandler(filters.TEXT, _return_text))
    application.add_handler(MessageHandler(filters.PHOTO, _return_photo))
    application.add_handler(CallbackQueryHandler(_answer))
    async with application:
        for language, commands in COMMANDS.items():
            await application.bot.set_my_commands(commands, language_code=language)
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=10)
        yield
        await application.updater.stop()
        await application.stop()


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
    await update.message.reply_text("<b>안녕하세요</b>", parse_mode="HTML", reply_markup=KEYBOARD)


async def _flood(update: Update, context: Context) -> None:
    assert update.message
    for number in range(4):
        await update.message.reply_text(f"{number}")


async def _act(update: Update, context: Context) -> None:
    assert update.message
    await update.message.reply_chat_action(ChatAction.UPLOAD_PHOTO)


async def _return_text(update: Update, context: Context) -> None:
    assert update.message
    await update.message.reply_text(f"들었어요: {update.message.text}")


async def _return_photo(update: Update, context: Context) -> None:
    assert update.message
    data = await (await update.message.photo[-1].get_file()).download_as_bytearray()
    await update.message.reply_photo(bytes(data), caption="돌려드려요")


async def _answer(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    match query.data:
        case "yes":
            await query.answer("고마워요")
            await query.edit_message_text("눌렀어요", reply_markup=KEYBOARD)
        case "alert":
            await query.answer("조심하세요", show_alert=True)
        case "delete":
            await query.answer()
            await query.delete_message()
