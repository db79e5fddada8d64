"""/info: everything that is known of one medicine, a page at a time."""

from bot.core.interactions.check import InteractionCheck
from bot.telegram.features.info import views
from bot.telegram.features.info.buttons import ShowInfo
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.screens import Screen
from knowledge.products import ProductId

STEP = "info"  # of the dialogue


class InfoHandlers:
    """/info NAME, the links /info_CODE, and the pages."""

    def __init__(self, requests: RequestContextFactory, checks: InteractionCheck) -> None:
        self._requests = requests
        self._checks = checks

    async def info(self, request: RequestContext) -> None:
        """/info NAME, or /info and the name after it."""
        if name := request.argument:
            await self.look_up(request, name)
        else:
            await self.ask(request)

    async def ask(self, request: RequestContext) -> None:
        """Ask for the name."""
        await self._requests.ask(request, STEP)
        await request.show(views.ask_name(request.t))

    async def look_up(self, request: RequestContext, text: str) -> None:
        """Show the one medicine that a name means, or offer several."""
        typed = name_in(text)
        found = await self._checks.look_up(request.account, typed)
        if not (found.products or found.group):
            await request.show(choices.not_found(request.t, typed))
            return
        if found.group:
            await self._requests.ask(request, STEP)
        else:
            await self._requests.leave(request)
        await request.show(views.found(request.t, typed, found))

    async def typed(self, request: RequestContext, text: str, _: object) -> None:
        """The name was written."""
        await self.look_up(request, text)

    async def link(self, request: RequestContext) -> None:
        """A link to one medicine was tapped."""
        id = ProductId((request.message.text or "").partition("_")[2].partition("@")[0])
        await request.show(await self._page(request, id, 0))

    async def page(self, request: RequestContext, tap: ShowInfo) -> None:
        """A page was asked for; the first comes as a message of its own, for it leaves what was on the screen."""
        await request.change(await self._page(request, tap.product, tap.page))

    async def _page(self, request: RequestContext, id: ProductId, number: int) -> Screen:
        dossier = await self._checks.dossier(id)
        return views.page(request.t, dossier, number) if dossier else views.unknown(request.t, id)
