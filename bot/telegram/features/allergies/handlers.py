"""What a person is allergic to: written, confirmed by a tap, and checked against their list at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.medications.medications import MedicationService
from bot.core.people.accounts import AccountService
from bot.core.people.allergies import (
    from_dict,
    is_full,
    name_of,
    to_dict,
    told_in,
    with_allergen,
    without_allergen,
)
from bot.core.ports import Knowledge
from bot.telegram.features.allergies import views
from bot.telegram.features.allergies.buttons import DropAllergen, KeepAllergen, ShowAllergies, mark_of
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import findings, notes
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Html
from knowledge.interactions.check import Allergen, Profile

STEP = "allergy"  # of the dialogue


class AllergyHandlers:
    """The allergies of the person an account is about."""

    def __init__(
        self,
        requests: RequestContextFactory,
        accounts: AccountService,
        medicines: MedicationService,
        knowledge: Knowledge,
    ) -> None:
        self._requests = requests
        self._accounts = accounts
        self._medicines = medicines
        self._knowledge = knowledge

    async def show(self, request: RequestContext, tap: ShowAllergies) -> None:
        """What was told; what is written next is one more."""
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        await self._requests.ask(request, STEP)
        await request.change(views.allergies(request.t, request.account.profile, tap.page))

    async def typed(self, request: RequestContext, text: str, _: Mapping[str, Any]) -> bool:
        """Something was written: ask of each name in it what it means."""
        if told := told_in(text):
            await request.show(await self._next(request, told))
        else:
            await self._requests.leave(request)
            await request.show(views.allergies(request.t, request.account.profile))
        return True

    async def keep(self, request: RequestContext, tap: KeepAllergen) -> None:
        """What was written was confirmed; then the next of what was written with it."""
        asked = await self._requests.asked(request)
        waiting = asked.data.get("told", []) if asked and asked.step == STEP else []
        if not asked or not waiting or mark_of(waiting[0]) != tap.mark:
            await request.show(notes.stale(request.t))
            return
        if tap.choice != "leave":
            choices = [from_dict(one) for one in asked.data["choices"]]
            is_written = tap.choice == "told" or int(tap.choice) >= len(choices)
            allergen = Allergen(waiting[0]) if is_written else choices[int(tap.choice)]
            request = await self._describe(request, with_allergen(request.account.profile, allergen))
        if waiting[1:] and not is_full(request.account.profile):
            await request.change(await self._next(request, waiting[1:]))
        else:
            await self._requests.ask(request, STEP)
            await self._tell(request)

    async def drop(self, request: RequestContext, tap: DropAllergen) -> None:
        """One was taken back."""
        profile = request.account.profile
        for one in profile.allergies:
            if mark_of(name_of(one)) == tap.mark:
                profile = without_allergen(profile, name_of(one))
        await self._tell(await self._describe(request, profile))

    async def _next(self, request: RequestContext, told: Sequence[str]) -> Screen:
        """Ask what the first of some names means."""
        if is_full(request.account.profile):
            return views.full(request.t)
        choices = await self._knowledge.allergens(told[0])
        await self._requests.ask(request, STEP, told=list(told), choices=list(map(to_dict, choices)))
        return views.which(request.t, told[0], choices)

    async def _describe(self, request: RequestContext, profile: Profile) -> RequestContext:
        return request.by(await self._accounts.describe(request.account, profile))

    async def _tell(self, request: RequestContext) -> None:
        """Show what was told, and what it means for the list."""
        overview = await self._medicines.overview(request.account, request.at)
        news: list[Html] = findings.told(request.t, overview) if overview.medications else []
        await request.change(views.allergies(request.t, request.account.profile, news=news))
        if news:
            await self._medicines.shown(request.account, overview, request.at)
