"""Asks where each person lives, and keeps their time zone."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.people.accounts import AccountService
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.start import views as start
from bot.telegram.features.time_zones import views
from bot.telegram.features.time_zones.buttons import ChangeZone, FirstZone
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui.cities import zone_of

STEP = "zone"  # of the dialogue


class TimeZoneHandlers:
    """The question for the clock among the first ones, and its change at any time."""

    def __init__(
        self,
        requests: RequestContextFactory,
        accounts: AccountService,
        adding: Adding,
        *,
        moved: Callable[[], None],
    ) -> None:
        """`moved` is called whenever someone's time zone was changed."""
        self._requests = requests
        self._accounts = accounts
        self._adding = adding
        self._moved = moved

    async def first(self, request: RequestContext, tap: FirstZone) -> None:
        """A newcomer's clock is right, or another city's is."""
        if tap.answer != "yes" or tap.zone is None:
            await self._ask(request, tap)
            return
        request = request.by(await self._accounts.live_in(request.account, tap.zone, request.at))
        self._moved()
        added = await self._adding.waiting(request)
        await self._requests.leave_all(request)
        await request.change(start.ready(request.t))
        await self._adding.welcome(request, added)

    async def later(self, request: RequestContext, tap: ChangeZone) -> None:
        """Somebody lives elsewhere, or has moved."""
        match tap:
            case ChangeZone("yes", str(zone)):
                await self._move(request, zone)
            case ChangeZone("join", str(zone)):
                await self._accounts.live_together(request.account, zone, request.at)
                self._moved()
                await request.change(views.joined(request.t, request.account, request.at))
            case _:
                await self._ask(request, tap)

    async def typed(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> None:
        """A city was written: show its clock, and take it once the person says that it is right."""
        zone = zone_of(text)
        if zone is None:
            await request.show(views.unknown(request.t))
            return
        await self._requests.leave(request)
        if asked.get("verb", FirstZone.verb) == FirstZone.verb:  # older dialogues hold no verb
            await request.show(views.first(request.t, zone, request.at))
        else:
            await request.show(views.sure(request.t, request.account, zone, request.at))

    async def _ask(self, request: RequestContext, tap: FirstZone | ChangeZone) -> None:
        """Ask for a city: by a tap, or in writing."""
        await self._requests.ask(request, STEP, verb=tap.verb)
        screen = (
            views.write(request.t)
            if tap.answer == "write"
            else views.ask(request.t, request.account, type(tap))
        )
        await request.change(screen)

    async def _move(self, request: RequestContext, zone: str) -> None:
        await self._requests.leave(request)
        before = request.account
        request = request.by(await self._accounts.live_in(before, zone, request.at))
        self._moved()
        stay = before.is_owner and before.is_shared and before.time_zone != zone
        await request.change(
            views.moved(request.t, request.account, request.at, before.time_zone if stay else None)
        )
