"""Photos given to learn from: offered where one was not recognised, fetched once the person agrees, taken back at will."""

import asyncio
import contextlib
from collections.abc import Sequence

from telegram import Bot, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.core.photos.donations import DonationId, Giving
from bot.core.photos.questions import QuestionId
from bot.telegram.features.donations import views
from bot.telegram.transport.request_context import Desk
from bot.telegram.ui import notes
from inference.photo import PhotoError, plain_jpeg

Context = ContextTypes.DEFAULT_TYPE


class DonationHandlers:
    """The consent to give a photo, and what was given."""

    def __init__(self, desk: Desk, giving: Giving, backup_days: int) -> None:
        self._desk = desk
        self._giving = giving
        self._backup_days = backup_days

    async def ask(self, update: Update, _: Context) -> None:
        """Tell what giving a photo means, and ask."""
        visit = await self._desk.visit(update)
        question = QuestionId(visit.number(0))
        if await self._giving.files(visit.account, question):
            await visit.show(views.consent(visit.t, question, self._backup_days))
        else:
            await visit.show(views.not_there(visit.t))

    async def give(self, update: Update, context: Context) -> None:
        """The person agreed: only now is the photo fetched again and kept."""
        visit = await self._desk.visit(update)
        question = QuestionId(visit.number(0))
        photos = await _fetched(context.bot, await self._giving.files(visit.account, question))
        if not photos:
            await visit.change(views.not_there(visit.t))
            return
        await self._giving.give(visit.account, question, photos, visit.at)
        await visit.change(views.thanks(visit.t))

    async def decline(self, update: Update, _: Context) -> None:
        """The person does not agree: nothing was kept, and nothing is."""
        visit = await self._desk.visit(update)
        await visit.change(views.declined(visit.t))

    async def given(self, update: Update, _: Context) -> None:
        """Show what was given."""
        visit = await self._desk.visit(update)
        await visit.change(views.given(visit.t, await self._giving.given(visit.account), visit.account.home))

    async def one(self, update: Update, _: Context) -> None:
        """Show one photo that was given."""
        visit = await self._desk.visit(update)
        id = DonationId(visit.number(0))
        photo = await self._giving.photo(visit.account, id)
        if photo is None:
            await visit.show(notes.stale(visit.t))
        else:
            await visit.show_under(photo, views.one(visit.t, id))

    async def take_back(self, update: Update, _: Context) -> None:
        """Delete one photo, or all, at once."""
        visit = await self._desk.visit(update)
        which = visit.tapped[0]
        await self._giving.take_back(
            visit.account, None if which == "all" else DonationId(int(which)), visit.at
        )
        shown = update.effective_message
        if isinstance(shown, Message) and shown.photo:
            await _remove(shown)
            await visit.show(views.taken_back(visit.t, self._backup_days))
        else:
            await visit.change(views.taken_back(visit.t, self._backup_days))


async def _remove(message: Message) -> None:
    with contextlib.suppress(BadRequest):  # too old to be removed, or gone already
        await message.delete()


async def _fetched(bot: Bot, file_ids: Sequence[str]) -> list[bytes]:
    """Return photos without where and when they were taken; those that Telegram no longer has are left out."""
    photos = []
    for file_id in file_ids:
        try:
            file = await bot.get_file(file_id)
            data = bytes(await file.download_as_bytearray())
            photos.append(await asyncio.to_thread(plain_jpeg, data))
        except (BadRequest, PhotoError):
            continue
    return photos
