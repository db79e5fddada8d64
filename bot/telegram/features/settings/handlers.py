"""How the bot speaks to a person, and what they tell of themselves."""

import re
from dataclasses import replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.medications.medications import MyMedicines
from bot.core.people.accounts import FIRST_YEAR, Account, Language, Reception
from bot.telegram.features.people import views as people_views
from bot.telegram.features.settings import birth_year_views as birth
from bot.telegram.features.settings import views
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import findings
from bot.telegram.ui.texts import Html
from knowledge.interactions.check import Profile

Context = ContextTypes.DEFAULT_TYPE
YEAR = re.compile(r"(\d{4})\s*(?:년|년생)?")
ANSWERS = {"yes": True, "no": False, "none": None}


class SettingsHandlers:
    """/settings, and the profile of each person."""

    def __init__(self, desk: Desk, reception: Reception, medicines: MyMedicines) -> None:
        self._desk = desk
        self._reception = reception
        self._medicines = medicines

    async def settings(self, update: Update, _: Context) -> None:
        """/settings."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.show(views.settings(visit.t, visit.account, visit.at))

    async def speak(self, update: Update, _: Context) -> None:
        """The other language."""
        visit = await self._desk.visit(update)
        await self._set(visit, await self._reception.speak(visit.account, Language(visit.tapped[0])))

    async def large(self, update: Update, _: Context) -> None:
        """Large and simple screens, or the usual ones."""
        visit = await self._desk.visit(update)
        await self._set(
            visit, await self._reception.enlarge(visit.account, is_large=visit.tapped[0] == "yes")
        )

    async def discreet(self, update: Update, _: Context) -> None:
        """Reminders without names, or with them."""
        visit = await self._desk.visit(update)
        await self._set(
            visit, await self._reception.hush(visit.account, is_discreet=visit.tapped[0] == "yes")
        )

    async def _set(self, visit: Visit, account: Account) -> None:
        visit = visit.by(account)
        await visit.change(views.settings(visit.t, account, visit.at))

    async def profile(self, update: Update, _: Context) -> None:
        """What was told of a person."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.change(people_views.profile(visit.t, visit.account))

    async def ask(self, update: Update, _: Context) -> None:
        """Ask for one thing of it."""
        visit = await self._desk.visit(update)
        if not visit.account.has_consented:
            await visit.show(start.consent(visit.t))
        elif visit.tapped[0] == "born":
            await self._desk.ask(visit, "born")
            await visit.change(birth.ask_decade(visit.t, visit.at.year))
        else:
            await self._desk.leave(visit)
            await visit.change(people_views.ask_state(visit.t, visit.tapped[0]))

    async def decades(self, update: Update, _: Context) -> None:
        """Other decades."""
        visit = await self._desk.visit(update)
        await visit.change(birth.ask_decade(visit.t, visit.at.year, visit.number(0)))

    async def decade(self, update: Update, _: Context) -> None:
        """A decade was tapped, or other years of it."""
        visit = await self._desk.visit(update)
        await visit.change(birth.ask_year(visit.t, visit.number(0), visit.at.year, visit.number(1)))

    async def born(self, visit: Visit, text: str) -> None:
        """A year was written."""
        year = year_of(text, visit.at.year)
        if year is None:
            await visit.show(birth.not_a_year(visit.t, visit.at.year))
        else:
            visit = await self._describe(visit, replace(visit.account.profile, birth_year=year))
            await visit.show(people_views.profile(visit.t, visit.account, await self._news(visit)))

    async def told(self, update: Update, _: Context) -> None:
        """An answer was tapped; "none" leaves it untold."""
        visit = await self._desk.visit(update)
        what, answer = visit.tapped
        before = visit.account.profile
        match what:
            case "born":
                profile = replace(before, birth_year=year_of(answer, visit.at.year))
            case "pregnant":
                profile = replace(before, pregnant=ANSWERS[answer])
            case _:
                profile = replace(before, nursing=ANSWERS[answer])
        await self._redescribe(visit, profile)

    async def untell(self, update: Update, _: Context) -> None:
        """All that was told of a person is to be forgotten."""
        await self._redescribe(await self._desk.visit(update), Profile())

    async def _redescribe(self, visit: Visit, profile: Profile) -> None:
        if not visit.account.has_consented:
            await visit.show(start.consent(visit.t))
            return
        visit = await self._describe(visit, profile)
        await visit.change(people_views.profile(visit.t, visit.account, await self._news(visit)))

    async def _describe(self, visit: Visit, profile: Profile) -> Visit:
        await self._desk.leave(visit)
        return visit.by(await self._reception.describe(visit.account, profile))

    async def _news(self, visit: Visit) -> list[Html]:
        """Return what is to be said of the person's list, now that this is known."""
        overview = await self._medicines.overview(visit.account, visit.at)
        if not overview.medications:
            return []
        await self._medicines.shown(visit.account, overview, visit.at)
        return findings.told(visit.t, overview)


def year_of(text: str, this_year: int) -> int | None:
    """Read a year of birth, in any script's digits; None for what no living person was born in."""
    found = YEAR.fullmatch(text.strip())
    year = int(found[1]) if found else 0
    return year if FIRST_YEAR <= year <= this_year else None
