"""The list: shown, added to by name, and each medicine of it seen, paused, taken off, or brought back."""

from collections.abc import Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import views
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.photos import views as photo
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes, plans
from bot.telegram.ui.input_parsing import name_in
from bot.telegram.ui.screens import Screen
from knowledge.products import Product, ProductId

Context = ContextTypes.DEFAULT_TYPE


class MedicationHandlers:
    """/mymeds, /add, and the buttons of the list."""

    def __init__(
        self,
        requests: RequestContextFactory,
        medicines: MedicationService,
        adding: Adding,
        *,
        planned: Callable[[], None],
    ) -> None:
        """`planned` is called whenever doses to come were withdrawn or brought back."""
        self._requests = requests
        self._medicines = medicines
        self._adding = adding
        self._planned = planned

    async def mymeds(self, update: Update, _: Context) -> None:
        """/mymeds: the list."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        overview = await self._medicines.overview(request.account, request.at)
        await request.show(views.overview(request.t, overview, request.account, request.at))
        await self._medicines.shown(request.account, overview, request.at)

    async def turn(self, update: Update, _: Context) -> None:
        """The list again; or a page of it, in the place of another."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        if len(request.tapped) == 1:
            await self._show_list(request)
            return
        overview = await self._medicines.overview(request.account, request.at)
        await request.change(
            views.turned(request.t, overview, request.account, request.at, request.number(0))
        )

    async def add(self, update: Update, context: Context) -> None:
        """/add NAME, or /add and the name after it."""
        request = await self._requests.open(update)
        name = " ".join(context.args or ())
        if name:
            await self.look_up(request, name)
        else:
            await self._requests.ask(request, "name")
            await request.show(views.ask_name(request.t))

    async def look_up(self, request: RequestContext, text: str) -> None:
        """Offer what a typed name or imprint may mean."""
        typed = name_in(text)
        found = await self._medicines.find(typed)
        if found:
            await self._requests.leave(request)
            await request.show(views.found(request.t, typed, found, request.update.update_id))
        else:
            await request.show(photo.not_found(request.t, typed))

    async def take(self, update: Update, _: Context) -> None:
        """A found product was tapped: it goes on the list."""
        request = await self._requests.open(update)
        await self._adding.add(request, [ProductId(request.tapped[1])], request.change)

    async def nothing(self, update: Update, _: Context) -> None:
        """None of the found products is meant."""
        request = await self._requests.open(update)
        await self._requests.ask(request, "name")
        await request.change(views.ask_name(request.t))

    async def one(self, update: Update, _: Context) -> None:
        """One medicine of the list."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await self._show_one(request)

    async def pause(self, update: Update, _: Context) -> None:
        """Ask for no more doses, for a while."""
        request = await self._requests.open(update)
        await self._medicines.pause(request.account, self._id(request), request.at)
        if listed := await self._listed(request):
            one = await screen_of(request, self._medicines, listed)
            await request.change(views.paused(request.t, one, listed[0].id))

    async def resume(self, update: Update, _: Context) -> None:
        """Go on from now."""
        request = await self._requests.open(update)
        await self._medicines.resume(request.account, self._id(request), request.at)
        self._planned()
        await self._show_one(request)

    async def drop(self, update: Update, _: Context) -> None:
        """Make sure before a medicine leaves the list."""
        request = await self._requests.open(update)
        if listed := await self._listed(request):
            await request.change(views.ask_drop(request.t, *listed))

    async def dropped(self, update: Update, _: Context) -> None:
        """The person is sure; the history stays."""
        await self._take_off(await self._requests.open(update), delete=False)

    async def erased(self, update: Update, _: Context) -> None:
        """It was added by mistake; the history goes too."""
        await self._take_off(await self._requests.open(update), delete=True)

    async def undo(self, update: Update, _: Context) -> None:
        """A pause, a stop or a deletion was not meant."""
        request = await self._requests.open(update)
        undone = await self._medicines.undo(request.account, self._id(request), request.at)
        self._planned()
        medication = await self._medicines.get(request.account, self._id(request), request.at)
        if undone or (medication and not medication.paused_at):  # a second tap finds it undone
            await self._show_one(request)
        else:
            await request.change(views.not_undone(request.t))

    async def _take_off(self, request: RequestContext, *, delete: bool) -> None:
        await self._requests.leave(request)
        (listed,) = await self._medicines.look_at(request.account, [self._id(request)], request.at) or (None,)
        said = None
        if listed:
            await self._medicines.stop(request.account, listed[0].id, request.at, delete=delete)
            said = views.taken_off(request.t, plans.title(request.t, *listed), listed[0].id, delete=delete)
        await self._show_list(request, said=said)

    async def _show_list(self, request: RequestContext, said: Screen | None = None) -> None:
        overview = await self._medicines.overview(request.account, request.at)
        await request.change(views.overview(request.t, overview, request.account, request.at, said=said))
        await self._medicines.shown(request.account, overview, request.at)

    async def _show_one(self, request: RequestContext) -> None:
        if listed := await self._listed(request):
            await request.change(await screen_of(request, self._medicines, listed))

    async def _listed(self, request: RequestContext) -> tuple[Medication, Product | None] | None:
        """Return the medicine a button is about; where it is gone, say so kindly."""
        found = await self._medicines.look_at(request.account, [self._id(request)], request.at)
        if not found:
            await request.show(notes.stale(request.t))
        return found[0] if found else None

    @staticmethod
    def _id(request: RequestContext) -> MedicationId:
        return MedicationId(request.number(0))
