"""The list: show it, add to it by name; show, pause, stop or restore one medicine."""

from collections.abc import Callable

from bot.core.medications.medications import Medication, MedicationId, MedicationService
from bot.telegram.features.as_needed.handlers import screen_of
from bot.telegram.features.medications import caution_views, search_views, views
from bot.telegram.features.medications.adding import Adding, Say
from bot.telegram.features.medications.buttons import (
    AddByName,
    AddProduct,
    AskRemoval,
    DeleteMedicine,
    NoneFound,
    PauseMedicine,
    PickProduct,
    ResumeMedicine,
    ShowCautions,
    ShowList,
    ShowMedicine,
    StopMedicine,
    UndoRemoval,
)
from bot.telegram.features.medications.several import SEVERAL, AddingSeveral
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import notes, plans
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.input_parsing import name_in, names_in
from bot.telegram.ui.screens import Screen
from knowledge.products import Product

STEP = "name"  # of the dialogue


class MedicationHandlers:
    """/mymeds, /add, and the buttons of the list."""

    def __init__(
        self,
        requests: RequestContextFactory,
        medicines: MedicationService,
        adding: Adding,
        several: AddingSeveral,
        *,
        planned: Callable[[], None],
    ) -> None:
        """`planned` is called whenever doses to come were withdrawn or brought back."""
        self._requests = requests
        self._medicines = medicines
        self._adding = adding
        self._several = several
        self._planned = planned

    async def mymeds(self, request: RequestContext) -> None:
        """/mymeds: the list."""
        await self._requests.leave(request)
        overview = await self._medicines.listed(request.account, request.at)
        await request.show(views.overview(request.t, overview, request.account, request.at))
        await self._medicines.shown(request.account, overview, request.at)

    async def turn(self, request: RequestContext, tap: ShowList) -> None:
        """Show the list again, or replace a page of it by another."""
        await self._requests.leave(request)
        if not tap.turn:
            await self._show_list(request)
            return
        overview = await self._medicines.listed(request.account, request.at)
        if tap.turn == "pick":
            await request.change(views.picking(request.t, overview, tap.page))
        else:
            await request.change(views.turned(request.t, overview, request.account, request.at, tap.page))

    async def add(self, request: RequestContext) -> None:
        """/add NAME, or /add and the name after it."""
        names = names_in(request.argument)
        if len(names) > 1 and SEVERAL.search(request.argument):
            await self._several.add(request, names)
        elif names:
            await self.look_up(request, request.argument, adds=True)
        else:
            await self.ask_name(request)

    async def ask_name(self, request: RequestContext) -> None:
        """Ask what is to be added."""
        await self._ask_name(request, request.show)

    async def typed(self, request: RequestContext, text: str, _: object) -> None:
        """The name of what is to be added was written, or several with commas."""
        if len(names := names_in(text)) > 1 and SEVERAL.search(text):
            await self._several.add(request, names)
        else:
            await self.look_up(request, text, adds=True)

    async def add_by_name(self, request: RequestContext, _: AddByName) -> None:
        """The same by a tap: ask for the name."""
        await self._ask_name(request, request.show)

    async def look_up(self, request: RequestContext, text: str, *, adds: bool = False) -> None:
        """Offer what a typed name or imprint may mean; `adds` where it is to go on the list."""
        typed = name_in(text)
        found = await self._medicines.look_up(request.account, typed)
        if found.products or found.group:
            if adds and found.group:  # the name is still to be written
                await self._requests.ask(request, STEP)
            else:
                await self._requests.leave(request)
            await request.show(
                search_views.found(request.t, typed, found, request.update.update_id, adds=adds)
            )
        else:
            await request.show(choices.not_found(request.t, typed))

    async def pick(self, request: RequestContext, tap: PickProduct) -> None:
        """A found product was tapped: ask what to do with it."""
        product = (await self._medicines.products([tap.product])).get(tap.product)
        screen = search_views.picked(request.t, product, tap.origin) if product else notes.stale(request.t)
        await request.change(screen)

    async def named(self, request: RequestContext, id: MedicationId, *, leaves: bool = False) -> None:
        """Show a medicine of the list that was named; `leaves` where it is to pause or to stop: that is asked first."""
        if listed := await self._listed(request, id):
            await request.show(
                views.ask_drop(request.t, *listed)
                if leaves
                else await screen_of(request, self._medicines, listed)
            )

    async def not_listed(self, request: RequestContext, name: str) -> None:
        """Say that what was named is not on the list, and show the list."""
        overview = await self._medicines.listed(request.account, request.at)
        said = search_views.not_listed(request.t, name)
        await request.show(views.overview(request.t, overview, request.account, request.at, said=said))
        await self._medicines.shown(request.account, overview, request.at)

    async def cautions(self, request: RequestContext, tap: ShowCautions) -> None:
        """All cautions on the list, by pages; what a page shows counts as told."""
        overview = await self._medicines.overview(request.account, request.at)
        await request.change(caution_views.page(request.t, overview, tap.page))
        told = caution_views.told_on(overview, tap.page)
        await self._medicines.shown(request.account, told, request.at)

    async def take(self, request: RequestContext, tap: AddProduct) -> None:
        """A found product was tapped: it goes on the list."""
        await self._adding.add(request, [tap.product], request.change)

    async def nothing(self, request: RequestContext, tap: NoneFound) -> None:
        """None of the found products is meant."""
        await self._ask_name(request, request.change)

    async def one(self, request: RequestContext, tap: ShowMedicine) -> None:
        """One medicine of the list."""
        await self._requests.leave(request)
        await self._show_one(request, tap.medication)

    async def pause(self, request: RequestContext, tap: PauseMedicine) -> None:
        """Ask for no more doses, for a while."""
        await self._medicines.pause(request.account, tap.medication, request.at)
        if listed := await self._listed(request, tap.medication):
            one = await screen_of(request, self._medicines, listed)
            await request.change(views.paused(request.t, one, listed[0].id))

    async def resume(self, request: RequestContext, tap: ResumeMedicine) -> None:
        """Go on from now."""
        await self._medicines.resume(request.account, tap.medication, request.at)
        self._planned()
        await self._show_one(request, tap.medication)

    async def drop(self, request: RequestContext, tap: AskRemoval) -> None:
        """Make sure before a medicine leaves the list."""
        if listed := await self._listed(request, tap.medication):
            await request.change(views.ask_drop(request.t, *listed))

    async def stop(self, request: RequestContext, tap: StopMedicine) -> None:
        """The person is sure; the history stays."""
        await self._take_off(request, tap.medication, delete=False)

    async def delete(self, request: RequestContext, tap: DeleteMedicine) -> None:
        """It was added by mistake; the history goes too."""
        await self._take_off(request, tap.medication, delete=True)

    async def undo(self, request: RequestContext, tap: UndoRemoval) -> None:
        """A pause, a stop or a deletion was not meant."""
        undone = await self._medicines.undo(request.account, tap.medication, request.at)
        self._planned()
        medication = await self._medicines.get(request.account, tap.medication, request.at)
        if undone or (medication and not medication.paused_at):  # a second tap finds it undone
            await self._show_one(request, tap.medication)
        else:
            await request.change(views.not_undone(request.t))

    async def _ask_name(self, request: RequestContext, say: Say) -> None:
        await self._requests.ask(request, STEP)
        await say(search_views.ask_name(request.t))

    async def _take_off(self, request: RequestContext, id: MedicationId, *, delete: bool) -> None:
        await self._requests.leave(request)
        (listed,) = await self._medicines.look_at(request.account, [id], request.at) or (None,)
        said = None
        if listed:
            await self._medicines.stop(request.account, listed[0].id, request.at, delete=delete)
            said = views.taken_off(request.t, plans.title(request.t, *listed), listed[0].id, delete=delete)
        await self._show_list(request, said=said)

    async def _show_list(self, request: RequestContext, said: Screen | None = None) -> None:
        overview = await self._medicines.listed(request.account, request.at)
        await request.change(views.overview(request.t, overview, request.account, request.at, said=said))
        await self._medicines.shown(request.account, overview, request.at)

    async def _show_one(self, request: RequestContext, id: MedicationId) -> None:
        if listed := await self._listed(request, id):
            await request.change(await screen_of(request, self._medicines, listed))

    async def _listed(
        self, request: RequestContext, id: MedicationId
    ) -> tuple[Medication, Product | None] | None:
        """Return the medicine a button is about; where it is gone, say so kindly."""
        found = await self._medicines.look_at(request.account, [id], request.at)
        if not found:
            await request.show(notes.stale(request.t))
        return found[0] if found else None
