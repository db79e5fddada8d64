"""A caregiver tells that they got a new pack."""

from bot.core.medications.caregiver_refills import CaregiverRefills
from bot.telegram.features.caregivers import pack_views
from bot.telegram.features.caregivers.buttons import AddCaredPack, AskCaredPack
from bot.telegram.transport.request_context import RequestContext
from bot.telegram.ui import notes


class PackHandlers:
    """The buttons under the notice of what runs out, and the same told in a sentence."""

    def __init__(self, packs: CaregiverRefills) -> None:
        self._packs = packs

    async def said(self, request: RequestContext, name: str | None, *, has_own: bool) -> bool:
        """A new pack was got, maybe with the name of the medicine; False where it is of the person's own list.

        `has_own`: this chat has medicines of its own, and may mean one of them.
        """
        packs = await self._packs.running_out(request.account, name, request.at)
        may_be_own = has_own and name is None
        if packs is None or not packs and (has_own or name):
            return False
        if len(packs) == 1 and not may_be_own:
            await request.show(pack_views.ask_amount(request.t, packs[0], request.at))
        else:
            await request.show(pack_views.choose(request.t, packs, may_be_own=may_be_own))
        return True

    async def ask(self, request: RequestContext, tap: AskCaredPack) -> None:
        """Ask how much was got; the notice stays."""
        pack = await self._packs.find(request.account, tap.id, tap.medication, request.at)
        await request.show(
            pack_views.ask_amount(request.t, pack, request.at) if pack else notes.stale(request.t)
        )

    async def add(self, request: RequestContext, tap: AddCaredPack) -> None:
        """Add it to what is left."""
        pack = await self._packs.find(request.account, tap.id, tap.medication, request.at)
        if pack is None:
            await request.change(notes.stale(request.t))
            return
        amount = float(tap.amount)
        refill = await self._packs.add(pack, amount, tap.after, request.at)
        await request.change(pack_views.added(request.t, pack, refill, amount))
