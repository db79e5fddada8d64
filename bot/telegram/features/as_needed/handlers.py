"""Medicines without times: “I took one now”, and that taken back."""

from bot.core.medications.as_needed import AsNeededService
from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.telegram.features.as_needed import views
from bot.telegram.features.as_needed.buttons import ChangeAsNeeded, TakeNow, UndoIntake
from bot.telegram.features.medications import views as list_views
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes, plans
from bot.telegram.ui.screens import Screen
from knowledge.products import Product

Listed = tuple[Medication, Product | None]


class AsNeededHandlers:
    """The buttons of a medicine that no reminder asks for."""

    def __init__(
        self, requests: RequestContextFactory, medicines: MedicationService, as_needed: AsNeededService
    ) -> None:
        self._requests = requests
        self._medicines = medicines
        self._as_needed = as_needed

    async def take(self, request: RequestContext, tap: TakeNow) -> None:
        """One was taken now. A second tap, from whatever device, tells of it no second time, and says so."""
        await self._requests.leave(request)
        told = await self._as_needed.take(
            request.account, tap.medication, tap.seen, request.origin, request.at
        )
        if told is None:
            await request.show(notes.stale(request.t))
        elif one := await self._one(request, tap.medication):
            screen = (
                views.not_noted(request.t, one, told, request.account, request.at)
                if told.intake is None
                else views.noted(request.t, one, told.medication, told.intake)
            )
            await request.change(screen)

    async def undo(self, request: RequestContext, tap: UndoIntake) -> None:
        """That was not meant."""
        undone = await self._as_needed.undo(request.account, tap.intake, request.at)
        if one := await self._one(request, tap.medication):
            await request.change(one if undone else views.too_late(request.t, one))

    async def change(self, request: RequestContext, tap: ChangeAsNeeded) -> None:
        """What can be changed of it."""
        if listed := await self._listed(request, tap.medication):
            summary = plans.summary(request.t, listed[0], request.account, request.at)
            await request.change(views.change(request.t, listed[0], plans.title(request.t, *listed), summary))

    async def _one(self, request: RequestContext, id: MedicationId) -> Screen | None:
        listed = await self._listed(request, id)
        return await screen_of(request, self._medicines, listed) if listed else None

    async def _listed(self, request: RequestContext, id: MedicationId) -> Listed | None:
        """Return a medicine; where it is gone, say so kindly."""
        found = await self._medicines.look_at(request.account, [id], request.at)
        if not found:
            await request.show(notes.stale(request.t))
        return found[0] if found else None


async def screen_of(request: RequestContext, medicines: MedicationService, listed: Listed) -> Screen:
    """Return the screen of one medicine, with the rules on its amount a day where no reminder minds that."""
    medication, product = listed
    if not medication.is_free:
        return list_views.one(request.t, medication, product, request.account, request.at)
    rules = await medicines.rules_of(medication.product_id)
    allowed = await medicines.allowance(request.account, medication, request.at)
    return list_views.one(request.t, medication, product, request.account, request.at, rules, allowed)
