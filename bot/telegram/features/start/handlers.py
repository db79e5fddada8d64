"""The first minutes, and help."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.core.people.accounts import Language, Reception
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.start import views
from bot.telegram.features.time_zones import views as zones
from bot.telegram.transport.request_context import Desk, Visit
from bot.telegram.ui import notes

Context = ContextTypes.DEFAULT_TYPE


class StartHandlers:
    """Language and consent, which lead to the clock; /help and /cancel."""

    def __init__(self, desk: Desk, reception: Reception, adding: Adding) -> None:
        self._desk = desk
        self._adding = adding
        self._reception = reception

    async def start(self, update: Update, _: Context) -> None:
        """/start: ask for the language; the rest follows from it."""
        visit = await self._desk.visit(update)
        await self._desk.leave(visit)
        await visit.show(views.language())

    async def language(self, update: Update, _: Context) -> None:
        """A language was tapped."""
        visit = await self._desk.visit(update)
        visit = visit.by(await self._reception.speak(visit.account, Language(visit.tapped[0])))
        if visit.account.has_consented:
            await self._ask_clock(visit)
        else:
            await visit.change(views.consent(visit.t))

    async def consent(self, update: Update, _: Context) -> None:
        """The person agreed to what is kept, or did not."""
        visit = await self._desk.visit(update)
        if visit.tapped[0] == "yes":
            account = await self._reception.consent(visit.account)
            await self._adding.consented(visit.by(account))
            await self._ask_clock(visit)
        else:
            said = views.still_consents if visit.account.has_consented else views.no_consent
            await visit.change(said(visit.t))

    async def help(self, update: Update, _: Context) -> None:
        """/help."""
        visit = await self._desk.visit(update)
        await visit.show(views.help(visit.t))

    async def cancel(self, update: Update, _: Context) -> None:
        """/cancel: leave whatever is being asked; what is on the list by now is told of all the same."""
        visit = await self._desk.visit(update)
        added = await self._adding.waiting(visit)
        await visit.show(notes.cancelled(visit.t, was_open=await self._desk.leave_all(visit)))
        await self._adding.welcome(visit, added)

    async def _ask_clock(self, visit: Visit) -> None:
        """Ask for the clock of whoever writes, whomever the chat is about."""
        visit = await self._desk.about(visit, None, anew=True)
        await visit.change(zones.first(visit.t, visit.account.time_zone, visit.at))
