"""/info: everything that is known of one medicine, a page at a time."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.interactions.check import InteractionCheck
from bot.telegram.features.info import views
from bot.telegram.features.photos import views as photo
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui.input_parsing import name_in
from knowledge.products import ProductId

Context = ContextTypes.DEFAULT_TYPE


class InfoHandlers:
    """/info NAME, the links /info_CODE, and the pages."""

    def __init__(self, requests: RequestContextFactory, library: InteractionCheck) -> None:
        self._requests = requests
        self._library = library

    async def info(self, update: Update, context: Context) -> None:
        """/info NAME, or /info and the name after it."""
        request = await self._requests.open(update)
        name = " ".join(context.args or ())
        if name:
            await self.look_up(request, name)
        else:
            await self._requests.ask(request, "info")
            await request.show(views.ask_name(request.t))

    async def look_up(self, request: RequestContext, text: str) -> None:
        """Show the one medicine that a name means, or offer several."""
        typed = name_in(text)
        found = await self._library.find(typed)
        if not found:
            await request.show(photo.not_found(request.t, typed))
            return
        await self._requests.leave(request)
        await request.show(views.found(request.t, typed, found))

    async def link(self, update: Update, _: Context) -> None:
        """A link to one medicine was tapped."""
        request = await self._requests.open(update)
        await self._show(request, ProductId((request.message.text or "").partition("_")[2].partition("@")[0]))

    async def page(self, update: Update, _: Context) -> None:
        """A page was asked for; the first comes as a message of its own, for it leaves what was on the screen."""
        request = await self._requests.open(update)
        id, number = ProductId(request.tapped[0]), request.number(1)
        dossier = await self._library.dossier(id)
        screen = views.page(request.t, dossier, number) if dossier else views.unknown(request.t, id)
        await request.change(screen)

    async def _show(self, request: RequestContext, id: ProductId) -> None:
        dossier = await self._library.dossier(id)
        await request.show(views.page(request.t, dossier, 0) if dossier else views.unknown(request.t, id))
