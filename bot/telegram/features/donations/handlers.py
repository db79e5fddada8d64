"""Photos given to learn from: offered where one was not recognised, fetched once the person agrees, taken back at will."""

import asyncio
import contextlib
from collections.abc import Sequence

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.core.photos.donations import DonationId, Donations, DonationService
from bot.telegram.features.donations import views
from bot.telegram.features.donations.buttons import (
    DeclineDonation,
    GivePhoto,
    OfferPhoto,
    ShowDonation,
    ShowDonations,
    TakeBack,
)
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from inference.photo import PhotoError, plain_jpeg


class DonationHandlers:
    """The consent to give a photo, and what was given."""

    def __init__(
        self, requests: RequestContextFactory, donations: Donations, giving: DonationService, backup_days: int
    ) -> None:
        self._requests = requests
        self._donations = donations
        self._giving = giving
        self._backup_days = backup_days

    async def ask(self, request: RequestContext, tap: OfferPhoto) -> None:
        """Tell what giving a photo means, and ask."""
        if await self._giving.files(request.account, tap.question):
            await request.show(views.consent(request.t, tap.question, self._backup_days))
        else:
            await request.show(views.not_there(request.t))

    async def give(self, request: RequestContext, tap: GivePhoto) -> None:
        """The person agreed: only now is the photo fetched again and kept."""
        photos = await _fetched(request.bot, await self._giving.files(request.account, tap.question))
        if not photos:
            await request.change(views.not_there(request.t))
            return
        await self._giving.give(request.account, tap.question, photos, request.at)
        await request.change(views.thanks(request.t))

    async def decline(self, request: RequestContext, tap: DeclineDonation) -> None:
        """The person does not agree: nothing was kept, and nothing is."""
        await request.change(views.declined(request.t))

    async def given(self, request: RequestContext, tap: ShowDonations) -> None:
        """Show what was given."""
        await request.change(
            views.given(request.t, await self._donations.of(request.account.chat_id), request.account.home)
        )

    async def one(self, request: RequestContext, tap: ShowDonation) -> None:
        """Show one photo that was given."""
        photo = await self._donations.photo(request.account.chat_id, tap.donation)
        if photo is None:
            await request.show(notes.stale(request.t))
        else:
            await request.show_under(photo, views.one(request.t, tap.donation))

    async def take_back(self, request: RequestContext, tap: TakeBack) -> None:
        """Delete one photo, or all, at once."""
        which = None if tap.which == "all" else DonationId(int(tap.which))
        await self._donations.take_back(request.account.chat_id, which, request.at)
        shown = request.update.effective_message
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
