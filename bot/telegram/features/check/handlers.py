"""/check: medicines checked with each other and with the list, without adding them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.core.interactions.check import MOST, InteractionCheck
from bot.telegram.features.check import views
from bot.telegram.features.check.buttons import CheckOneMore, CheckProduct, ChooseForCheck, NewCheck
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui.input_parsing import names_in
from bot.telegram.ui.typed_names import LookUp, settle, with_choice
from knowledge.products import ProductId

STEP, DONE = "check", "checked"


class CheckHandlers:
    """A dialogue that keeps what is chosen and what is still to be settled; each name is settled by the person."""

    def __init__(self, requests: RequestContextFactory, checks: InteractionCheck) -> None:
        self._requests = requests
        self._checks = checks

    async def check(self, request: RequestContext) -> None:
        """/check NAME NAME …, or /check and the names after it."""
        await self.named(request, names_in(request.argument))

    async def named(self, request: RequestContext, names: Sequence[str]) -> None:
        """Check what is named; ask for names where there are none."""
        if names:
            await self._settle(request, [], names)
        else:
            await self._requests.ask(request, STEP, chosen=[], pending=[])
            await request.show(views.ask_names(request.t))

    async def one(self, request: RequestContext, tap: CheckProduct) -> None:
        """One product that was found is to be checked with the list."""
        await self._tell(request, [tap.product])

    async def again(self, request: RequestContext, tap: NewCheck) -> None:
        """A new check was asked for."""
        await self._requests.ask(request, STEP, chosen=[], pending=[])
        await request.show(views.ask_names(request.t))

    async def more(self, request: RequestContext, tap: CheckOneMore) -> None:
        """One more is to be checked with those of the last check."""
        asked = await self._requests.asked(request)
        if asked is None or asked.step != DONE:
            await request.show(notes.stale(request.t))
            return
        await self._requests.ask(request, STEP, chosen=asked.data["chosen"], pending=[])
        products = await self._checks.products([ProductId(id) for id in asked.data["chosen"]])
        await request.show(views.one_more(request.t, list(products.values())))

    async def typed(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> None:
        """Names were written while a check was open: they replace the name that was asked about."""
        await self._settle(request, asked["chosen"], [*names_in(text), *asked["pending"][1:]])

    async def choose(self, request: RequestContext, tap: ChooseForCheck) -> None:
        """The product that a name means was tapped, or none of those offered."""
        asked = await self._requests.asked(request)
        if asked is None or asked.step != STEP or len(asked.data["pending"]) != tap.left:
            await request.show(notes.stale(request.t))  # it was answered before
            return
        chosen = await with_choice(self._look_up(request), asked.data, tap.product)
        if chosen is None:
            await request.show(notes.stale(request.t))  # a button of another check
            return
        await self._settle(request, chosen, asked.data["pending"][1:])

    def _look_up(self, request: RequestContext) -> LookUp:
        return partial(self._checks.look_up, request.account)

    async def _settle(self, request: RequestContext, chosen: Sequence[str], pending: Sequence[str]) -> None:
        """Go through the names until one has to be asked about; then check what was chosen."""
        settled = await settle(self._look_up(request), chosen, pending, MOST)
        for name in settled.unknown:
            await request.show(views.not_found(request.t, name))
        if settled.asked:
            await self._requests.ask(request, STEP, chosen=settled.chosen, pending=settled.pending)
            await request.show(
                views.which(request.t, settled.pending[0], settled.asked, len(settled.pending))
            )
            return
        if settled.pending:
            await request.show(views.too_many(request.t, MOST))
        await self._tell(request, settled.chosen)

    async def _tell(self, request: RequestContext, ids: Sequence[ProductId]) -> None:
        enough = len(ids) > 1 or (ids and await self._checks.has_others(request.account, ids))
        await self._requests.ask(request, DONE if enough else STEP, chosen=ids, pending=[])
        if enough:
            await request.show(
                views.result(request.t, await self._checks.check(request.account, ids, request.at))
            )
            return
        if ids:
            await request.show(
                views.alone(request.t, await self._checks.check(request.account, ids, request.at))
            )
        else:
            await request.show(views.one_more(request.t, ()))
