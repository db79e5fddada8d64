"""Several names are added at once: each is settled by the person, then all go on the list together."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.core.medications.medications import MedicationService
from bot.telegram.features.medications import search_views
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.medications.buttons import ChooseToAdd
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.input_parsing import names_in
from bot.telegram.ui.typed_names import LookUp, settle, with_choice

STEP = "several"  # of the dialogue
SEVERAL = re.compile(r"[,\n、+&]")  # between names; a space may be a part of one
MOST = 10  # names at a time


class AddingSeveral:
    """A dialogue that keeps what is chosen and the names that are still to be settled."""

    def __init__(self, requests: RequestContextFactory, medicines: MedicationService, adding: Adding) -> None:
        self._requests = requests
        self._medicines = medicines
        self._adding = adding

    async def add(self, request: RequestContext, names: Sequence[str]) -> None:
        """Begin with names as they were written."""
        await self._settle(request, [], names[:MOST])

    async def typed(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> None:
        """Names were written instead of the one that was asked about."""
        await self._settle(request, asked["chosen"], [*names_in(text), *asked["pending"][1:]][:MOST])

    async def choose(self, request: RequestContext, tap: ChooseToAdd) -> None:
        """The product that a name means was tapped, or none of those offered."""
        asked = await self._requests.asked(request)
        if asked is None or asked.step != STEP or len(asked.data["pending"]) != tap.left:
            await request.show(notes.stale(request.t))  # it was answered before
            return
        chosen = await with_choice(self._look_up(request), asked.data, tap.product)
        if chosen is None:
            await request.show(notes.stale(request.t))  # a button of other names
            return
        await self._settle(request, chosen, asked.data["pending"][1:])

    def _look_up(self, request: RequestContext) -> LookUp:
        return partial(self._medicines.look_up, request.account)

    async def _settle(self, request: RequestContext, chosen: Sequence[str], pending: Sequence[str]) -> None:
        settled = await settle(self._look_up(request), chosen, pending, len(chosen) + len(pending))
        for name in settled.unknown:
            await request.show(choices.not_found(request.t, name))
        if settled.asked:
            await self._requests.ask(request, STEP, chosen=settled.chosen, pending=settled.pending)
            which = search_views.which(request.t, settled.pending[0], settled.asked, len(settled.pending))
            await request.show(which)
            return
        await self._requests.leave(request)
        if settled.chosen:
            await self._adding.add(request, settled.chosen, request.show)
