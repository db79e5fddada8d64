"""Medicines without times: “I took one now”, and that taken back."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.as_needed import WhenNeeded
from bot.core.medications.medications import IntakeId, Medication, MedicationId, MyMedicines
from bot.telegram.features.as_needed import views
from bot.telegram.features.medications import views as list_views
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes, plans
from bot.telegram.ui.screens import Screen
from knowledge.products import Product

Context = ContextTypes.DEFAULT_TYPE
Listed = tuple[Medication, Product | None]


class NeededHandlers:
    """The buttons of a medicine that no reminder asks for."""

    def __init__(self, desk: Desk, medicines: MyMedicines, needed: WhenNeeded) -> None:
        self._desk = desk
        self._medicines = medicines
        self._needed = needed

    async def take(self, update: Update, _: Context) -> None:
        """One was taken now. A second tap, from whatever device, tells of it no second time, and says so."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        id, seen = MedicationId(visit.number(0)), IntakeId(visit.number(1))
        told = await self._needed.take(visit.account, id, seen, visit.origin, visit.at)
        if told is None:
            await visit.show(notes.stale(visit.t))
        elif one := await self._one(visit, id):
            screen = (
                views.not_noted(visit.t, one, told.outcome)
                if told.intake is None
                else views.noted(visit.t, one, told.medication, told.intake)
            )
            await visit.change(screen)

    async def undo(self, update: Update, _: Context) -> None:
        """That was not meant."""
        visit = await self._desk.visit(update)
        undone = await self._needed.undo(visit.account, IntakeId(visit.number(1)), visit.at)
        if one := await self._one(visit, MedicationId(visit.number(0))):
            await visit.change(one if undone else views.too_late(visit.t, one))

    async def change(self, update: Update, _: Context) -> None:
        """What can be changed of it."""
        visit = await self._desk.visit(update)
        if listed := await self._listed(visit, MedicationId(visit.number(0))):
            summary = plans.summary(visit.t, listed[0], visit.account, visit.at)
            await visit.change(views.change(visit.t, listed[0], plans.title(visit.t, *listed), summary))

    async def _one(self, visit: Visit, id: MedicationId) -> Screen | None:
        listed = await self._listed(visit, id)
        return await screen_of(visit, self._medicines, listed) if listed else None

    async def _listed(self, visit: Visit, id: MedicationId) -> Listed | None:
        """Return a medicine; where it is gone, say so kindly."""
        found = await self._medicines.look_at(visit.account, [id], visit.at)
        if not found:
            await visit.show(notes.stale(visit.t))
        return found[0] if found else None


async def screen_of(visit: Visit, medicines: MyMedicines, listed: Listed) -> Screen:
    """Return the screen of one medicine, with the rules on its amount a day where no reminder minds that."""
    medication, product = listed
    rules = await medicines.rules_of(medication.product_id) if medication.is_free else None
    return list_views.one(visit.t, medication, product, visit.account, visit.at, rules)
