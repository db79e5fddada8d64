"""Where each person lives, so that reminders come by their clock."""

from collections.abc import Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.accounts import Reception
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.start import views as start
from bot.telegram.features.time_zones import views
from bot.telegram.features.time_zones.cities import zone_of
from bot.telegram.transport.request_context import Desk, Visit

Context = ContextTypes.DEFAULT_TYPE
STEP = "zone"  # of the dialogue


class ZoneHandlers:
    """The question for the clock among the first ones, and its change at any time."""

    def __init__(
        self, desk: Desk, reception: Reception, adding: Adding, *, moved: Callable[[], None]
    ) -> None:
        """`moved` is called whenever someone's time zone was changed."""
        self._desk = desk
        self._reception = reception
        self._adding = adding
        self._moved = moved

    async def first(self, update: Update, _: Context) -> None:
        """A newcomer's clock is right, or another city's is."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] != "yes":
            await self._ask(visit, views.START)
            return
        visit = visit.by(await self._reception.live_in(visit.account, visit.tapped[1], visit.at))
        self._moved()
        added = await self._adding.waiting(visit)
        await self._desk.leave_all(visit)
        await visit.change(start.ready(visit.t))
        await self._adding.welcome(visit, added)

    async def later(self, update: Update, _: Context) -> None:
        """Somebody lives elsewhere, or has moved."""
        visit = await self._desk.visit(update)
        match visit.tapped:
            case ("yes", zone):
                await self._move(visit, zone)
            case ("join", zone):
                await self._reception.live_together(visit.account, zone, visit.at)
                self._moved()
                await visit.change(views.joined(visit.t, visit.account, visit.at))
            case _:
                await self._ask(visit, views.LATER)

    async def typed(self, visit: Visit, text: str, verb: str) -> None:
        """A city was written: show its clock, and take it once the person says that it is right."""
        zone = zone_of(text)
        if zone is None:
            await visit.show(views.unknown(visit.t))
            return
        await self._desk.leave(visit)
        if verb == views.START:
            await visit.show(views.first(visit.t, zone, visit.at))
        else:
            await visit.show(views.sure(visit.t, visit.account, zone, visit.at))

    async def _ask(self, visit: Visit, verb: str) -> None:
        """Ask for a city: by a tap, or in writing."""
        await self._desk.ask(visit, STEP, verb=verb)
        screen = (
            views.write(visit.t) if visit.tapped[0] == "write" else views.ask(visit.t, visit.account, verb)
        )
        await visit.change(screen)

    async def _move(self, visit: Visit, zone: str) -> None:
        await self._desk.leave(visit)
        before = visit.account
        visit = visit.by(await self._reception.live_in(before, zone, visit.at))
        self._moved()
        stay = before.is_owner and before.is_shared and before.time_zone != zone
        await visit.change(views.moved(visit.t, visit.account, visit.at, before.time_zone if stay else None))
