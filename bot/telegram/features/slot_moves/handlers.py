"""All medicines of a part of the day move to another time: shown first, moved once the person says yes."""

from collections.abc import Callable

from bot.core.medications.medications import MedicationService, Overview
from bot.core.schedules.schedule import Schedule
from bot.core.schedules.slot_moves import SlotMove, moved
from bot.telegram.features.slot_moves import views
from bot.telegram.features.slot_moves.buttons import MoveSlot
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory


class SlotMoveHandlers:
    """“Morning pills to 7:30”."""

    def __init__(
        self, requests: RequestContextFactory, medicines: MedicationService, *, planned: Callable[[], None]
    ) -> None:
        """`planned` is called whenever the times of a medicine were changed."""
        self._requests = requests
        self._medicines = medicines
        self._planned = planned

    async def show(self, request: RequestContext, move: SlotMove) -> None:
        """Show which medicines would move, and ask; nothing is changed yet."""
        await self._requests.leave(request)
        overview = await self._medicines.overview(request.account, request.at)
        changes = _changes(request, overview, move)
        await request.show(views.ask(request.t, overview, changes, move, request.account, request.at))

    async def move(self, request: RequestContext, tap: MoveSlot) -> None:
        """The person said yes. A second tap finds it done."""
        move = SlotMove(tap.slot, tap.to)
        overview = await self._medicines.overview(request.account, request.at)
        changes = _changes(request, overview, move)
        for medication in overview.medications:
            if medication.id in changes:
                await self._medicines.plan(request.account, medication.id, changes[medication.id], request.at)
        self._planned()
        await request.change(views.done(request.t, move))


def _changes(request: RequestContext, overview: Overview, move: SlotMove) -> dict[int, Schedule]:
    """Return the schedules that change, by medicine; a paused one stays as it is."""
    found = {
        medication.id: moved(medication.plan, move, request.account.meals)
        for medication in overview.medications
        if not medication.paused_at
    }
    return {id: schedule for id, schedule in found.items() if schedule}
