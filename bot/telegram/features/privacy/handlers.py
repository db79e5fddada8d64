"""What is kept of a person: told, handed over, deleted."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.privacy import Privacy
from bot.core.photos.donations import Giving
from bot.telegram.features.privacy import views
from bot.telegram.transport.request_context import Desk

Context = ContextTypes.DEFAULT_TYPE


class PrivacyHandlers:
    """/privacy, /export and /delete, and the buttons for them."""

    def __init__(self, desk: Desk, privacy: Privacy, giving: Giving) -> None:
        self._desk = desk
        self._privacy = privacy
        self._giving = giving

    async def show(self, update: Update, _: Context) -> None:
        """/privacy."""
        visit = await self._desk.visit(update)
        photos = len(await self._giving.given(visit.account))
        await visit.show(views.privacy(visit.t, self._privacy.backup_days, photos))

    async def export(self, update: Update, _: Context) -> None:
        """/export, or its button: everything, as a file."""
        visit = await self._desk.visit(update)
        await visit.chat.send_document(
            await self._privacy.export(visit.account, visit.at),
            filename=f"yaksok-{visit.at.astimezone(visit.account.home):%Y-%m-%d}.zip",
            caption=views.exported(visit.t),
        )

    async def delete(self, update: Update, _: Context) -> None:
        """/delete: ask whether it is meant."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.show(views.ask_forget(visit.t))

    async def forget(self, update: Update, _: Context) -> None:
        """Delete everything, once the person has said so twice."""
        visit = await self._desk.visit(update)
        match visit.tapped[0]:
            case "ask":
                await visit.change(views.ask_forget(visit.t))
            case "yes":
                await self._privacy.forget(visit.account, visit.at)
                await visit.change(views.forgotten(visit.t, self._privacy.backup_days))
            case _:
                await visit.change(views.kept(visit.t))
