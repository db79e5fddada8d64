"""/info: everything that is known of one medicine, a page at a time."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.interactions.check import Library
from bot.telegram.features.info import views
from bot.telegram.features.photos import views as photo
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui.input_parsing import name_in
from knowledge.products import ProductId

Context = ContextTypes.DEFAULT_TYPE


class InfoHandlers:
    """/info NAME, the links /info_CODE, and the pages."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    async def info(self, update: Update, context: Context) -> None:
        """/info NAME, or /info and the name after it."""
        visit = await self._desk.visit(update)
        name = " ".join(context.args or ())
        if name:
            await self.look_up(visit, name)
        else:
            await self._desk.ask(visit, "info")
            await visit.show(views.ask_name(visit.t))

    async def look_up(self, visit: Visit, text: str) -> None:
        """Show the one medicine that a name means, or offer several."""
        typed = name_in(text)
        found = await self._library.find(typed)
        if not found:
            await visit.show(photo.not_found(visit.t, typed))
            return
        await self._desk.leave(visit)
        await visit.show(views.found(visit.t, typed, found))

    async def link(self, update: Update, _: Context) -> None:
        """A link to one medicine was tapped."""
        visit = await self._desk.visit(update)
        await self._show(visit, ProductId((visit.message.text or "").partition("_")[2].partition("@")[0]))

    async def page(self, update: Update, _: Context) -> None:
        """A page was asked for; the first comes as a message of its own, for it leaves what was on the screen."""
        visit = await self._desk.visit(update)
        id, number = ProductId(visit.tapped[0]), visit.number(1)
        dossier = await self._library.dossier(id)
        screen = views.page(visit.t, dossier, number) if dossier else views.unknown(visit.t, id)
        await visit.change(screen)

    async def _show(self, visit: Visit, id: ProductId) -> None:
        dossier = await self._library.dossier(id)
        await visit.show(views.page(visit.t, dossier, 0) if dossier else views.unknown(visit.t, id))
