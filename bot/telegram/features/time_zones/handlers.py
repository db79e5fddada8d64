"""Where each person lives, so that reminders come by their clock."""

from collections.abc import Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.accounts import AccountService
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.start import views as start
from bot.telegram.features.time_zones import views
from bot.telegram.features.time_zones.cities import zone_of
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory

Context = ContextTypes.DEFAULT_TYPE
STEP = "zone"  # of the dialogue


class TimeZoneHandlers:
    """The question for the clock among the first ones, and its change at any time."""

    def __init__(
        self,
        requests: RequestContextFactory,
        reception: AccountService,
        adding: Adding,
        *,
        moved: Callable[[], None],
    ) -> None:
        """`moved` is called whenever someone's time zone was changed."""
        self._requests = requests
        self._reception = reception
        self._adding = adding
        self._moved = moved

    async def first(self, update: Update, _: Context) -> None:
        """A newcomer's clock is right, or another city's is."""
        request = await self._requests.open(update)
        if request.tapped[0] != "yes":
            await self._ask(request, views.START)
            return
        request = request.by(await self._reception.live_in(request.account, request.tapped[1], request.at))
        self._moved()
        added = await self._adding.waiting(request)
        await self._requests.leave_all(request)
        await request.change(start.ready(request.t))
        await self._adding.welcome(request, added)

    async def later(self, update: Update, _: Context) -> None:
        """Somebody lives elsewhere, or has moved."""
        request = await self._requests.open(update)
        match request.tapped:
            case ("yes", zone):
                await self._move(request, zone)
            case ("join", zone):
                await self._reception.live_together(request.account, zone, request.at)
                self._moved()
                await request.change(views.joined(request.t, request.account, request.at))
            case _:
                await self._ask(request, views.LATER)

    async def typed(self, request: RequestContext, text: str, verb: str) -> None:
        """A city was written: show its clock, and take it once the person says that it is right."""
        zone = zone_of(text)
        if zone is None:
            await request.show(views.unknown(request.t))
            return
        await self._requests.leave(request)
        if verb == views.START:
            await request.show(views.first(request.t, zone, request.at))
        else:
            await request.show(views.sure(request.t, request.account, zone, request.at))

    async def _ask(self, request: RequestContext, verb: str) -> None:
        """Ask for a city: by a tap, or in writing."""
        await self._requests.ask(request, STEP, verb=verb)
        screen = (
            views.write(request.t)
            if request.tapped[0] == "write"
            else views.ask(request.t, request.account, verb)
        )
        await request.change(screen)

    async def _move(self, request: RequestContext, zone: str) -> None:
        await self._requests.leave(request)
        before = request.account
        request = request.by(await self._reception.live_in(before, zone, request.at))
        self._moved()
        stay = before.is_owner and before.is_shared and before.time_zone != zone
        await request.change(
            views.moved(request.t, request.account, request.at, before.time_zone if stay else None)
        )
