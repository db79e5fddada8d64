"""What is kept of a person: told, handed over, deleted."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.privacy import AccountDataService
from bot.core.photos.donations import DonationService
from bot.telegram.features.privacy import views
from bot.telegram.transport.request_context import RequestContextFactory

Context = ContextTypes.DEFAULT_TYPE


class PrivacyHandlers:
    """/privacy, /export and /delete, and the buttons for them."""

    def __init__(
        self, requests: RequestContextFactory, privacy: AccountDataService, giving: DonationService
    ) -> None:
        self._requests = requests
        self._privacy = privacy
        self._giving = giving

    async def show(self, update: Update, _: Context) -> None:
        """/privacy."""
        request = await self._requests.open(update)
        photos = len(await self._giving.given(request.account))
        await request.show(views.privacy(request.t, self._privacy.backup_days, photos))

    async def export(self, update: Update, _: Context) -> None:
        """/export, or its button: everything, as a file."""
        request = await self._requests.open(update)
        await request.chat.send_document(
            await self._privacy.export(request.account, request.at),
            filename=f"yaksok-{request.at.astimezone(request.account.home):%Y-%m-%d}.zip",
            caption=views.exported(request.t),
        )

    async def delete(self, update: Update, _: Context) -> None:
        """/delete: ask whether it is meant."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await request.show(views.ask_forget(request.t))

    async def forget(self, update: Update, _: Context) -> None:
        """Delete everything, once the person has said so twice."""
        request = await self._requests.open(update)
        match request.tapped[0]:
            case "ask":
                await request.change(views.ask_forget(request.t))
            case "yes":
                await self._privacy.forget(request.account, request.at)
                await request.change(views.forgotten(request.t, self._privacy.backup_days))
            case _:
                await request.change(views.kept(request.t))
