"""The list: shown, added to by name, and each medicine of it seen, paused, taken off, or brought back."""

from collections.abc import Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import Medication, MedicationId, MyMedicines
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.photos import views as photo
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes, plans
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.screens import Screen
from knowledge.products import Product, ProductId

Context = ContextTypes.DEFAULT_TYPE


class MedicineHandlers:
    """/mymeds, /add, and the buttons of the list."""

    def __init__(
        self, desk: Desk, medicines: MyMedicines, adding: Adding, *, planned: Callable[[], None]
    ) -> None:
        """`planned` is called whenever doses to come were withdrawn or brought back."""
        self._desk = desk
        self._medicines = medicines
        self._adding = adding
        self._planned = planned

    async def mymeds(self, update: Update, _: Context) -> None:
        """/mymeds: the list."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.show(views.overview(visit.t, overview, visit.account, visit.at))
        await self._medicines.shown(visit.account, overview, visit.at)

    async def turn(self, update: Update, _: Context) -> None:
        """The list again; or a page of it, in the place of another."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        if len(visit.tapped) == 1:
            await self._show_list(visit)
            return
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.change(views.turned(visit.t, overview, visit.account, visit.at, visit.number(0)))

    async def add(self, update: Update, context: Context) -> None:
        """/add NAME, or /add and the name after it."""
        visit = await self._desk.visit(update)
        name = " ".join(context.args or ())
        if name:
            await self.look_up(visit, name)
        else:
            await self._desk.ask(visit, "name")
            await visit.show(views.ask_name(visit.t))

    async def look_up(self, visit: Visit, text: str) -> None:
        """Offer what a typed name or imprint may mean."""
        typed = name_in(text)
        found = await self._medicines.find(typed)
        if found:
            await self._desk.leave(visit)
            await visit.show(views.found(visit.t, typed, found, visit.update.update_id))
        else:
            await visit.show(photo.not_found(visit.t, typed))

    async def take(self, update: Update, _: Context) -> None:
        """A found product was tapped: it goes on the list."""
        visit = await self._desk.visit(update)
        await self._adding.add(visit, [ProductId(visit.tapped[1])], visit.change)

    async def nothing(self, update: Update, _: Context) -> None:
        """None of the found products is meant."""
        visit = await self._desk.visit(update)
        await self._desk.ask(visit, "name")
        await visit.change(views.ask_name(visit.t))

    async def one(self, update: Update, _: Context) -> None:
        """One medicine of the list."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await self._show_one(visit)

    async def pause(self, update: Update, _: Context) -> None:
        """Ask for no more doses, for a while."""
        visit = await self._desk.visit(update)
        await self._medicines.pause(visit.account, self._id(visit), visit.at)
        if listed := await self._listed(visit):
            one = await screen_of(visit, self._medicines, listed)
            await visit.change(views.paused(visit.t, one, listed[0].id))

    async def resume(self, update: Update, _: Context) -> None:
        """Go on from now."""
        visit = await self._desk.visit(update)
        await self._medicines.resume(visit.account, self._id(visit), visit.at)
        self._planned()
        await self._show_one(visit)

    async def drop(self, update: Update, _: Context) -> None:
        """Make sure before a medicine leaves the list."""
        visit = await self._desk.visit(update)
        if listed := await self._listed(visit):
            await visit.change(views.ask_drop(visit.t, *listed))

    async def dropped(self, update: Update, _: Context) -> None:
        """The person is sure; the history stays."""
        await self._take_off(await self._desk.visit(update), delete=False)

    async def erased(self, update: Update, _: Context) -> None:
        """It was added by mistake; the history goes too."""
        await self._take_off(await self._desk.visit(update), delete=True)

    async def undo(self, update: Update, _: Context) -> None:
        """A pause, a stop or a deletion was not meant."""
        visit = await self._desk.visit(update)
        undone = await self._medicines.undo(visit.account, self._id(visit), visit.at)
        self._planned()
        medication = await self._medicines.get(visit.account, self._id(visit), visit.at)
        if undone or (medication and not medication.paused_at):  # a second tap finds it undone
            await self._show_one(visit)
        else:
            await visit.change(views.not_undone(visit.t))

    async def _take_off(self, visit: Visit, *, delete: bool) -> None:
        await self._desk.leave(visit)
        (listed,) = await self._medicines.look_at(visit.account, [self._id(visit)], visit.at) or (None,)
        said = None
        if listed:
            await self._medicines.stop(visit.account, listed[0].id, visit.at, delete=delete)
            said = views.taken_off(visit.t, plans.title(visit.t, *listed), listed[0].id, delete=delete)
        await self._show_list(visit, said=said)

    async def _show_list(self, visit: Visit, said: Screen | None = None) -> None:
        overview = await self._medicines.overview(visit.account, visit.at)
        await visit.change(views.overview(visit.t, overview, visit.account, visit.at, said=said))
        await self._medicines.shown(visit.account, overview, visit.at)

    async def _show_one(self, visit: Visit) -> None:
        if listed := await self._listed(visit):
            await visit.change(await screen_of(visit, self._medicines, listed))

    async def _listed(self, visit: Visit) -> tuple[Medication, Product | None] | None:
        """Return the medicine a button is about; where it is gone, say so kindly."""
        found = await self._medicines.look_at(visit.account, [self._id(visit)], visit.at)
        if not found:
            await visit.show(notes.stale(visit.t))
        return found[0] if found else None

    @staticmethod
    def _id(visit: Visit) -> MedicationId:
        return MedicationId(visit.number(0))
