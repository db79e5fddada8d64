"""A caregiver tells that they got a new pack."""

from bot.core.medications.caregiver_refills import CaregiverRefills
from bot.telegram.features.caregivers import pack_views
from bot.telegram.features.caregivers.buttons import AddCaredPack, AskCaredPack
from bot.telegram.transport.request_context import RequestContext
from bot.telegram.ui import notes


class PackHandlers:
    """The buttons under the notice of what runs out."""

    def __init__(self, packs: CaregiverRefills) -> None:
        self._packs = packs

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
