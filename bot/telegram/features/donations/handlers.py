"""Photos given to learn from: offered where one was not recognised, fetched once the person agrees, taken back at will."""

import asyncio
import contextlib
from collections.abc import Sequence

from telegram import Bot, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.core.photos.donations import DonationId, DonationService
from bot.core.photos.model import QuestionId
from bot.telegram.features.donations import views
from bot.telegram.transport.request_context import RequestContextFactory
from bot.telegram.ui import notes
from inference.photo import PhotoError, plain_jpeg

Context = ContextTypes.DEFAULT_TYPE


class DonationHandlers:
    """The consent to give a photo, and what was given."""

    def __init__(self, requests: RequestContextFactory, giving: DonationService, backup_days: int) -> None:
        self._requests = requests
        self._giving = giving
        self._backup_days = backup_days

    async def ask(self, update: Update, _: Context) -> None:
        """Tell what giving a photo means, and ask."""
        request = await self._requests.open(update)
        question = QuestionId(request.number(0))
        if await self._giving.files(request.account, question):
            await request.show(views.consent(request.t, question, self._backup_days))
        else:
            await request.show(views.not_there(request.t))

    async def give(self, update: Update, context: Context) -> None:
        """The person agreed: only now is the photo fetched again and kept."""
        request = await self._requests.open(update)
        question = QuestionId(request.number(0))
        photos = await _fetched(context.bot, await self._giving.files(request.account, question))
        if not photos:
            await request.change(views.not_there(request.t))
            return
        await self._giving.give(request.account, question, photos, request.at)
        await request.change(views.thanks(request.t))

    async def decline(self, update: Update, _: Context) -> None:
        """The person does not agree: nothing was kept, and nothing is."""
        request = await self._requests.open(update)
        await request.change(views.declined(request.t))

    async def given(self, update: Update, _: Context) -> None:
        """Show what was given."""
        request = await self._requests.open(update)
        await request.change(
            views.given(request.t, await self._giving.given(request.account), request.account.home)
        )

    async def one(self, update: Update, _: Context) -> None:
        """Show one photo that was given."""
        request = await self._requests.open(update)
        id = DonationId(request.number(0))
        photo = await self._giving.photo(request.account, id)
        if photo is None:
            await request.show(notes.stale(request.t))
        else:
            await request.show_under(photo, views.one(request.t, id))

    async def take_back(self, update: Update, _: Context) -> None:
        """Delete one photo, or all, at once."""
        request = await self._requests.open(update)
        which = request.tapped[0]
        await self._giving.take_back(
            request.account, None if which == "all" else DonationId(int(which)), request.at
        )
        shown = update.effective_message
        if isinstance(shown, Message) and shown.photo:
            await _remove(shown)
            await request.show(views.taken_back(request.t, self._backup_days))
        else:
            await request.change(views.taken_back(request.t, self._backup_days))


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
