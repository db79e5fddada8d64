"""The settings of a chat, and the profile of a person."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.core.medications.medications import MedicationService
from bot.core.people.accounts import FIRST_YEAR, Account, AccountService
from bot.core.people.habits import Habits
from bot.telegram.features.people import views as people_views
from bot.telegram.features.settings import birth_year_views as birth
from bot.telegram.features.settings import reminder_views, views
from bot.telegram.features.settings.buttons import (
    AskFact,
    ForgetFacts,
    SetDiscreet,
    SetLanguage,
    SetLarge,
    SetPictures,
    SetQuiet,
    SetRepeats,
    SetStockDays,
    SetWeekly,
    ShowDecades,
    ShowNotices,
    ShowOtherSettings,
    ShowProfile,
    ShowReminderSettings,
    ShowSettings,
    ShowYears,
    TellFact,
)
from bot.telegram.features.start import views as start
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui import findings
from bot.telegram.ui.texts import Html
from knowledge.interactions.check import Profile

YEAR = re.compile(
    r"(?:(?:i was |i'm )?born in )?(?P<year>\d{4})\s*(?:년생?)?(?:이에요|예요|입니다|이요)?[.!]?|(?P<short>\d\d)\s*년생\S{0,3}",
    re.IGNORECASE,
)
STEP = "born"  # of the dialogue
ANSWERS = {"yes": True, "no": False}  # anything else: not told


class SettingsHandlers:
    """/settings, and the profile of each person."""

    def __init__(
        self, requests: RequestContextFactory, accounts: AccountService, medicines: MedicationService
    ) -> None:
        self._requests = requests
        self._accounts = accounts
        self._medicines = medicines

    async def settings(self, request: RequestContext) -> None:
        """/settings."""
        await self._requests.leave(request)
        await request.show(views.settings(request.t, request.account, request.at))

    async def speak(self, request: RequestContext, tap: SetLanguage) -> None:
        """The other language."""
        await self._set(request, await self._accounts.speak(request.account, tap.language))

    async def large(self, request: RequestContext, tap: SetLarge) -> None:
        """Large and simple screens, or the usual ones."""
        await self._set(request, await self._accounts.enlarge(request.account, is_large=tap.is_large))

    async def show(self, request: RequestContext, _: ShowSettings) -> None:
        """The settings, in the place of what they led to."""
        await self._set(request, request.account)

    async def others(self, request: RequestContext, _: ShowOtherSettings) -> None:
        """The settings that a large and simple screen leaves out."""
        await request.change(views.more(request.t, request.account))

    async def reminders(self, request: RequestContext, _: ShowReminderSettings) -> None:
        """How reminders come."""
        await request.change(reminder_views.reminders(request.t, request.account))

    async def repeats(self, request: RequestContext, tap: SetRepeats) -> None:
        """How often a reminder without an answer is repeated."""
        every = timedelta(minutes=tap.minutes)
        await self._remind_by(request, replace(request.account.habits, every=every, repeats=tap.repeats))

    async def quiet(self, request: RequestContext, tap: SetQuiet) -> None:
        """When nothing makes a sound."""
        await self._remind_by(request, replace(request.account.habits, quiet=tap.hours))

    async def discreet(self, request: RequestContext, tap: SetDiscreet) -> None:
        """Reminders without names, or with them."""
        account = await self._accounts.hush(request.account, is_discreet=tap.is_discreet)
        await request.change(reminder_views.reminders(request.t, account))

    async def pictures(self, request: RequestContext, tap: SetPictures) -> None:
        """Reminders with a picture of the pills, or without."""
        account = await self._accounts.show_pictures(request.account, has_pictures=tap.has_pictures)
        await request.change(reminder_views.reminders(request.t, account))

    async def notices(self, request: RequestContext, _: ShowNotices) -> None:
        """What is told besides reminders."""
        await request.change(reminder_views.notices(request.t, request.account))

    async def stock_days(self, request: RequestContext, tap: SetStockDays) -> None:
        """How many days before the last tablet it is told."""
        account = await self._accounts.tell_stock(request.account, tap.days)
        await request.change(reminder_views.notices(request.t, account))

    async def weekly(self, request: RequestContext, tap: SetWeekly) -> None:
        """A line a week, or none."""
        account = await self._accounts.tell_week(request.account, is_weekly=tap.is_weekly)
        await request.change(reminder_views.notices(request.t, account))

    async def _remind_by(self, request: RequestContext, habits: Habits) -> None:
        account = await self._accounts.remind_by(request.account, habits)
        await request.change(reminder_views.reminders(request.t, account))

    async def _set(self, request: RequestContext, account: Account) -> None:
        request = request.by(account)
        await request.change(views.settings(request.t, account, request.at))

    async def profile(self, request: RequestContext, tap: ShowProfile) -> None:
        """The profile of a person."""
        await self._requests.leave(request)
        await request.change(people_views.profile(request.t, request.account))

    async def ask(self, request: RequestContext, tap: AskFact) -> None:
        """Ask for one thing of it."""
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
        elif tap.fact == "born":
            await self._requests.ask(request, STEP)
            await request.change(birth.ask_decade(request.t, request.at.year))
        else:
            await self._requests.leave(request)
            await request.change(people_views.ask_state(request.t, tap.fact))

    async def decades(self, request: RequestContext, tap: ShowDecades) -> None:
        """Other decades."""
        await request.change(birth.ask_decade(request.t, request.at.year, tap.page))

    async def decade(self, request: RequestContext, tap: ShowYears) -> None:
        """A decade was tapped, or other years of it."""
        await request.change(birth.ask_year(request.t, tap.decade, request.at.year, tap.page))

    async def born(self, request: RequestContext, text: str, _: object) -> bool:
        """A year was written; False where it is something else."""
        year = year_of(text, request.at.year)
        if year is None and " " in text.strip() and not any(char.isdigit() for char in text):
            return False
        if year is None:
            await request.show(birth.not_a_year(request.t, request.at.year))
        else:
            request = await self._describe(request, replace(request.account.profile, birth_year=year))
            await request.show(people_views.profile(request.t, request.account, await self._news(request)))
        return True

    async def told(self, request: RequestContext, tap: TellFact) -> None:
        """An answer was tapped; "none" leaves it untold."""
        before = request.account.profile
        match tap.fact:
            case "born":
                profile = replace(before, birth_year=year_of(tap.answer, request.at.year))
            case "pregnant":
                profile = replace(before, pregnant=ANSWERS.get(tap.answer))
            case "nursing":
                profile = replace(before, nursing=ANSWERS.get(tap.answer))
        await self._redescribe(request, profile)

    async def forget(self, request: RequestContext, _: ForgetFacts) -> None:
        """Forget the whole profile."""
        await self._redescribe(request, Profile())

    async def _redescribe(self, request: RequestContext, profile: Profile) -> None:
        if not request.account.has_consented:
            await request.show(start.consent(request.t))
            return
        request = await self._describe(request, profile)
        await request.change(people_views.profile(request.t, request.account, await self._news(request)))

    async def _describe(self, request: RequestContext, profile: Profile) -> RequestContext:
        await self._requests.leave(request)
        return request.by(await self._accounts.describe(request.account, profile))

    async def _news(self, request: RequestContext) -> list[Html]:
        """Return what is known of the person's list with the new profile."""
        overview = await self._medicines.overview(request.account, request.at)
        if not overview.medications:
            return []
        await self._medicines.shown(request.account, overview, request.at)
        return findings.told(request.t, overview)


def year_of(text: str, this_year: int) -> int | None:
    """Read a year of birth, in any script's digits; None for what no living person was born in.

    Of two digits (52년생) the later of the two years that have passed is meant.
    """
    found = YEAR.fullmatch(text.strip())
    year = int(found["year"] or found["short"]) if found else 0
    if found and found["short"]:
        year += 2000 if 2000 + year <= this_year else 1900
    return year if FIRST_YEAR <= year <= this_year else None
