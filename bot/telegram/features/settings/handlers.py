"""How the bot speaks to a person, and what they tell of themselves."""

import re
from dataclasses import replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import MedicationService
from bot.core.people.accounts import FIRST_YEAR, Account, AccountService, Language
from bot.telegram.features.people import views as people_views
from bot.telegram.features.settings import birth_year_views as birth
from bot.telegram.features.settings import views
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import findings
from bot.telegram.ui.texts import Html
from knowledge.interactions.check import Profile

Context = ContextTypes.DEFAULT_TYPE
YEAR = re.compile(r"(\d{4})\s*(?:년|년생)?")
ANSWERS = {"yes": True, "no": False, "none": None}


class SettingsHandlers:
    """/settings, and the profile of each person."""

    def __init__(
        self, requests: RequestContextFactory, reception: AccountService, medicines: MedicationService
    ) -> None:
        self._requests = requests
        self._reception = reception
        self._medicines = medicines

    async def settings(self, update: Update, _: Context) -> None:
        """/settings."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await request.show(views.settings(request.t, request.account, request.at))

    async def speak(self, update: Update, _: Context) -> None:
        """The other language."""
        request = await self._requests.open(update)
        await self._set(request, await self._reception.speak(request.account, Language(request.tapped[0])))

    async def large(self, update: Update, _: Context) -> None:
        """Large and simple screens, or the usual ones."""
        request = await self._requests.open(update)
        await self._set(
            request, await self._reception.enlarge(request.account, is_large=request.tapped[0] == "yes")
        )

    async def discreet(self, update: Update, _: Context) -> None:
        """Reminders without names, or with them."""
        request = await self._requests.open(update)
        await self._set(
            request, await self._reception.hush(request.account, is_discreet=request.tapped[0] == "yes")
        )

    async def _set(self, request: RequestContext, account: Account) -> None:
        request = request.by(account)
        await request.change(views.settings(request.t, account, request.at))

    async def profile(self, update: Update, _: Context) -> None:
        """What was told of a person."""
        request = await self._requests.open(update)
        await self._requests.leave(request)
        await request.change(people_views.profile(request.t, request.account))

    async def ask(self, update: Update, _: Context) -> None:
        """Ask for one thing of it."""
        request = await self._requests.open(update)
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
        elif request.tapped[0] == "born":
            await self._requests.ask(request, "born")
            await request.change(birth.ask_decade(request.t, request.at.year))
        else:
            await self._requests.leave(request)
            await request.change(people_views.ask_state(request.t, request.tapped[0]))

    async def decades(self, update: Update, _: Context) -> None:
        """Other decades."""
        request = await self._requests.open(update)
        await request.change(birth.ask_decade(request.t, request.at.year, request.number(0)))

    async def decade(self, update: Update, _: Context) -> None:
        """A decade was tapped, or other years of it."""
        request = await self._requests.open(update)
        await request.change(birth.ask_year(request.t, request.number(0), request.at.year, request.number(1)))

    async def born(self, request: RequestContext, text: str) -> None:
        """A year was written."""
        year = year_of(text, request.at.year)
        if year is None:
            await request.show(birth.not_a_year(request.t, request.at.year))
        else:
            request = await self._describe(request, replace(request.account.profile, birth_year=year))
            await request.show(people_views.profile(request.t, request.account, await self._news(request)))

    async def told(self, update: Update, _: Context) -> None:
        """An answer was tapped; "none" leaves it untold."""
        request = await self._requests.open(update)
        what, answer = request.tapped
        before = request.account.profile
        match what:
            case "born":
                profile = replace(before, birth_year=year_of(answer, request.at.year))
            case "pregnant":
                profile = replace(before, pregnant=ANSWERS[answer])
            case _:
                profile = replace(before, nursing=ANSWERS[answer])
        await self._redescribe(request, profile)

    async def untell(self, update: Update, _: Context) -> None:
        """All that was told of a person is to be forgotten."""
        await self._redescribe(await self._requests.open(update), Profile())

    async def _redescribe(self, request: RequestContext, profile: Profile) -> None:
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        request = await self._describe(request, profile)
        await request.change(people_views.profile(request.t, request.account, await self._news(request)))

    async def _describe(self, request: RequestContext, profile: Profile) -> RequestContext:
        await self._requests.leave(request)
        return request.by(await self._reception.describe(request.account, profile))

    async def _news(self, request: RequestContext) -> list[Html]:
        """Return what is to be said of the person's list, now that this is known."""
        overview = await self._medicines.overview(request.account, request.at)
        if not overview.medications:
            return []
        await self._medicines.shown(request.account, overview, request.at)
        return findings.told(request.t, overview)


def year_of(text: str, this_year: int) -> int | None:
    """Read a year of birth, in any script's digits; None for what no living person was born in."""
    found = YEAR.fullmatch(text.strip())
    year = int(found[1]) if found else 0
    return year if FIRST_YEAR <= year <= this_year else None
